package org.mirrorflow.lab.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.io.InputException;

/**
 * Runs to be done: all combinations of the values of every key.
 *
 * @param folder where relative data files lie
 * @param values canonical values per key, all keys, none empty, none twice
 */
public record Grid(Path folder, Map<GridKey, List<String>> values) {

  /** More cells than this are a slip of the pen. */
  public static final long MOST_CELLS = 1_000_000L;

  /**
   * Copies the lists.
   *
   * @param folder where relative data files lie
   * @param values all keys, copied
   */
  public Grid {
    Map<GridKey, List<String>> copy = new LinkedHashMap<>();
    values.forEach((key, list) -> copy.put(key, List.copyOf(list)));
    values = copy;
  }

  /**
   * {@return the runs of a grid file}
   *
   * @param file YAML
   * @param seed the repetition, where the grid names none
   * @throws InputException if the file is no grid, says nothing or too much, or names data outside
   *     its folder
   */
  public static Grid read(Path file, long seed) {
    return new GridReader(file, seed).read();
  }

  /** {@return number of combinations} */
  public long size() {
    return values.values().stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
  }

  /**
   * {@return all cells; the last key varies fastest}
   *
   * @throws InputException if a value is out of range or a data file cannot be read
   */
  public List<Cell> cells() {
    CellFactory factory = new CellFactory(folder);
    List<Cell> cells = new ArrayList<>();
    expand(GridKey.ALL, new HashMap<>(), factory, cells);
    return cells;
  }

  private void expand(
      List<GridKey> left, Map<GridKey, String> chosen, CellFactory factory, List<Cell> to) {
    if (left.isEmpty()) {
      to.add(factory.cell(chosen));
      return;
    }
    GridKey key = left.get(0);
    for (String value : values.get(key)) {
      chosen.put(key, value);
      expand(left.subList(1, left.size()), chosen, factory, to);
    }
  }
}

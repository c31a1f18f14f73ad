package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A table of runs that the reader turns into charts: a quantity against a setting or another
 * quantity, with colours and separate charts by settings, means and intervals over what is left, or
 * a heat map of two settings. Where no script runs there is no chart.
 *
 * @param title heading
 * @param columns of the table
 * @param rows a word or a number for each column; null where there is none
 * @param first what is shown at first
 * @param t the 97.5 % quantiles of Student's t with 1, 2, … degrees of freedom
 * @param caption a sentence that says what to see
 */
public record Explorer(
    String title,
    List<Column> columns,
    List<List<Object>> rows,
    Choice first,
    double[] t,
    String caption)
    implements Figure {

  /** What a column is. */
  public enum Kind {
    /** What was asked for. */
    SETTING,
    /** A number of the repetition: means are taken over it unless it is an axis. */
    REPETITION,
    /** What was measured. */
    MEASURED,
    /** Address of the run, relative to the page. */
    LINK
  }

  /**
   * A column of the table.
   *
   * @param name unique
   * @param kind what it is
   * @param numeric whether it holds numbers
   */
  public record Column(String name, Kind kind, boolean numeric) {

    Map<String, Object> entries() {
      return Map.of("name", name, "kind", kind.name(), "numeric", numeric);
    }
  }

  /**
   * What is shown; names of columns, empty for none.
   *
   * @param x horizontal axis
   * @param y a measured column
   * @param colour a setting
   * @param facet a setting
   */
  public record Choice(String x, String y, String colour, String facet) {

    Map<String, Object> entries() {
      return Map.of("x", x, "y", y, "colour", colour, "facet", facet);
    }
  }

  /**
   * Checks that the rows fit the columns and the choice names columns.
   *
   * @param title heading
   * @param columns with different names, copied
   * @param rows as many entries in each as there are columns, copied
   * @param first what is shown at first
   * @param t quantiles, copied
   * @param caption a sentence that says what to see
   * @throws IllegalArgumentException if a row is longer or shorter, or a name is no column's
   */
  public Explorer {
    columns = List.copyOf(columns);
    List<List<Object>> copy = new ArrayList<>();
    for (List<Object> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "explorer '" + title + "': " + row.size() + " entries, expected " + columns.size());
      }
      copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
    }
    rows = List.copyOf(copy);
    t = t.clone();
    Set<String> names = new HashSet<>(List.of(""));
    columns.forEach(column -> names.add(column.name()));
    for (String name : List.of(first.x(), first.y(), first.colour(), first.facet())) {
      if (!names.contains(name)) {
        throw new IllegalArgumentException("explorer '" + title + "': no column " + name);
      }
    }
  }

  @Override
  public List<Axis> axes() {
    return List.of();
  }

  @Override
  public Map<String, Object> entries() {
    return Map.ofEntries(
        entry("type", "explorer"),
        entry("title", title),
        entry("columns", columns.stream().map(Column::entries).toList()),
        entry("rows", rows),
        entry("first", first.entries()),
        entry("t", t),
        entry("caption", caption));
  }
}

package org.mirrorflow.lab.sweep;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.mirrorflow.io.AtomicFile;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.OutFolder;

/**
 * One JSON file per finished cell, the truth from which the store is made: {@code
 * cells/ab/ab….json} under the folder. A file is there as a whole or not at all; to write it again
 * does no harm.
 *
 * @param folder the sweep's folder
 */
public record CellFiles(Path folder) {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String ENDING = ".json";

  /**
   * Writes a result in one piece.
   *
   * @param result of a cell
   * @throws InputException if it cannot be written
   */
  public void write(CellResult result) {
    Path file = file(result.cell().id());
    OutFolder.make(file.getParent());
    AtomicFile.write(file, json(result).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * {@return the result of a cell}
   *
   * @param id of the cell
   * @throws InputException if the file is missing or damaged
   */
  public CellResult read(String id) {
    Path file = file(id);
    try {
      return parse(Files.readString(file));
    } catch (IOException e) {
      throw new InputException(
          file.toString(),
          "missing or damaged",
          "the result that sweep wrote",
          "remove the file and go on with sweep --resume",
          e);
    }
  }

  /**
   * {@return whether a cell is finished}
   *
   * @param id of the cell
   */
  public boolean has(String id) {
    return Files.exists(file(id));
  }

  /**
   * {@return all finished cells, in the order of their ids; what a killed sweep left half written
   * goes}
   *
   * @throws java.io.UncheckedIOException if the folder cannot be read
   */
  public TreeSet<String> ids() {
    TreeSet<String> ids = new TreeSet<>();
    Path root = folder.resolve("cells");
    if (!Files.isDirectory(root)) {
      return ids;
    }
    try (Stream<Path> files = Files.walk(root, 2)) {
      files
          .filter(file -> !removed(file))
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ENDING))
          .forEach(name -> ids.add(name.substring(0, name.length() - ENDING.length())));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ids;
  }

  private static boolean removed(Path file) {
    try {
      return AtomicFile.isAbandoned(file) && Files.deleteIfExists(file);
    } catch (IOException e) {
      return true; // no cell, whether it can be removed or not
    }
  }

  /**
   * {@return a result as text}
   *
   * @param result of a cell
   */
  public static String json(CellResult result) {
    return text(result);
  }

  /**
   * {@return a cell as text, for another process}
   *
   * @param cell the run
   */
  public static String json(Cell cell) {
    return text(cell);
  }

  /**
   * {@return the result of a text}
   *
   * @param json what {@link #json(CellResult)} gave
   * @throws JsonProcessingException if it is no such text
   */
  public static CellResult parse(String json) throws JsonProcessingException {
    return JSON.readValue(json, CellResult.class);
  }

  /**
   * {@return the cell of a text}
   *
   * @param json what {@link #json(Cell)} gave
   * @throws JsonProcessingException if it is no such text
   */
  public static Cell parseCell(String json) throws JsonProcessingException {
    return JSON.readValue(json, Cell.class);
  }

  private static String text(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of plain numbers and words are always JSON", e);
    }
  }

  /**
   * {@return where the result of a cell is kept}
   *
   * @param id of the cell
   */
  public Path file(String id) {
    return folder.resolve("cells").resolve(id.substring(0, 2)).resolve(id + ENDING);
  }
}

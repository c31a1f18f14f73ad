package org.mirrorflow.data;

import java.nio.file.Path;
import java.util.Locale;
import org.mirrorflow.io.InputException;

/**
 * A data set in a file: {@code .npz} (see {@link NpzData}), everything else CSV with a header (see
 * {@link CsvData}), of which {@code FILE:label=NAME} names the column of the classes.
 *
 * @param file opened on {@link #load()} only
 * @param label name of the column of the classes
 * @since 0.1.0
 */
public record FileData(Path file, String label) implements DataSpec {
  /** Separates the file from the name of its class column. */
  public static final String LABEL = ":label=";

  /**
   * A file whose classes stand where they do by default.
   *
   * @param file opened on {@link #load()} only
   */
  public FileData(Path file) {
    this(file, CsvData.LABEL);
  }

  @Override
  public Dataset load() {
    String name = file.toString().toLowerCase(Locale.ROOT);
    if (!name.endsWith(".npz")) {
      return CsvData.read(file, label);
    }
    if (!label.equals(CsvData.LABEL)) {
      throw new InputException(
          file + LABEL + label, "a column of an npz file", "labels in its array y", "rename it y");
    }
    return NpzData.read(file);
  }

  /**
   * {@return the same data by their place in a folder}
   *
   * @param folder what a relative name of the file is relative to
   */
  public FileData in(Path folder) {
    return new FileData(folder.resolve(file).normalize(), label);
  }

  @Override
  public String spec() {
    return file + (label.equals(CsvData.LABEL) ? "" : LABEL + label);
  }
}

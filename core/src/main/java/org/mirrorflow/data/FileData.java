package org.mirrorflow.data;

import java.nio.file.Path;
import java.util.Locale;
import org.mirrorflow.io.InputException;

/**
 * A data set in a file: {@code .npz} (see {@link NpzData}), everything else CSV with a header (see
 * {@link CsvData}).
 *
 * @param words file, column of the classes and shape of images; the file is opened on {@link
 *     #load()} only
 * @since 0.1.0
 */
public record FileData(FileSpec words) implements DataSpec {

  /** {@return the path of the file} */
  public Path file() {
    return Path.of(words.file());
  }

  @Override
  public Dataset load() {
    if (!words.file().toLowerCase(Locale.ROOT).endsWith(".npz")) {
      return words.images(CsvData.read(file(), words.label()));
    }
    if (!words.label().equals(CsvData.LABEL)) {
      throw new InputException(
          words.spec(), "a column of an npz file", "labels in its array y", "rename it y");
    }
    return words.images(NpzData.read(file()));
  }

  /**
   * {@return the same data by their place in a folder}
   *
   * @param folder what a relative name of the file is relative to
   */
  public FileData in(Path folder) {
    return new FileData(words.at(folder.resolve(file()).normalize().toString()));
  }

  @Override
  public String spec() {
    return words.spec();
  }
}

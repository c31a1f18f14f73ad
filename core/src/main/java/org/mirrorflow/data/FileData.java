package org.mirrorflow.data;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A data set in a file: {@code .npz} (see {@link NpzData}), everything else CSV with a header (see
 * {@link CsvData}).
 *
 * @param file opened on {@link #load()} only
 */
public record FileData(Path file) implements DataSpec {

  @Override
  public Dataset load() {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".npz") ? NpzData.read(file) : CsvData.read(file);
  }

  @Override
  public String spec() {
    return file.toString();
  }
}

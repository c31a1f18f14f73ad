package org.mirrorflow.data;

import java.nio.file.Path;

/**
 * A data set in a file: CSV with a header (see {@link CsvData}).
 *
 * @param file opened on {@link #load()} only
 */
public record FileData(Path file) implements DataSpec {

  @Override
  public Dataset load() {
    return CsvData.read(file);
  }

  @Override
  public String spec() {
    return file.toString();
  }
}

package org.mirrorflow.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.io.InputException;

/**
 * CIFAR-10 in its binary form, gzipped or not: records of one label byte and 3 × 32 × 32 pixels,
 * channel by channel (Krizhevsky 2009).
 */
final class CifarImages {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int RECORD = 1 + PIXELS;
  private static final int CLASSES = 10;

  /** A published file has 10,000. */
  private static final int MOST_RECORDS = 60_000;

  private CifarImages() {}

  /**
   * Reads files, one after the other.
   *
   * @throws InputException if one is missing or damaged
   */
  static Images read(String name, List<Path> files) {
    byte[] records = new byte[0];
    for (Path file : files) {
      byte[] more = records(file);
      int before = records.length;
      records = Arrays.copyOf(records, before + more.length);
      System.arraycopy(more, 0, records, before, more.length);
    }
    int n = records.length / RECORD;
    int[] labels = new int[n];
    byte[] pixels = new byte[n * PIXELS];
    for (int i = 0; i < n; i++) {
      labels[i] = records[i * RECORD];
      System.arraycopy(records, i * RECORD + 1, pixels, i * PIXELS, PIXELS);
    }
    return new Images(name, pixels, labels, 3, 32, 32, CLASSES);
  }

  private static byte[] records(Path file) {
    try (InputStream in = IdxImages.open(file)) {
      byte[] bytes = in.readNBytes(MOST_RECORDS * RECORD + 1);
      if (bytes.length == 0 || bytes.length % RECORD != 0) {
        throw new EOFException();
      }
      if (bytes.length > MOST_RECORDS * RECORD) {
        throw new InputException(
            file.toString(), "too many records", "at most " + MOST_RECORDS, "check the file");
      }
      for (int at = 0; at < bytes.length; at += RECORD) {
        if (bytes[at] < 0 || bytes[at] >= CLASSES) {
          throw new InputException(
              file + ", record " + at / RECORD,
              "class " + (bytes[at] & 0xff),
              "0 .. 9",
              "get the file again");
        }
      }
      return bytes;
    } catch (IOException e) {
      throw IdxImages.unreadable(file, e);
    }
  }
}

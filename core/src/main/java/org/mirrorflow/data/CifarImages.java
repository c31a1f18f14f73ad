package org.mirrorflow.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.TarReader;

/**
 * CIFAR-10 in its binary form, gzipped or not, or in the archive as it is published. A record is
 * one label byte and 3 × 32 × 32 pixels, channel by channel (Krizhevsky 2009).
 */
final class CifarImages {
  private static final int PIXELS = 3 * 32 * 32;
  private static final int RECORD = 1 + PIXELS;
  private static final int RECORD_OF_100 = 2 + PIXELS;
  private static final int CLASSES = 10;

  private static final String AGAIN = "get the file again";

  /** A published file has 10,000. */
  private static final int MOST_RECORDS = 60_000;

  private CifarImages() {}

  /**
   * Reads files, one after the other.
   *
   * @throws InputException if one is missing or damaged
   */
  static Images read(String name, List<Path> files) {
    List<byte[]> batches = new ArrayList<>();
    for (Path file : files) {
      try (InputStream in = IdxImages.open(file)) {
        batches.add(checked(file.toString(), in.readNBytes(MOST_RECORDS * RECORD + 1)));
      } catch (IOException e) {
        throw IdxImages.unreadable(file, e);
      }
    }
    return images(name, batches);
  }

  /**
   * Reads files of the published archive, in the order in which they are named here.
   *
   * @throws InputException if the archive is damaged or has not all of them
   */
  static Images readArchive(String name, Path archive, List<String> files) {
    byte[][] batches = new byte[files.size()][];
    try (InputStream in = IdxImages.open(archive)) {
      TarReader tar = new TarReader(archive.toString(), in);
      for (Optional<TarReader.Entry> e = tar.next(); e.isPresent(); e = tar.next()) {
        String entry = e.get().name();
        int index = files.indexOf(entry.substring(entry.lastIndexOf('/') + 1));
        if (index >= 0) {
          batches[index] = checked(archive + ", " + entry, tar.read(MOST_RECORDS * RECORD + 1));
        }
      }
    } catch (IOException e) {
      throw IdxImages.unreadable(archive, e);
    }
    for (int b = 0; b < batches.length; b++) {
      if (batches[b] == null) {
        throw new InputException(
            archive.toString(), "no " + files.get(b) + " in it", "the archive as published", AGAIN);
      }
    }
    return images(name, List.of(batches));
  }

  private static Images images(String name, List<byte[]> batches) {
    byte[] records = new byte[batches.stream().mapToInt(b -> b.length).sum()];
    int end = 0;
    for (byte[] batch : batches) {
      System.arraycopy(batch, 0, records, end, batch.length);
      end += batch.length;
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

  /** Number of complete records with a valid class. */
  private static byte[] checked(String place, byte[] bytes) throws EOFException {
    if (bytes.length > MOST_RECORDS * RECORD) {
      throw new InputException(
          place, "too many records", "at most " + MOST_RECORDS, "check the file");
    }
    if (bytes.length > 0 && bytes.length % RECORD != 0 && bytes.length % RECORD_OF_100 == 0) {
      throw new InputException(
          place,
          "records of CIFAR-100, which have two labels each",
          "records of CIFAR-10",
          "get cifar-10-binary.tar.gz");
    }
    if (bytes.length == 0 || bytes.length % RECORD != 0) {
      throw new EOFException();
    }
    for (int at = 0; at < bytes.length; at += RECORD) {
      if (bytes[at] < 0 || bytes[at] >= CLASSES) {
        throw new InputException(
            place + ", record " + at / RECORD, "class " + (bytes[at] & 0xff), "0 .. 9", AGAIN);
      }
    }
    return bytes;
  }
}

package org.mirrorflow.io;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Named arrays in NumPy's npz format: a zip of npy arrays, stored or deflated. See {@link Npy} for
 * the arrays.
 *
 * <p>What is read takes at most {@link #FREE_BYTES} + {@link #MOST_EXPANSION} × the size of the
 * file, counted in doubles. A file that promises more is refused before it is inflated. Files are
 * written without compression and with a fixed time stamp: the same arrays give the same bytes.
 *
 * @since 0.1.0
 */
public final class Npz {

  /** Memory that any file may use, whatever its size. */
  public static final long FREE_BYTES = 64L << 20;

  /** Additional bytes of memory per byte of the file. */
  public static final long MOST_EXPANSION = 128;

  private static final String SUFFIX = ".npy";

  /** A time that zip holds without the time zone of this machine: the start of its era does not. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

  private Npz() {}

  /**
   * {@return all arrays, in the order of the file, by their names without {@code .npy}}
   *
   * @param file in npz format
   * @throws InputException naming file and array, if the file is missing, damaged or too large when
   *     inflated, or holds something else than arrays of numbers
   */
  public static Map<String, Tensor> read(Path file) {
    String place = file.toString();
    FileKind.refuseOthers(file, "npz");
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return read(place, zip, Files.size(file));
    } catch (IOException e) {
      throw IoFailure.unreadable(place, e);
    } catch (IllegalArgumentException e) {
      // Older JDKs report a name that is no UTF-8 so.
      throw IoFailure.unreadable(place, new IOException("damaged zip directory", e));
    }
  }

  private static Map<String, Tensor> read(String place, ZipFile zip, long fileSize)
      throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Budget budget = new Budget(fileSize);
    Enumeration<? extends ZipEntry> entries = zip.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      String name = entry.getName();
      String here = place + ":" + CsvReader.excerpt(name);
      if (name.equals("data.pkl") || name.endsWith("/data.pkl")) {
        throw FileKind.pickle(here, "an entry that is no array, but a PyTorch pickle");
      }
      if (!name.endsWith(SUFFIX)) {
        throw new InputException(
            here, "an entry that is no array", "names ending in .npy", "save it with numpy.savez");
      }
      String key = name.substring(0, name.length() - SUFFIX.length());
      if (tensors.containsKey(key)) {
        throw new InputException(
            here, "a second array of this name", "every name once", "save it with numpy.savez");
      }
      tensors.put(key, read(here, zip, entry, budget));
    }
    return tensors;
  }

  private static Tensor read(String place, ZipFile zip, ZipEntry entry, Budget budget)
      throws IOException {
    try (var in = new CheckedInputStream(zip.getInputStream(entry), new CRC32())) {
      long backed = Math.min(Math.max(0, entry.getCompressedSize()), budget.fileSize);
      Tensor tensor = Npy.read(place, in, backed, entries -> budget.spend(place, entries));
      if (in.getChecksum().getValue() != entry.getCrc()) {
        throw new IOException("checksum differs");
      }
      return tensor;
    } catch (IOException e) {
      throw IoFailure.unreadable(place, e);
    }
  }

  /** Memory that the file may still use. */
  private static final class Budget {
    private final long fileSize;
    private final long allowed;
    private long spent;

    Budget(long fileSize) {
      this.fileSize = fileSize;
      this.allowed = FREE_BYTES + MOST_EXPANSION * fileSize;
    }

    void spend(String place, long entries) {
      spent += 8 * entries;
      if (spent > allowed) {
        throw new InputException(
            place,
            "arrays of " + spent + " bytes in a file of " + fileSize,
            "at most " + allowed,
            "save them without compression (numpy.savez)");
      }
    }
  }

  /**
   * Writes the arrays in the order of the map, as a whole or not at all.
   *
   * @param file the file, old or new, in a folder that exists
   * @param tensors the arrays by their names without {@code .npy}
   * @throws InputException if the file cannot be written there
   */
  public static void write(Path file, Map<String, Tensor> tensors) {
    AtomicFile.write(file, out -> write(out, tensors));
  }

  private static void write(OutputStream out, Map<String, Tensor> tensors) throws IOException {
    ZipOutputStream zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      Tensor tensor = named.getValue();
      ZipEntry entry = new ZipEntry(named.getKey() + SUFFIX);
      entry.setTimeLocal(TIME);
      entry.setSize(Npy.length(tensor));
      entry.setCrc(checksum(tensor));
      zip.putNextEntry(entry);
      Npy.write(zip, tensor);
      zip.closeEntry();
    }
    zip.finish();
  }

  private static long checksum(Tensor tensor) throws IOException {
    CRC32 sum = new CRC32();
    try (var out = new CheckedOutputStream(OutputStream.nullOutputStream(), sum)) {
      Npy.write(out, tensor);
    }
    return sum.getValue();
  }
}

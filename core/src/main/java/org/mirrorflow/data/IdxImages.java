package org.mirrorflow.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.mirrorflow.io.FileKind;
import org.mirrorflow.io.InputException;

/**
 * Image sets in IDX files, gzipped or not. A file has a big-endian magic number (2051 for images,
 * 2049 for labels), the lengths of the axes, then one byte per entry (LeCun, Cortes and Burges, the
 * format of MNIST).
 */
final class IdxImages {
  private static final int IMAGES = 2051;
  private static final int LABELS = 2049;

  /** More than any set of this kind has; a header that asks for more is damaged. */
  private static final long MOST_BYTES = 1L << 30;

  private IdxImages() {}

  /**
   * Reads images and their labels.
   *
   * @throws InputException if a file is missing, damaged, cut short or too long, or a label is not
   *     below {@code classes}
   */
  static Images read(String name, Path images, Path labels, int classes) {
    Idx pixels = Idx.read(images, IMAGES, 3);
    Idx tags = Idx.read(labels, LABELS, 1);
    if (pixels.axes[0] != tags.axes[0]) {
      throw new InputException(
          labels.toString(),
          tags.axes[0] + " labels for " + pixels.axes[0] + " images",
          "one label per image",
          "use files of one set");
    }
    int[] classesOf = new int[tags.axes[0]];
    for (int i = 0; i < classesOf.length; i++) {
      classesOf[i] = tags.bytes[i] & 0xff;
      if (classesOf[i] >= classes) {
        throw new InputException(
            labels + ", label " + i, "class " + classesOf[i], "0 .. " + (classes - 1), again());
      }
    }
    return new Images(name, pixels.bytes, classesOf, 1, pixels.axes[1], pixels.axes[2], classes);
  }

  private static String again() {
    return "get the file again";
  }

  /** A stream that unpacks gzip where the file begins as gzip does. */
  static InputStream open(Path file) throws IOException {
    FileKind.refuseOthers(file, "the file as it was published");
    return openArchive(file);
  }

  /** The same without a look at what kind of file it is. */
  static InputStream openArchive(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    raw.mark(2);
    boolean zipped = raw.read() == 0x1f && raw.read() == 0x8b;
    raw.reset();
    return zipped ? new GZIPInputStream(raw, 1 << 16) : raw;
  }

  /** What a failure to read an image file means. */
  static InputException unreadable(Path file, IOException e) {
    String what =
        !Files.exists(file)
            ? "no such file"
            : e instanceof EOFException
                ? "it ends early"
                : e instanceof ZipException ? "not sound gzip data" : "it cannot be read";
    return new InputException(
        file.toString(),
        what,
        "the file as it was published",
        again() + ", or correct the path",
        e);
  }

  /** One file: the lengths of the axes and the bytes. */
  private record Idx(int[] axes, byte[] bytes) {

    static Idx read(Path file, int magic, int rank) {
      try (InputStream in = open(file)) {
        byte[] head = in.readNBytes(4 * (1 + rank));
        if (head.length < 4 * (1 + rank)) {
          throw new EOFException();
        }
        ByteBuffer header = ByteBuffer.wrap(head);
        int found = header.getInt();
        if (found != magic) {
          throw new InputException(
              file.toString(), "magic number " + found, String.valueOf(magic), "check the file");
        }
        int[] axes = new int[rank];
        long size = 1;
        for (int a = 0; a < rank; a++) {
          axes[a] = header.getInt();
          size = axes[a] < 1 || size > MOST_BYTES ? -1 : size * axes[a];
        }
        if (size < 1 || size > MOST_BYTES) {
          throw new InputException(
              file.toString(),
              "axes of lengths " + java.util.Arrays.toString(axes),
              "lengths of at least 1 and at most 2^30 bytes",
              again());
        }
        byte[] bytes = in.readNBytes((int) size);
        if (bytes.length < size) {
          throw new EOFException();
        }
        if (in.read() >= 0) {
          long more = 1 + in.transferTo(OutputStream.nullOutputStream());
          long whole = 4L * (1 + rank) + size;
          throw new InputException(
              file.toString(),
              (whole + more) + " bytes",
              whole + ", as its header says",
              "get it again whole");
        }
        return new Idx(axes, bytes);
      } catch (IOException e) {
        throw unreadable(file, e);
      }
    }
  }
}

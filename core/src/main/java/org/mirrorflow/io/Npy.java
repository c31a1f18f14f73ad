package org.mirrorflow.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * One array in NumPy's npy format (versions 1.0 to 3.0; numpy.lib.format). Read: floats of 2, 4, 8
 * bytes, signed and unsigned integers of 1 to 8 bytes, booleans; either byte order; C and Fortran
 * order. Written: little-endian float64 in C order, version 1.0, the bytes that {@code numpy.save}
 * writes.
 *
 * @since 0.1.0
 */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int LONGEST_HEADER = 1 << 16;
  private static final int ALIGNMENT = 64;
  private static final int PREFIX = MAGIC.length + 4;

  private Npy() {}

  /** What the header says. */
  private record Header(ElementType type, ByteOrder order, boolean fortran, int[] shape) {}

  /**
   * {@return the array of a file}
   *
   * @param file in npy format
   * @throws InputException if it is missing, damaged, or holds something else than numbers
   */
  public static Tensor read(Path file) {
    String place = file.toString();
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long length = Files.size(file);
      return read(place, in, length, entries -> {});
    } catch (IOException e) {
      throw IoFailure.unreadable(place, e);
    }
  }

  /**
   * Writes a file, as a whole or not at all.
   *
   * @param file the file, old or new, in a folder that exists
   * @param tensor its array
   * @throws InputException if the file cannot be written there
   */
  public static void write(Path file, Tensor tensor) {
    AtomicFile.write(file, out -> write(out, tensor));
  }

  /**
   * Reads one array and the end of the stream after it.
   *
   * @param backed number of bytes that are known to exist
   * @param budget is told the number of entries before they are read, and may throw
   */
  static Tensor read(String place, InputStream in, long backed, LongConsumer budget)
      throws IOException {
    Header header = header(place, in);
    long count = Tensor.count(header.shape());
    if (count > Tensor.MOST_ENTRIES) {
      throw new InputException(
          place,
          "shape " + Arrays.toString(header.shape()),
          "fewer than 2^31 entries",
          "split the array");
    }
    budget.accept(count);
    double[] data = header.type().read(place, in, header.order(), (int) count, backed);
    if (in.read() >= 0) {
      throw new InputException(
          place,
          "more bytes than shape " + Arrays.toString(header.shape()) + " takes",
          "the end of the file",
          "get it again whole");
    }
    return new Tensor(header.shape(), header.fortran() ? cOrder(header.shape(), data) : data);
  }

  private static Header header(String place, InputStream in) throws IOException {
    byte[] start = in.readNBytes(MAGIC.length + 2);
    if (start.length < MAGIC.length + 2
        || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new InputException(
          place, "no npy array", "bytes that start with \\x93NUMPY", "save it with numpy.save");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3) {
      throw new InputException(
          place, "npy version " + version, "version 1, 2 or 3", "save it with numpy.save");
    }
    long length = littleEndian(place, in, version == 1 ? 2 : 4);
    if (length > LONGEST_HEADER) {
      throw new InputException(
          place,
          "a header of " + length + " bytes",
          "at most " + LONGEST_HEADER,
          "save a plain array of numbers");
    }
    byte[] text = in.readNBytes((int) length);
    if (text.length < length) {
      throw truncated(place);
    }
    return parse(
        place,
        new String(text, version == 3 ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1));
  }

  private static long littleEndian(String place, InputStream in, int bytes) throws IOException {
    byte[] field = in.readNBytes(bytes);
    if (field.length < bytes) {
      throw truncated(place);
    }
    ByteBuffer buffer = ByteBuffer.wrap(field).order(ByteOrder.LITTLE_ENDIAN);
    return bytes == 2
        ? Short.toUnsignedLong(buffer.getShort())
        : Integer.toUnsignedLong(buffer.getInt());
  }

  private static InputException truncated(String place) {
    return new InputException(
        place, "the file ends within the header", "a whole npy array", "get the whole file again");
  }

  private static Header parse(String place, String header) {
    HeaderText text = new HeaderText(place, header);
    String descr = "";
    String fortran = "";
    int[] shape = {};
    Set<String> keys = new HashSet<>();
    text.expect('{');
    while (!text.accept('}')) {
      String key = text.string();
      if (!keys.add(key)) {
        throw text.malformed("every key once");
      }
      text.expect(':');
      switch (key) {
        case "descr" -> descr = descr(place, text);
        case "fortran_order" -> fortran = text.word();
        case "shape" -> shape = text.shape('(', ')');
        default -> throw text.malformed("one of the keys descr, fortran_order, shape");
      }
      if (!text.accept(',')) {
        text.expect('}');
        break;
      }
    }
    text.end();
    if (keys.size() != 3 || !(fortran.equals("True") || fortran.equals("False"))) {
      throw text.malformed("the keys descr, fortran_order (True or False) and shape");
    }
    return header(place, descr, fortran.equals("True"), shape);
  }

  private static String descr(String place, HeaderText text) {
    if (text.accept('[')) {
      throw notNumbers(place, "a structured array");
    }
    return text.string();
  }

  private static Header header(String place, String descr, boolean fortran, int[] shape) {
    String code = descr.isEmpty() ? "" : descr.substring(1);
    if (code.equals("V2") || descr.contains("bfloat16")) {
      throw new InputException(
          place,
          "dtype " + CsvReader.excerpt(descr) + ", as bfloat16 is stored",
          "real numbers of a type that NumPy has",
          "convert it before it is saved, in PyTorch with .float()");
    }
    if (code.startsWith("O")) {
      throw notNumbers(place, "pickled Python objects, which are programs");
    }
    ElementType type =
        ElementType.ofNpy(code)
            .orElseThrow(() -> notNumbers(place, "dtype " + CsvReader.excerpt(descr)));
    char mark = descr.charAt(0);
    if (mark != '<' && mark != '>' && !(mark == '|' && type.bytes() == 1)) {
      throw notNumbers(place, "dtype " + CsvReader.excerpt(descr));
    }
    ByteOrder order = mark == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    return new Header(type, order, fortran, shape);
  }

  private static InputException notNumbers(String place, String found) {
    return new InputException(
        place,
        found,
        "real numbers or booleans with a byte order (<f8, <f4, <f2, <i8, |u1, |b1, ...)",
        "convert the array, for example with astype('<f8'), and save it again");
  }

  /** Fortran order runs through the first axis fastest, C order through the last. */
  private static double[] cOrder(int[] shape, double[] fortran) {
    int rank = shape.length;
    int[] stride = new int[rank];
    int step = 1;
    for (int axis = 0; axis < rank && fortran.length > 0; axis++) {
      stride[axis] = step;
      step *= shape[axis];
    }
    double[] data = new double[fortran.length];
    int[] index = new int[rank];
    int from = 0;
    for (int to = 0; to < data.length; to++) {
      data[to] = fortran[from];
      for (int axis = rank - 1; axis >= 0; axis--) {
        from += stride[axis];
        if (++index[axis] < shape[axis]) {
          break;
        }
        from -= stride[axis] * shape[axis];
        index[axis] = 0;
      }
    }
    return data;
  }

  /** Number of bytes that {@link #write(OutputStream, Tensor)} writes. */
  static long length(Tensor tensor) {
    return header(tensor).length + 8L * tensor.data().length;
  }

  static void write(OutputStream out, Tensor tensor) throws IOException {
    out.write(header(tensor));
    LittleEndian.writeDoubles(out, tensor.data());
  }

  private static byte[] header(Tensor tensor) {
    String axes =
        Arrays.stream(tensor.shape()).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '<f8', 'fortran_order': False, 'shape': ("
            + axes
            + (tensor.rank() == 1 ? ",)" : ")")
            + ", }";
    int length = (PREFIX + text.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer header = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (length - PREFIX));
    header.put(text.getBytes(StandardCharsets.US_ASCII));
    Arrays.fill(header.array(), header.position(), length - 1, (byte) ' ');
    header.array()[length - 1] = '\n';
    return header.array();
  }
}

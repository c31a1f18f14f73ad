package org.mirrorflow.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Named tensors in the safetensors format: eight bytes of header length, a JSON header, the
 * numbers, little-endian and row-major (huggingface/safetensors, format of 2022). Read: F64, F32,
 * F16, BF16, integers, BOOL; the metadata are skipped. Written: F64 or F32.
 *
 * <p>As the format demands, tensors fill the data without a hole or an overlap. Memory is at most
 * eight times the size of the file, besides its header.
 *
 * @since 0.1.0
 */
public final class Safetensors {

  private static final String METADATA = "__metadata__";
  private static final int PREFIX = 8;

  /** The format's own bound. */
  private static final long LONGEST_HEADER = 100_000_000;

  /** Formats that are written. */
  public enum Precision {
    /** float64, exact. */
    F64,
    /** float32, rounded to nearest; a finite number too large for it is refused. */
    F32
  }

  private record Entry(String name, ElementType type, int[] shape, long begin, long end) {}

  private Safetensors() {}

  /**
   * {@return all tensors by name, in the order of the header}
   *
   * @param file in safetensors format
   * @throws InputException naming file and tensor, if the file is missing, damaged or holds other
   *     types
   */
  public static Map<String, Tensor> read(Path file) {
    String place = file.toString();
    FileKind.refuseOthers(file, "safetensors");
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      long size = Files.size(file);
      byte[] prefix = in.readNBytes(PREFIX);
      long length =
          prefix.length < PREFIX
              ? -1
              : ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
      if (length < 2 || length > Math.min(LONGEST_HEADER, size - PREFIX)) {
        throw new InputException(
            place,
            "a header of " + Long.toUnsignedString(length) + " bytes in a file of " + size,
            "eight bytes of header length, the header, the tensors",
            "get the whole file again; other formats are not safetensors");
      }
      String header = utf8(in.readNBytes((int) length));
      List<Entry> entries = parse(place, header);
      return data(place, in, entries, size - PREFIX - length);
    } catch (IOException e) {
      throw IoFailure.unreadable(place, e);
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private static List<Entry> parse(String place, String header) {
    HeaderText text = new HeaderText(place, header);
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    text.expect('{');
    boolean first = true;
    while (!text.accept('}')) {
      if (!first) {
        text.expect(',');
      }
      first = false;
      String name = text.string();
      if (!names.add(name)) {
        throw text.malformed("every name once; " + CsvReader.excerpt(name) + " is there twice");
      }
      text.expect(':');
      if (name.equals(METADATA)) {
        skipMetadata(text);
      } else {
        entries.add(entry(place, name, text));
      }
    }
    text.end();
    return entries;
  }

  private static void skipMetadata(HeaderText text) {
    text.expect('{');
    boolean first = true;
    while (!text.accept('}')) {
      if (!first) {
        text.expect(',');
      }
      first = false;
      text.string();
      text.expect(':');
      text.string();
    }
  }

  private static Entry entry(String place, String name, HeaderText text) {
    String dtype = "";
    int[] shape = {};
    long begin = 0;
    long end = 0;
    Set<String> keys = new HashSet<>();
    text.expect('{');
    do {
      String key = text.string();
      if (!keys.add(key)) {
        throw text.malformed("every key once");
      }
      text.expect(':');
      switch (key) {
        case "dtype" -> dtype = text.string();
        case "shape" -> shape = text.shape('[', ']');
        case "data_offsets" -> {
          text.expect('[');
          begin = text.integer();
          text.expect(',');
          end = text.integer();
          text.expect(']');
        }
        default -> throw text.malformed("one of the keys dtype, shape, data_offsets");
      }
    } while (text.accept(','));
    text.expect('}');
    if (keys.size() != 3) {
      throw text.malformed("the keys dtype, shape and data_offsets");
    }
    return entry(place + ":" + CsvReader.excerpt(name), name, dtype, shape, begin, end);
  }

  private static Entry entry(
      String place, String name, String dtype, int[] shape, long begin, long end) {
    ElementType type =
        ElementType.ofSafetensors(dtype)
            .orElseThrow(
                () ->
                    new InputException(
                        place,
                        "dtype " + CsvReader.excerpt(dtype),
                        "one of F64, F32, F16, BF16, I8 .. I64, U8 .. U64, BOOL",
                        "convert the tensor and save it again"));
    long count = Tensor.count(shape);
    if (count > Tensor.MOST_ENTRIES || end - begin != count * type.bytes()) {
      throw new InputException(
          place,
          dtype + " of shape " + Arrays.toString(shape) + " in bytes " + begin + " .. " + end,
          "as many bytes as the shape takes, and fewer than 2^31 entries",
          "save the file again");
    }
    return new Entry(name, type, shape, begin, end);
  }

  /** Reads the tensors in the order of their bytes and returns them in that of the header. */
  private static Map<String, Tensor> data(
      String place, InputStream in, List<Entry> entries, long size) throws IOException {
    List<Entry> ordered = new ArrayList<>(entries);
    ordered.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
    long position = 0;
    for (Entry entry : ordered) {
      if (entry.begin() != position) {
        throw new InputException(
            place + ":" + CsvReader.excerpt(entry.name()),
            "data from byte " + entry.begin(),
            "from byte " + position + ", without a hole or an overlap",
            "save the file again");
      }
      position = entry.end();
    }
    if (position != size) {
      throw new InputException(
          place, size + " bytes of data", position + " as the header says", "get it again whole");
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    entries.forEach(entry -> tensors.put(entry.name(), Tensor.scalar(0)));
    for (Entry entry : ordered) {
      String here = place + ":" + CsvReader.excerpt(entry.name());
      int count = (int) Tensor.count(entry.shape());
      double[] data =
          entry.type().read(here, in, ByteOrder.LITTLE_ENDIAN, count, entry.end() - entry.begin());
      tensors.put(entry.name(), new Tensor(entry.shape(), data));
    }
    return tensors;
  }

  /**
   * Writes the tensors in the order of the map, as a whole or not at all; the same tensors give the
   * same bytes.
   *
   * @param file the file, old or new, in a folder that exists
   * @param tensors the tensors by name
   * @param precision how the numbers are stored
   * @throws InputException if the file cannot be written there, or a number does not fit
   */
  public static void write(Path file, Map<String, Tensor> tensors, Precision precision) {
    if (precision == Precision.F32) {
      tensors.forEach((name, tensor) -> checkFloats(file + ":" + name, tensor.data()));
    }
    byte[] header = header(tensors, precision);
    AtomicFile.write(
        file,
        out -> {
          out.write(header);
          for (Tensor tensor : tensors.values()) {
            write(out, tensor, precision);
          }
        });
  }

  private static void write(OutputStream out, Tensor tensor, Precision precision)
      throws IOException {
    if (precision == Precision.F64) {
      LittleEndian.writeDoubles(out, tensor.data());
    } else {
      LittleEndian.writeFloats(out, tensor.data());
    }
  }

  private static void checkFloats(String place, double[] data) {
    for (double value : data) {
      if (Double.isFinite(value) && Float.isInfinite((float) value)) {
        throw new InputException(
            place, "the number " + value, "numbers that float32 can hold", "write F64");
      }
    }
  }

  /** Length and text; padded with spaces, so that the data start at a multiple of eight. */
  private static byte[] header(Map<String, Tensor> tensors, Precision precision) {
    int bytes = precision == Precision.F64 ? 8 : 4;
    StringBuilder text = new StringBuilder("{");
    long begin = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      if (named.getKey().equals(METADATA)) {
        throw new IllegalArgumentException("a tensor cannot be named " + METADATA);
      }
      long end = begin + (long) bytes * named.getValue().data().length;
      text.append(begin == 0 && text.length() == 1 ? "" : ",")
          .append(quoted(named.getKey()))
          .append(":{\"dtype\":\"")
          .append(precision)
          .append("\",\"shape\":")
          .append(Arrays.toString(named.getValue().shape()).replace(" ", ""))
          .append(",\"data_offsets\":[")
          .append(begin)
          .append(',')
          .append(end)
          .append("]}");
      begin = end;
    }
    text.append('}');
    text.append(" ".repeat(Math.floorMod(-text.length(), 8)));
    return ByteBuffer.allocate(PREFIX + text.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length())
        .put(text.toString().getBytes(StandardCharsets.US_ASCII))
        .array();
  }

  /** A JSON string in ASCII. */
  private static String quoted(String name) {
    StringBuilder text = new StringBuilder("\"");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c < ' ' || c > '~' || c == '"' || c == '\\') {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        text.append(c);
      }
    }
    return text.append('"').toString();
  }
}

package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files made to mislead; their bytes are put together here by hand. */
class HostileFileTest {

  private static final int MEGABYTE = 1 << 20;

  /** What reading a file of a few bytes may take, whatever the file says. */
  private static final long SMALL = 16 * MEGABYTE;

  @TempDir private Path folder;

  private static byte[] npy(int version, String header, byte... data) {
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer out =
        ByteBuffer.allocate(12 + text.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    out.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    out.put((byte) version).put((byte) 0);
    if (version == 1) {
      out.putShort((short) text.length);
    } else {
      out.putInt(text.length);
    }
    out.put(text).put(data);
    return Arrays.copyOf(out.array(), out.position());
  }

  private static String header(String descr, String fortran, String shape) {
    return "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
  }

  private static byte[] safetensors(long length, String header, int data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer out = ByteBuffer.allocate(8 + text.length + data).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(length).put(text);
    return out.array();
  }

  private Path file(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static long allocated(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    work.run();
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  private static void assertRefused(Path file, Runnable read, String found, long memory) {
    long taken =
        allocated(
            () ->
                assertThatThrownBy(read::run)
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file.toString())
                    .hasMessageContaining(found)
                    .message()
                    .doesNotContain("\n")
                    .hasSizeLessThan(1_000));
    assertThat(taken).isLessThan(memory);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '@',
      value = {
        "<f8@False@(1000000000000,)@axes below 2^31",
        "<f8@False@(1000000,1000000)@fewer than 2^31 entries",
        "<f8@False@(2147483639,)@the data end after 8 bytes",
        "|u1@False@(2147483639,)@the data end after 8 bytes",
        "<f8@True@(2000,3000)@the data end after 8 bytes",
        "<f8@False@(65536,65536,65536,65536)@fewer than 2^31 entries",
        "<f8@False@(99999999999999999999999,)@an integer from 0",
        "<f8@False@(-1,)@an integer from 0",
        "<f8@False@(1.5,)@expected ','",
        "<f8@False@(1@an integer from 0",
        "<f8@False@()x@expected '}'",
        "<f8@False@[1]@expected '('",
        "<f8@Maybe@(1,)@fortran_order",
        "<f8@0@(1,)@expected '}'",
        "f8@False@(1,)@dtype \"f8\"",
        "=f8@False@(1,)@dtype \"=f8\"",
        "|f8@False@(1,)@dtype \"|f8\"",
        "<f16@False@(1,)@dtype \"<f16\"",
        "<c16@False@(1,)@dtype \"<c16\"",
        "<U2@False@(1,)@dtype \"<U2\"",
        "<M8[ns]@False@(1,)@dtype \"<M8[ns]\"",
        "|O@False@(1,)@pickled Python objects",
        "|V8@False@(1,)@dtype \"|V8\"",
        "~~@False@(1,)@dtype \"\"",
        "<f8@False@()', 'shape': ()@expected",
        "<f8@False@(), 'shape': ()@every key once",
        "<f8@False@(), 'more': ()@one of the keys",
        "<f8@False@(0,)@more bytes than shape [0]",
        "|i1@False@(7,)@more bytes than shape [7]",
      })
  void npyHeadersThatLie(String descr, String fortran, String shape, String found)
      throws IOException {
    for (int version = 1; version <= 3; version++) {
      Path file = file("a.npy", npy(version, header(descr, fortran, shape), new byte[8]));
      assertRefused(file, () -> Npy.read(file), found, SMALL);
    }
  }

  @Test
  void npyReadsOrdersHalvesAndOldHeaders() throws IOException {
    byte[] six = {1, 2, 3, 4, 5, 6};
    assertThat(Npy.read(file("f", npy(1, header("|i1", "True", "(2, 3)"), six))).data())
        .containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(Npy.read(file("f", npy(1, header("|i1", "True", "(1L, 2L, 3L)"), six))).data())
        .containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(Npy.read(file("b", npy(2, header(">i2", "False", "(3,)"), six))).data())
        .containsExactly(0x102, 0x304, 0x506);
    byte[] half = {0x3c, 0, (byte) 0xc1, 0, 0, 1};
    assertThat(Npy.read(file("h", npy(3, header(">f2", "False", "(3,)"), half))).data())
        .containsExactly(1, -2.5, 0x1p-24);
    assertThat(Npy.read(file("e", npy(1, header("<f8", "True", "(0, 2147483639)")))).data())
        .isEmpty();
  }

  @Test
  void integersWithoutExactDoubleAreRefused() throws IOException {
    byte[] odd = {1, 0, 0, 0, 0, 0, 32, 0};
    for (String type : new String[] {"<i8", "<u8"}) {
      Path file = file("i.npy", npy(1, header(type, "False", "(1,)"), odd));
      assertRefused(file, () -> Npy.read(file), "the integer 9007199254740993", SMALL);
    }
    byte[] all = {-1, -1, -1, -1, -1, -1, -1, -1};
    Path largest = file("u.npy", npy(1, header("<u8", "False", "(1,)"), all));
    assertRefused(largest, () -> Npy.read(largest), "the integer 18446744073709551615", SMALL);
    all[7] = 127;
    Path long63 = file("l.npy", npy(1, header("<i8", "False", "(1,)"), all));
    assertRefused(long63, () -> Npy.read(long63), "the integer 9223372036854775807", SMALL);
    byte[] top = {0, 0, 0, 0, 0, 0, 0, -128};
    assertThat(Npy.read(file("t", npy(1, header("<u8", "False", "()"), top))).data())
        .containsExactly(0x1p63);
    assertThat(Npy.read(file("t", npy(1, header("<i8", "False", "()"), top))).data())
        .containsExactly(-0x1p63);
  }

  @Test
  void npyHeaderLengthThatLies() throws IOException {
    byte[] bytes = npy(2, header("<f8", "False", "()"), new byte[8]);
    bytes[11] = 127;
    Path long32 = file("a.npy", bytes);
    assertRefused(long32, () -> Npy.read(long32), "a header of 21", SMALL);
    byte[] beyond = npy(1, header("<f8", "False", "()"));
    beyond[9] = 127;
    Path late = file("b.npy", beyond);
    assertRefused(late, () -> Npy.read(late), "ends within the header", SMALL);
    beyond[6] = 4;
    Path future = file("c.npy", beyond);
    assertRefused(future, () -> Npy.read(future), "npy version 4", SMALL);
    Path text = file("d.npy", "label,a\n1,2\n".getBytes(StandardCharsets.US_ASCII));
    assertRefused(text, () -> Npy.read(text), "no npy array", SMALL);
  }

  private Path zip(String name, Object... namesAndBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndBytes.length; i += 2) {
        zip.putNextEntry(new ZipEntry((String) namesAndBytes[i]));
        zip.write((byte[]) namesAndBytes[i + 1]);
        zip.closeEntry();
      }
    }
    return file(name, bytes.toByteArray());
  }

  @Test
  void zipBombsAreRefusedBeforeTheyAreInflated() throws IOException {
    int entries = 120 * MEGABYTE;
    Path bytes =
        zip(
            "u.npz",
            "a.npy",
            npy(1, header("|u1", "False", "(" + entries + ",)"), new byte[entries]));
    assertRefused(bytes, () -> Npz.read(bytes), "arrays of 1006632960 bytes in a file of", SMALL);
    Path behind = zip("b.npz", "a.npy", npy(1, header("|u1", "False", "(1,)"), new byte[entries]));
    assertRefused(behind, () -> Npz.read(behind), "more bytes than shape [1]", SMALL);
    Path promise = zip("p.npz", "a.npy", npy(1, header("<f8", "False", "(2147483639,)")));
    assertRefused(promise, () -> Npz.read(promise), "arrays of 17179869112 bytes", SMALL);
    Path within = zip("w.npz", "a.npy", npy(1, header("<f8", "False", "(8000000,)")));
    assertRefused(within, () -> Npz.read(within), "the data end after 0 bytes", SMALL);
  }

  @Test
  void manyModestArraysShareOneBudget() throws IOException {
    int entries = 3 * MEGABYTE;
    byte[] array = npy(1, header("|u1", "False", "(" + entries + ",)"), new byte[entries]);
    Path file = zip("m.npz", "a.npy", array, "b.npy", array, "c.npy", array, "d.npy", array);
    assertThatThrownBy(() -> Npz.read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("c.npy")
        .hasMessageContaining("arrays of 75497472 bytes");
  }

  @Test
  void zipEntriesThatAreNoArraysOrTwins() throws IOException {
    byte[] array = npy(1, header("<f8", "False", "()"), new byte[8]);
    Path pickle = zip("model.pt", "archive/data.pkl", new byte[] {1});
    assertRefused(pickle, () -> Npz.read(pickle), "an entry that is no array", SMALL);
    Path empty = zip("e.npz", "a.npy", new byte[0]);
    assertRefused(empty, () -> Npz.read(empty), "no npy array", SMALL);
    byte[] twins = Files.readAllBytes(zip("t.npz", "a.npy", array, "b.npy", array));
    for (int i = 0; i + 5 <= twins.length; i++) {
      if (new String(twins, i, 5, StandardCharsets.ISO_8859_1).equals("b.npy")) {
        twins[i] = 'a';
      }
    }
    Path twin = file("t.npz", twins);
    assertRefused(twin, () -> Npz.read(twin), "a second array of this name", SMALL);
  }

  @Test
  void flippedBitIsFoundByTheChecksum() throws IOException {
    Path file = folder.resolve("c.npz");
    Npz.write(file, Map.of("a", Tensor.vector(1, 2, 3)));
    byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length - 1;
    while (bytes[at] != 0x40) { // the exponent of 2 or 3, the last of the data
      at--;
    }
    bytes[at] ^= 1;
    Files.write(file, bytes);
    assertRefused(file, () -> Npz.read(file), "checksum differs", SMALL);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '~',
      delimiter = '@',
      value = {
        "{'a':{'dtype':'F64','shape':[2],'data_offsets':[0,8]}}@F64 of shape [2] in bytes 0 .. 8",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[8,0]}}@in bytes 8 .. 0",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[-8,0]}}@an integer from 0",
        "{'a':{'dtype':'F64','shape':[-1],'data_offsets':[0,8]}}@an integer from 0",
        "{'a':{'dtype':'F64','shape':[1000000000000],'data_offsets':[0,8]}}@axes below 2^31",
        "{'a':{'dtype':'F64','shape':[2000000000],'data_offsets':[0,16000000000]}}@8 bytes of data",
        "{'a':{'dtype':'F64','shape':[65536,65536,65536,65536],'data_offsets':[0,0]}}@fewer than",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},'b':{'dtype':'F64','shape':[1],'data_offsets':[0,8]}}@data from byte 0; expected from byte 8",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'b':{'dtype':'F32','shape':[1],'data_offsets':[2,6]}}@data from byte 2; expected from byte 4",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}@data from byte 4; expected from byte 0",
        "{'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}@8 bytes of data; expected 4",
        "{'a':{'dtype':'F64','shape':[1],'data_offsets':[0,8]},'a':{'dtype':'F64','shape':[0],'data_offsets':[8,8]}}@there twice",
        "{'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}@dtype \"F8_E4M3\"",
        "{'a':{'dtype':'F64','shape':[1]}}@data_offsets",
        "{'a':{'dtype':'F64','dtype':'F64','data_offsets':[0,8]}}@every key once",
        "{'a':{'dtype':'F64','size':[1],'data_offsets':[0,8]}}@one of the keys",
        "{'a':[]}@expected '{'",
        "{'__metadata__':{'a':1}}@expected '\"'",
        "{'a\\x':1}@an escape of JSON",
        "{'a@a closing",
        "[]@expected '{'",
        "{}@8 bytes of data; expected 0",
        "{},@nothing after the closing brace",
      })
  void safetensorsHeadersThatLie(String header, String found) throws IOException {
    String json = header.replace('\'', '"');
    Path file = file("a.safetensors", safetensors(json.length(), json, 8));
    assertRefused(file, () -> Safetensors.read(file), found, SMALL);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 3, 11, 100_000_001, Long.MAX_VALUE, Long.MIN_VALUE})
  void safetensorsHeaderLengthThatLies(long length) throws IOException {
    Path file = file("a.safetensors", safetensors(length, "{}", 8));
    assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(InputException.class);
    assertRefused(file, () -> Safetensors.read(file), "", SMALL);
  }

  @Test
  void safetensorsHeaderThatIsNoUtf8() throws IOException {
    byte[] bytes = safetensors(8, "{'a':{} ", 0);
    bytes[10] = (byte) 0xff;
    Path file = file("a.safetensors", bytes);
    assertRefused(file, () -> Safetensors.read(file), "not UTF-8", SMALL);
  }

  @Test
  void deepNestingIsRefusedWithoutRecursion() throws IOException {
    String deep = "{\"a\":".repeat(1_000_000);
    Path file = file("a.safetensors", safetensors(deep.length(), deep, 0));
    assertRefused(file, () -> Safetensors.read(file), "one of the keys", 20L * deep.length());
  }

  @Test
  void emptySafetensorsAreRead() throws IOException {
    assertThat(Safetensors.read(file("a", safetensors(8, "{}      ", 0)))).isEmpty();
  }

  @Test
  void float32RefusesWhatItCannotHold() {
    Path file = folder.resolve("a.safetensors");
    assertThatThrownBy(
            () ->
                Safetensors.write(
                    file, Map.of("W", Tensor.vector(1e39)), Safetensors.Precision.F32))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("1.0E39");
    assertThat(file).doesNotExist();
  }
}

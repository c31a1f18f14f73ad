package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** NumPy writes and this library reads, and the other way round. */
class NumpyTest {

  private static final int SECONDS = 120;

  @TempDir private static Path folder;

  private static boolean numpy;

  @BeforeAll
  static void make() throws IOException, InterruptedException {
    numpy = python("-c", "import numpy");
    if (!numpy) {
      return;
    }
    try (InputStream script = NumpyTest.class.getResourceAsStream("arrays.py")) {
      Files.copy(script, folder.resolve("arrays.py"));
    }
    assertThat(python(folder.resolve("arrays.py").toString(), "make", folder.toString())).isTrue();
  }

  /** Before each test and not before all, so that reports list every test as skipped. */
  @BeforeEach
  void needsNumpy() {
    assumeTrue(numpy, "NumPy round trip skipped: no python3 with numpy here");
  }

  private static boolean python(String... arguments) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder();
    builder.command().add("python3");
    builder.command().addAll(Arrays.asList(arguments));
    builder.redirectErrorStream(true).redirectOutput(folder.resolve("python.log").toFile());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return false;
    }
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static String log() throws IOException {
    return Files.readString(folder.resolve("python.log"));
  }

  /** Bits decide, but every NaN is one NaN: its payload is no number. */
  private static long[] bits(double[] data) {
    return Arrays.stream(data).mapToLong(Double::doubleToLongBits).toArray();
  }

  private static void assertIsRaw(String line, Tensor tensor) throws IOException {
    String[] parts = line.split(" ", -1);
    int[] shape =
        parts[1].isEmpty()
            ? new int[0]
            : Arrays.stream(parts[1].split(",")).mapToInt(Integer::parseInt).toArray();
    ByteBuffer raw = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(parts[0] + ".raw")));
    double[] expected = new double[raw.remaining() / 8];
    raw.order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(expected);
    assertThat(tensor.shape()).as(line).isEqualTo(shape);
    assertThat(bits(tensor.data())).as(line).isEqualTo(bits(expected));
  }

  @Test
  void readsEveryTypeOrderAndShape() throws IOException {
    List<String> lines = Files.readAllLines(folder.resolve("names.txt"));
    assertThat(lines).hasSize(12 * 2 * 8 * 2 + 3);
    for (String line : lines) {
      assertIsRaw(line, Npy.read(folder.resolve(line.split(" ", -1)[0] + ".npy")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void readsArchives(String name) throws IOException {
    Map<String, Tensor> arrays = Npz.read(folder.resolve(name));
    List<String> lines =
        Files.readAllLines(folder.resolve("names.txt")).stream()
            .filter(line -> !line.startsWith("version"))
            .toList();
    assertThat(arrays.keySet())
        .containsExactlyElementsOf(lines.stream().map(line -> line.split(" ", -1)[0]).toList());
    for (String line : lines) {
      assertIsRaw(line, arrays.get(line.split(" ", -1)[0]));
    }
  }

  @Test
  void readsAnHonestArrayThatCompressesWell() {
    Path file = folder.resolve("zeros.npz");
    assertThat(file.toFile().length()).isLessThan(8_000_000 / Npz.MOST_EXPANSION);
    assertThat(Npz.read(file).get("z").data()).hasSize(1_000_000).containsOnly(0);
  }

  @Test
  void readsSafetensorsOfEveryType() throws IOException {
    Map<String, Tensor> tensors = Safetensors.read(folder.resolve("all.safetensors"));
    List<String> lines = Files.readAllLines(folder.resolve("safetensors.txt"));
    assertThat(lines).hasSize(12 * 8 + 1);
    assertThat(tensors.keySet())
        .containsExactlyElementsOf(lines.stream().map(line -> line.split(" ", -1)[0]).toList());
    for (String line : lines) {
      assertIsRaw(line, tensors.get(line.split(" ", -1)[0]));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "objects.npz,pickled Python objects",
    "text.npz,<U1",
    "complex.npz,<c16",
    "fields.npz,structured array"
  })
  void refusesWhatIsNoNumber(String name, String found) {
    assertThatThrownBy(() -> Npz.read(folder.resolve(name)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(name)
        .hasMessageContaining(found);
  }

  @Test
  void numpyReadsWhatIsWritten() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(5);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("W1", new Tensor(new int[] {3, 4}, random.doubles(12, -1, 1).toArray()));
    tensors.put("W2", Tensor.vector(1, Double.NaN, Double.NEGATIVE_INFINITY, -0.0, 1e-320));
    tensors.put("scalar", Tensor.scalar(-7.25));
    tensors.put("empty", new Tensor(new int[] {0, 3}, new double[0]));
    tensors.put("cube", new Tensor(new int[] {20, 30, 40}, random.doubles(24_000).toArray()));
    tensors.put("name with space and \u00e9", Tensor.vector(1));
    Npz.write(folder.resolve("written.npz"), tensors);
    for (var precision : Safetensors.Precision.values()) {
      Safetensors.write(
          folder.resolve("written." + precision + ".safetensors"), tensors, precision);
    }
    for (var named : tensors.entrySet()) {
      Npy.write(folder.resolve(named.getKey() + ".npy"), named.getValue());
      double[] data = named.getValue().data();
      ByteBuffer raw = ByteBuffer.allocate(8 * data.length).order(ByteOrder.LITTLE_ENDIAN);
      raw.asDoubleBuffer().put(data);
      Files.write(folder.resolve(named.getKey() + ".raw"), raw.array());
    }
    boolean agreed = python(folder.resolve("arrays.py").toString(), "check", folder.toString());
    assertThat(agreed).as(log()).isTrue();
    assertThat(log()).isEqualToIgnoringWhitespace(Integer.toString(tensors.size()));
  }
}

package org.mirrorflow.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirrorflow.io.InputException;

/** Image files, sound and hostile, and how they come into the data folder. */
final class ImageSetTest {
  private static final int N = 5;
  private static final int SIDE = 3;

  @TempDir Path folder;

  @BeforeEach
  void writeASmallSet() throws IOException {
    Files.createDirectories(folder.resolve("mnist"));
    write("train-images-idx3-ubyte", images(N));
    write("train-labels-idx1-ubyte", labels(N));
  }

  private void write(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve("mnist").resolve(name), bytes);
  }

  private static byte[] images(int n) {
    ByteBuffer buffer = ByteBuffer.allocate(16 + n * SIDE * SIDE);
    buffer.putInt(2051).putInt(n).putInt(SIDE).putInt(SIDE);
    for (int j = 0; j < n * SIDE * SIDE; j++) {
      buffer.put((byte) (250 + j));
    }
    return buffer.array();
  }

  private static byte[] labels(int n) {
    ByteBuffer buffer = ByteBuffer.allocate(8 + n).putInt(2049).putInt(n);
    for (int i = 0; i < n; i++) {
      buffer.put((byte) (i % 10));
    }
    return buffer.array();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }

  private Images load() {
    return ImageSet.MNIST.load(ImageSet.Part.TRAIN, folder);
  }

  @Test
  void plainFilesAreRead() {
    Images images = load();
    assertThat(images.size()).isEqualTo(N);
    assertThat(images.features()).isEqualTo(SIDE * SIDE);
    assertThat(images.labels()).containsExactly(0, 1, 2, 3, 4);
    assertThat(images.value(0, 0)).isEqualTo(250 / 255f);
    assertThat(images.value(0, 6)).isZero();
    assertThat(images.slice(1, 3).value(0, 0)).isEqualTo(images.value(1, 0));
    assertThat(images.dataset().inputs()[9]).isEqualTo(images.value(1, 0));
  }

  @Test
  void asASpecificationWithACountAndAFolder() {
    DataSpec spec = DataSpec.parse("mnist:n=3,dir=" + folder);
    assertThat(DataSpec.parse(spec.spec())).isEqualTo(spec);
    assertThat(spec.load().size()).isEqualTo(3);
    assertThat(spec.load().classes()).isEqualTo(10);
    for (String wrong : List.of("mnist:n=0", "mnist:n=x", "mnist:m=1", "mnist:")) {
      if (!wrong.equals("mnist:")) {
        assertThatThrownBy(() -> DataSpec.parse(wrong)).isInstanceOf(InputException.class);
      }
    }
    assertThatThrownBy(() -> DataSpec.load("mnist:n=9,dir=" + folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("at least 9");
  }

  /** What can be wrong with a file of a set. */
  enum Damage {
    SHORT_HEADER,
    WRONG_MAGIC,
    CUT_SHORT,
    TOO_LONG,
    HUGE_AXES,
    NEGATIVE_AXIS,
    NOT_GZIP,
    CUT_GZIP,
    EMPTY,
    OTHER_CHECKSUM;

    byte[] of(byte[] sound) throws IOException {
      return switch (this) {
        case SHORT_HEADER -> Arrays.copyOf(sound, 7);
        case WRONG_MAGIC -> ByteBuffer.wrap(sound.clone()).putInt(0, 2050).array();
        case CUT_SHORT -> Arrays.copyOf(sound, sound.length - 1);
        case TOO_LONG -> Arrays.copyOf(sound, sound.length + 1);
        case HUGE_AXES -> ByteBuffer.wrap(sound.clone()).putInt(4, Integer.MAX_VALUE).array();
        case NEGATIVE_AXIS -> ByteBuffer.wrap(sound.clone()).putInt(8, -3).array();
        case NOT_GZIP -> new byte[] {0x1f, (byte) 0x8b, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        case CUT_GZIP -> Arrays.copyOf(gzip(sound), gzip(sound).length - 9);
        case EMPTY -> new byte[0];
        case OTHER_CHECKSUM -> gzip(sound);
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedFilesAreRefusedInOneLineAndLeftAlone(Damage damage) throws IOException {
    boolean published = damage == Damage.OTHER_CHECKSUM;
    Path file =
        folder.resolve("mnist").resolve("train-images-idx3-ubyte" + (published ? ".gz" : ""));
    byte[] bytes = damage.of(images(N));
    Files.write(file, bytes);
    assertThatThrownBy(this::load)
        .isInstanceOf(InputException.class)
        .hasMessageContaining(file.toString())
        .message()
        .doesNotContain("\n");
    assertThat(file).hasBinaryContent(bytes);
  }

  @Test
  void labelsThatDoNotFitAreRefused() throws IOException {
    write("train-labels-idx1-ubyte", labels(N + 1));
    assertThatThrownBy(this::load).hasMessageContaining("6 labels for 5 images");
    byte[] wrong = labels(N);
    wrong[10] = 10;
    write("train-labels-idx1-ubyte", wrong);
    assertThatThrownBy(this::load).hasMessageContaining("label 2").hasMessageContaining("class 10");
  }

  @Test
  void cifarRecordsAreReadPlainAndGzippedAndChecked() throws IOException {
    Files.createDirectories(folder.resolve("cifar-10"));
    byte[] two = new byte[2 * 3073];
    two[0] = 9;
    two[1] = (byte) 255;
    two[3073] = 3;
    Path file = folder.resolve("cifar-10").resolve("test_batch.bin.gz");
    Files.write(file, gzip(two));
    Images images = ImageSet.CIFAR_10.load(ImageSet.Part.TEST, folder);
    assertThat(images.labels()).containsExactly(9, 3);
    assertThat(images.value(0, 0)).isEqualTo(1f);
    assertThat(images.features()).isEqualTo(3072);
    for (byte[] bad : List.of(Arrays.copyOf(two, 3074), new byte[0], wrongClass(two))) {
      Files.write(file, bad);
      assertThatThrownBy(() -> ImageSet.CIFAR_10.load(ImageSet.Part.TEST, folder))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("test_batch");
      assertThat(file).hasBinaryContent(bad);
    }
    Files.write(folder.resolve("cifar-10").resolve("data_batch_1.bin"), two);
    assertThatThrownBy(() -> ImageSet.CIFAR_10.load(ImageSet.Part.TRAIN, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("data_batch_2.bin");
  }

  @Test
  void cifarIsReadFromTheArchiveAsPublished() throws IOException {
    byte[] first = new byte[3073];
    first[0] = 7;
    byte[] second = new byte[2 * 3073];
    second[0] = 5;
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tarEntry(tar, "batches/readme.html", "no images".getBytes(StandardCharsets.US_ASCII));
    tarEntry(tar, "batches/data_batch_2.bin", second);
    tarEntry(tar, "batches/data_batch_1.bin", first);
    tar.write(new byte[1024]);
    Path archive = folder.resolve("small.tar.gz");
    Files.write(archive, gzip(tar.toByteArray()));
    List<String> names = List.of("data_batch_1.bin", "data_batch_2.bin");
    Images images = CifarImages.readArchive("cifar-10", archive, names);
    assertThat(images.labels()).containsExactly(7, 5, 0);
    assertThatThrownBy(() -> CifarImages.readArchive("x", archive, List.of("test_batch.bin")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no test_batch.bin");
    byte[] damaged = tar.toByteArray();
    damaged[0] ^= 1;
    for (byte[] bad : List.of(damaged, Arrays.copyOf(tar.toByteArray(), 5000), first)) {
      Files.write(archive, bad);
      assertThatThrownBy(() -> CifarImages.readArchive("x", archive, names))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("small.tar.gz");
    }
  }

  @Test
  void anArchiveWithAnotherChecksumIsRefusedAndLeft() throws IOException {
    Path archive = folder.resolve("cifar-10").resolve("cifar-10-binary.tar.gz");
    Files.createDirectories(archive.getParent());
    Files.write(archive, gzip(new byte[10]));
    assertThatThrownBy(() -> ImageSet.CIFAR_10.load(ImageSet.Part.TEST, folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("SHA-256");
    assertThat(archive).exists();
  }

  /** A header and the content of a file, as tar writes them. */
  private static void tarEntry(ByteArrayOutputStream out, String name, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    byte[] path = name.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(path, 0, header, 0, path.length);
    put(header, 124, "%011o".formatted(content.length));
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] wrongClass(byte[] two) {
    byte[] wrong = two.clone();
    wrong[3073] = 10;
    return wrong;
  }

  @Test
  void aFileIsFetchedGoesOnWhereItWasAndIsChecked() throws Exception {
    byte[] content = gzip(images(200));
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
          byte[] rest = Arrays.copyOfRange(content, from, content.length);
          exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
          exchange.getResponseBody().write(rest);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/file.gz";
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      String sha256 = HexFormat.of().formatHex(digest);
      Path target = folder.resolve("new").resolve("file.gz");
      Files.createDirectories(target.getParent());
      Files.write(folder.resolve("new/file.gz.part"), Arrays.copyOf(content, 20));
      new Download().fetch(address, target, sha256);
      assertThat(target).hasBinaryContent(content);
      assertThat(folder.resolve("new/file.gz.part")).doesNotExist();
      Path other = folder.resolve("new").resolve("other.gz");
      assertThatThrownBy(() -> new Download().fetch(address, other, "00"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("another file");
      assertThat(other).doesNotExist();
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(
            () -> new Download().fetch("http://127.0.0.1:1/x", folder.resolve("x"), "00"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--data-dir");
  }

  @Test
  void theFolderIsTheOptionThenTheEnvironmentThenTheHome() {
    assertThat(ImageSet.folder(folder, name -> "other")).isEqualTo(folder);
    assertThat(ImageSet.folder(null, name -> "other")).isEqualTo(Path.of("other"));
    assertThat(ImageSet.folder(null, name -> null)).endsWithRaw(Path.of(".cache", "mirrorflow"));
  }

  @ParameterizedTest
  @EnumSource(names = {"MNIST", "FASHION_MNIST"})
  void publishedSetsAreWhole(ImageSet set) {
    assumeTrue(
        System.getenv(ImageSet.FOLDER_VARIABLE) != null,
        ImageSet.FOLDER_VARIABLE + " names no data folder");
    Path data = ImageSet.folder(null, System::getenv);
    Images train = set.load(ImageSet.Part.TRAIN, data);
    Images test = set.load(ImageSet.Part.TEST, data);
    assertThat(train.size()).isEqualTo(60_000);
    assertThat(test.size()).isEqualTo(10_000);
    int[] counts = new int[10];
    for (int label : test.labels()) {
      counts[label]++;
    }
    if (set == ImageSet.FASHION_MNIST) {
      assertThat(counts).containsOnly(1000);
    }
    assertThat(Arrays.stream(counts).sum()).isEqualTo(10_000);
  }
}

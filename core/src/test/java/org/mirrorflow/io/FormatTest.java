package org.mirrorflow.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.TimeZone;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for every format: round trip, determinism, refusal of damaged files. */
class FormatTest {

  private static final Map<Format, byte[]> SAMPLES = new EnumMap<>(Format.class);

  @TempDir private Path folder;

  @BeforeContainer
  static void writeSamples() throws IOException {
    for (Format format : Format.values()) {
      SAMPLES.put(format, format.bytes());
    }
  }

  @ParameterizedTest
  @EnumSource
  void roundTripKeepsNamesOrderShapesAndBits(Format format) {
    Path file = folder.resolve("a.bin");
    format.write(file, format.sample());
    Map<String, Tensor> read = format.read(file);
    assertThat(read.keySet()).containsExactlyElementsOf(format.sample().keySet());
    format
        .sample()
        .forEach(
            (name, tensor) -> {
              assertThat(read.get(name).shape()).isEqualTo(tensor.shape());
              assertThat(read.get(name).data()).isEqualTo(tensor.data());
            });
  }

  @ParameterizedTest
  @EnumSource
  @ResourceLock(Resources.TIME_ZONE)
  void sameTensorsGiveTheSameBytesInEveryTimeZone(Format format) throws IOException {
    TimeZone here = TimeZone.getDefault();
    try {
      TimeZone.setDefault(TimeZone.getTimeZone("Pacific/Auckland"));
      byte[] east = format.bytes();
      TimeZone.setDefault(TimeZone.getTimeZone("America/Los_Angeles"));
      assertThat(format.bytes()).isEqualTo(east);
    } finally {
      TimeZone.setDefault(here);
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyTruncationIsRefused(Format format) throws IOException {
    byte[] bytes = format.bytes();
    Path file = folder.resolve("a.bin");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> format.read(file))
          .as("%d of %d bytes", length, bytes.length)
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file.toString());
    }
  }

  /** Not npz: a zip may have a comment behind its directory. */
  @ParameterizedTest
  @EnumSource(names = {"NPY", "SAFETENSORS"})
  void bytesBehindTheEndAreRefused(Format format) throws IOException {
    byte[] bytes = format.bytes();
    Path file = Files.write(folder.resolve("a.bin"), Arrays.copyOf(bytes, bytes.length + 1));
    assertThatThrownBy(() -> format.read(file)).isInstanceOf(InputException.class);
  }

  @ParameterizedTest
  @EnumSource
  void missingFileAndFolderAreInputErrors(Format format) {
    Path none = folder.resolve("none");
    assertThatThrownBy(() -> format.read(none))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(none.toString())
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> format.read(folder))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(folder.toString());
  }
}

package org.mirrorflow.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Safetensors;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.weights.WeightFile;

/**
 * Damaged settings, grids, cells and weights are read or refused in one line. {@code
 * -Dfuzz.inputs=N} tries N of each; the profile {@code nightly} 10^5.
 */
final class ReaderFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 1000);

  private static final String GRID =
      """
      data: ["synthetic:xor,n=8,d=2", iris]
      model: dense:8
      map: [euclidean, p:3]
      init-scale: {from: 0.01, to: 1, count: 3, spacing: log}
      seed: {from: 0, to: 4, step: 1}
      """;

  @TempDir static Path folder;

  /**
   * A reader.
   *
   * @param name of what it reads
   * @param file that it reads
   * @param sound puts a sound one there
   * @param read reads it
   */
  private record Target(String name, Path file, Consumer<Path> sound, Consumer<Path> read) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Target> targets() {
    Map<String, Tensor> weights =
        Map.of(
            "layers.0.weight", Tensor.matrix(3, 2, new double[] {1, 2, 3, 4, 5, 6}),
            "layers.0.bias", Tensor.vector(1, 2, 3),
            "layers.1.weight", Tensor.matrix(1, 3, new double[] {1, 2, 3}));
    RunFolder run = new RunFolder(folder.resolve("run"));
    CellFiles cells = new CellFiles(folder);
    return List.of(
        new Target(
            "settings of a run",
            run.path().resolve("run.json"),
            file -> run.writeSpec(RunSpec.of("digits:0,1", "dense:5", "p:3")),
            file -> run.readSpec()),
        new Target(
            "grid",
            folder.resolve("grid.yaml"),
            file -> write(file, GRID.getBytes(StandardCharsets.UTF_8)),
            file -> assertThat(Grid.read(file, 0).size()).isPositive()),
        new Target(
            "cell",
            folder.resolve("cells/ab/abc.json"),
            file ->
                write(
                    file,
                    "{\"cell\":{\"id\":\"abc\",\"values\":{}},\"result\":null}"
                        .getBytes(StandardCharsets.UTF_8)),
            file -> cells.read("abc")),
        new Target(
            "weights in npz",
            folder.resolve("weights.npz"),
            file -> Npz.write(file, weights),
            WeightFile::read),
        new Target(
            "weights in safetensors",
            folder.resolve("weights.safetensors"),
            file -> Safetensors.write(file, weights, Safetensors.Precision.F32),
            WeightFile::read));
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("targets")
  void damagedFilesAreReadOrRefusedInOneLine(Target target) throws IOException {
    target.sound.accept(target.file);
    byte[] sound = Files.readAllBytes(target.file);
    for (int seed = 0; seed < INPUTS; seed++) {
      Files.write(target.file, damaged(sound, new SplittableRandom(seed)));
      try {
        target.read.accept(target.file);
      } catch (InputException e) {
        assertThat(e.getMessage()).doesNotContain("\n");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail(target + ", input " + seed, e);
      }
    }
  }

  /** Up to three bytes replaced, and now and then the end cut off. */
  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(sound.length) : sound.length;
    byte[] bytes = Arrays.copyOf(sound, length);
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      byte[] telling = "{}[]:,\"'-#&*!0e9 \n".getBytes(StandardCharsets.UTF_8);
      bytes[random.nextInt(length)] =
          random.nextBoolean()
              ? telling[random.nextInt(telling.length)]
              : (byte) random.nextInt(256);
    }
    return bytes;
  }
}

package org.mirrorflow.djl.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;

/**
 * Whatever becomes of the files of a training, they are read or refused in one line. {@code
 * -Dfuzz.inputs=N} tries N changes of each.
 */
final class TrainFolderFuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 1000);

  /** A resumed training makes a network, which takes a hundred times as long as to read a file. */
  private static final int RESUMED = Math.max(1, INPUTS / 10);

  private static final byte[] TELLING = "{}[]:,\"'-0e9 n".getBytes(StandardCharsets.UTF_8);
  private static final double[] ODD = {
    Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308, -1, -0.0, 0.5, 1e-320
  };

  @TempDir Path folder;
  private TrainFolder run;

  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(folder.resolve("mnist"));
    for (String part : List.of("train", "t10k")) {
      ByteBuffer images = ByteBuffer.allocate(16 + 4 * 9);
      images.putInt(2051).putInt(4).putInt(3).putInt(3);
      for (int j = 0; j < 4 * 9; j++) {
        images.put((byte) (37 * j * j));
      }
      Files.write(folder.resolve("mnist/" + part + "-images-idx3-ubyte"), images.array());
      ByteBuffer labels = ByteBuffer.allocate(8 + 4).putInt(2049).putInt(4);
      labels.put(new byte[] {0, 1, 9, 3});
      Files.write(folder.resolve("mnist/" + part + "-labels-idx1-ubyte"), labels.array());
    }
    run = new TrainFolder(folder.resolve("run"));
  }

  private TrainSpec spec(int batch) {
    return new TrainSpec(
        "mnist",
        folder.toString(),
        null,
        "dense:3",
        "p:3",
        2,
        batch,
        0.1,
        null,
        "constant",
        0,
        0,
        null,
        1.0,
        null,
        0,
        0,
        null,
        true,
        null,
        null,
        "float32",
        "cpu",
        0,
        null);
  }

  private TrainResult train(TrainSpec spec, boolean resume) {
    try (TrainRun training =
        new TrainRun(spec, Optional.of(run), TrainProgress.SILENT, () -> false)) {
      return training.run(resume);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"train.json", "result.json", "weights.npz", "checkpoint.npz"})
  void damagedFilesAreReadOrRefusedInOneLine(String name) throws IOException {
    train(spec(2), false);
    Path file = run.path().resolve(name);
    byte[] sound = Files.readAllBytes(file);
    for (int seed = 0; seed < INPUTS; seed++) {
      Files.write(file, damaged(sound, new SplittableRandom(seed)));
      attempt(name + ", input " + seed, () -> read(name));
    }
  }

  private void read(String name) {
    switch (name) {
      case "train.json" -> run.readSpec();
      case "result.json" -> run.readResult();
      case "weights.npz" -> run.readWeights();
      default -> run.readCheckpoint();
    }
  }

  /** Up to three bytes replaced, and now and then the end cut off. */
  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(sound.length) : sound.length;
    byte[] bytes = Arrays.copyOf(sound, length);
    for (int change = random.nextInt(1, 4); change > 0; change--) {
      bytes[random.nextInt(length)] =
          random.nextBoolean()
              ? TELLING[random.nextInt(TELLING.length)]
              : (byte) random.nextInt(256);
    }
    return bytes;
  }

  /** Sound files with arrays that are missing, of another size, or of odd numbers. */
  @ParameterizedTest
  @CsvSource({"2", "0"})
  void oddCheckpointsAreGoneOnFromOrRefusedInOneLine(int batch) {
    TrainSpec spec = spec(batch);
    train(spec, false);
    Path file = run.path().resolve("checkpoint.npz");
    Map<String, Tensor> sound = Npz.read(file);
    for (int seed = 0; seed < RESUMED; seed++) {
      Npz.write(file, odd(sound, new SplittableRandom(seed)));
      attempt("batch " + batch + ", input " + seed, () -> train(spec, true));
    }
  }

  private static Map<String, Tensor> odd(Map<String, Tensor> sound, SplittableRandom random) {
    Map<String, Tensor> state = new TreeMap<>(sound);
    String name = List.copyOf(state.keySet()).get(random.nextInt(state.size()));
    Tensor tensor = state.remove(name);
    double[] data = tensor.data().clone();
    int length = data.length;
    switch (random.nextInt(5)) {
      case 0 -> {}
      case 1 -> state.put(name, Tensor.vector(Arrays.copyOf(data, random.nextInt(length + 3))));
      case 2 -> state.put(name, Tensor.matrix(1, length, data));
      default -> {
        if (length > 0) {
          data[random.nextInt(length)] = ODD[random.nextInt(ODD.length)];
        }
        state.put(name, new Tensor(tensor.shape(), data));
      }
    }
    return state;
  }

  private static void attempt(String input, Runnable reader) {
    try {
      reader.run();
    } catch (InputException e) {
      assertThat(e.getMessage()).doesNotContain("\n");
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      fail(input, e);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, 0.5, Double.NaN, 1e308})
  void aClockThatNoTrainingWritesIsRefused(double epoch) {
    train(spec(2), false);
    Path file = run.path().resolve("checkpoint.npz");
    Map<String, Tensor> state = new TreeMap<>(Npz.read(file));
    double[] clock = state.get("clock").data().clone();
    clock[0] = epoch;
    state.put("clock", Tensor.vector(clock));
    Npz.write(file, state);
    assertThatThrownBy(() -> train(spec(2), true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("clock");
  }

  /** Everything has the same shape; only the words of the two trainings differ. */
  @Test
  void aCheckpointOfAnotherTrainingIsRefused() throws IOException {
    train(spec(2), false);
    Path file = run.path().resolve("checkpoint.npz");
    byte[] other = Files.readAllBytes(file);
    run = new TrainFolder(folder.resolve("second"));
    TrainSpec finetuned = spec(2).finetuning("dense:3", 2);
    TrainSpec half = spec(1);
    train(half, false);
    Files.write(run.path().resolve("checkpoint.npz"), other);
    assertThatThrownBy(() -> train(half, true))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a checkpoint of another run");
    assertThat(finetuned.words()).isEqualTo(spec(2).words());
  }

  /** Stopped in the middle of an epoch: the rate goes on falling where it was. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "cosine", "step:0.3,0.6", "warmup:0.3+cosine"})
  void aScheduleGoesOnWhereItWas(String schedule) throws IOException {
    TrainSpec falling =
        new TrainSpec(
            "mnist",
            folder.toString(),
            null,
            "dense:3",
            "hyperbolic:beta=0.1",
            6,
            2,
            0.1,
            null,
            schedule,
            0.9,
            0.01,
            null,
            1.0,
            null,
            0,
            0,
            null,
            false,
            null,
            null,
            "float64",
            "cpu",
            0,
            null);
    TrainResult whole = train(falling, false);
    byte[] weights = Files.readAllBytes(run.path().resolve("weights.npz"));
    run = new TrainFolder(folder.resolve("parts"));
    int[] asked = {0};
    try (TrainRun training =
        new TrainRun(falling, Optional.of(run), TrainProgress.SILENT, () -> ++asked[0] > 5)) {
      assertThat(training.run(false).outcome()).isEqualTo("INTERRUPTED");
    }
    assertThat(train(falling, true).logLoss()).isEqualTo(whole.logLoss());
    assertThat(run.path().resolve("weights.npz")).hasBinaryContent(weights);
  }

  @Test
  void soundFilesGoOnWhereTheyEnded() {
    TrainResult first = train(spec(2), false);
    TrainResult again = train(spec(2), true);
    assertThat(again.logLoss()).isEqualTo(first.logLoss());
    assertThat(again.epochs()).isEqualTo(2);
  }
}

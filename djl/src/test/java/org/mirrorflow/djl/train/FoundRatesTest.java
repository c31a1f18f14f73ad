package org.mirrorflow.djl.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Learning rates by default, and what a training says that learned nothing. */
final class FoundRatesTest {
  private static final int SIDE = 8;

  @TempDir Path folder;

  /** Bars in ten places, as in the tests of the command line. */
  @BeforeEach
  void writeImages() throws IOException {
    Files.createDirectories(folder.resolve("mnist"));
    write("train", 203, 1);
    write("t10k", 100, 2);
  }

  private void write(String part, int n, long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    ByteBuffer images = ByteBuffer.allocate(16 + n * SIDE * SIDE);
    images.putInt(2051).putInt(n).putInt(SIDE).putInt(SIDE);
    ByteBuffer labels = ByteBuffer.allocate(8 + n).putInt(2049).putInt(n);
    for (int i = 0; i < n; i++) {
      int label = i % 10;
      labels.put((byte) label);
      for (int j = 0; j < SIDE * SIDE; j++) {
        boolean bar = label < 5 ? j / SIDE == label + 1 : j % SIDE == label - 4;
        images.put((byte) (random.nextInt(60) + (bar ? 180 : 0)));
      }
    }
    Files.write(folder.resolve("mnist/" + part + "-images-idx3-ubyte"), images.array());
    Files.write(folder.resolve("mnist/" + part + "-labels-idx1-ubyte"), labels.array());
  }

  private TrainSpec spec(String model, String map, int epochs, Double rate, double scale) {
    return new TrainSpec(
        "mnist",
        folder.toString(),
        null,
        model,
        map,
        epochs,
        20,
        rate,
        scale,
        "constant",
        0,
        0,
        null,
        null,
        null,
        0,
        0,
        null,
        false,
        null,
        null,
        "float32",
        "cpu",
        0,
        null);
  }

  private static TrainResult train(TrainSpec spec, Optional<TrainFolder> out, boolean resume) {
    try (TrainRun run = new TrainRun(spec, out, TrainProgress.SILENT, () -> false)) {
      return run.run(resume);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "dense:20, euclidean",
    "dense:20, hyperbolic:beta=1e-3",
    "'dense:20,20', p:3",
    "'dense:20,20', cosh:s=0.05",
    "dense:20, p:10",
    "conv:4-6, p:1.5",
    "conv:4-6, hyperbolic:beta=0.1",
  })
  void everyMapLearnsWithTheRatesThatAreFound(String model, String map) {
    TrainResult result =
        train(
            spec(model, map, model.startsWith("conv") ? 40 : 10, null, 1), Optional.empty(), false);
    assertThat(result.outcome()).as(result.rates().toString()).isEqualTo("EPOCHS_DONE");
    assertThat(result.testAccuracy()).as(result.rates().toString()).isGreaterThan(0.5);
    assertThat(result.warnings()).noneMatch(line -> line.contains("guessing"));
    assertThat(result.rates().layers()).hasSize(result.maps().size());
    assertThat(result.balance()).hasSize(result.maps().size());
  }

  /** A found rate that is given by hand makes the same training, and the same statements on it. */
  @Test
  void euclideanLayersHaveOneRateAndOneGauge() {
    TrainResult found = train(spec("dense:20", "euclidean", 3, null, 1), Optional.empty(), false);
    double rate = found.rates().gradientStep();
    assertThat(found.rates().layers()).containsExactly(rate, rate);
    TrainResult given = train(spec("dense:20", "euclidean", 3, rate, 1), Optional.empty(), false);
    assertThat(found.gauge()).isEqualTo("l2").isEqualTo(given.gauge());
    assertThat(found.logLoss()).isEqualTo(given.logLoss());
    assertThat(found.balance()).isEqualTo(given.balance());
  }

  /** Layers of one map have one rate, unless rates of their own lowered the loss further. */
  @Test
  void layersOfOneMapHaveOneRateUnlessTheirOwnAreBetter() {
    for (String map : new String[] {"p:3", "hyperbolic:beta=0.1"}) {
      FoundRates rates = train(spec("dense:20", map, 3, null, 1), Optional.empty(), false).rates();
      double least =
          rates.trials().stream()
              .filter(t -> t.loss() != null)
              .mapToDouble(FoundRates.Trial::loss)
              .min()
              .orElseThrow();
      assertThat(rates.equal() || rates.own() < least).as(rates.toString()).isTrue();
    }
    FoundRates mixed =
        train(spec("dense:20", "euclidean|cosh:s=0.05", 3, null, 1), Optional.empty(), false)
            .rates();
    assertThat(mixed.equal()).isFalse();
  }

  @Test
  void aTrainingThatGoesOnKeepsItsRates() throws IOException {
    TrainFolder whole = new TrainFolder(folder.resolve("whole"));
    TrainFolder parts = new TrainFolder(folder.resolve("parts"));
    TrainResult first = train(spec("dense:12", "p:3", 4, null, 1), Optional.of(whole), false);
    train(spec("dense:12", "p:3", 2, null, 1), Optional.of(parts), false);
    assertThat(parts.readSpec().rates()).isEqualTo(first.rates());
    int[] trials = {0};
    TrainProgress counting = (done, text) -> trials[0] += text.contains("trying") ? 1 : 0;
    try (TrainRun run =
        new TrainRun(
            spec("dense:12", "p:3", 4, null, 1), Optional.of(parts), counting, () -> false)) {
      assertThat(run.ratesInWords())
          .hasSize(2)
          .allMatch(line -> line.startsWith("rate ") && line.contains(" of p:3, layer "));
      run.run(true);
    }
    assertThat(trials[0]).isZero();
    for (String name : new String[] {"weights.npz", "epochs.csv", "checkpoint.npz"}) {
      assertThat(parts.path().resolve(name)).hasSameBinaryContentAs(whole.path().resolve(name));
    }
    assertThat(whole.readEpochs().get("epoch")).containsExactly(1, 2, 3, 4);
    assertThat(whole.readEpochs().get("rate")).containsOnly(first.rates().layers().get(0));
    assertThat(whole.readEpochs()).containsKeys("testLoss", "testAccuracy", "W1.active");
  }

  /** An interrupt within the trials leaves nothing that a later training would take for a rate. */
  @Test
  void anInterruptedSearchIsBegunAgain() {
    TrainFolder out = new TrainFolder(folder.resolve("run"));
    int[] asked = {0};
    try (TrainRun run =
        new TrainRun(
            spec("dense:12", "p:3", 2, null, 1),
            Optional.of(out),
            TrainProgress.SILENT,
            () -> ++asked[0] > 5)) {
      assertThat(run.run(false).outcome()).isEqualTo("INTERRUPTED");
    }
    assertThat(out.readSpec().rates()).isNull();
    TrainResult result = train(spec("dense:12", "p:3", 2, null, 1), Optional.of(out), true);
    assertThat(result.outcome()).isEqualTo("EPOCHS_DONE");
    assertThat(result.rates()).isNotNull();
  }

  /** Thirty times the rate that was found kills the network; what is left is of the last start. */
  @Test
  void aTrainingThatDiesWithRatesThatWereFoundBeginsAgainWithLowerOnes() throws IOException {
    TrainFolder out = new TrainFolder(folder.resolve("run"));
    TrainResult result = train(spec("dense:20", "euclidean", 5, null, 30), Optional.of(out), false);
    assertThat(result.outcome()).isEqualTo("EPOCHS_DONE");
    assertThat(result.rates().lowered()).isPositive();
    assertThat(result.testAccuracy()).isGreaterThan(0.5);
    assertThat(result.warnings()).anyMatch(line -> line.contains("began again"));
    assertThat(out.readSpec().rates()).isEqualTo(result.rates());
    assertThat(out.readEpochs().get("epoch")).containsExactly(1, 2, 3, 4, 5);
    assertThat(out.readEpochs().get("rate")).containsOnly(30 * result.rates().layers().get(0));
    try (Stream<Path> marks = Files.list(out.path().resolve("marks"))) {
      assertThat(marks.count())
          .isEqualTo(Files.readAllLines(out.path().resolve("trajectory.csv")).size() - 1L);
    }
    assertThat(train(spec("dense:20", "euclidean", 5, null, 30), Optional.of(out), true).logLoss())
        .isEqualTo(result.logLoss());
  }

  @Test
  void aDeadNetworkIsNoSuccess() {
    TrainResult dead = train(spec("dense:20", "euclidean", 5, 1000.0, 1), Optional.empty(), false);
    assertThat(dead.outcome()).isEqualTo("DEAD");
    assertThat(TrainOutcome.DEAD.success()).isFalse();
    assertThat(dead.warnings()).anyMatch(line -> line.contains("leave --learning-rate out"));
  }

  @Test
  void aTrainingAtChanceIsWarnedOf() {
    TrainResult idle = train(spec("conv:4-6", "euclidean", 2, 1e-9, 1), Optional.empty(), false);
    assertThat(idle.outcome()).isEqualTo("EPOCHS_DONE");
    assertThat(idle.warnings())
        .anyMatch(line -> line.contains("that of guessing") && line.contains("--learning-rate"));
  }

  /** 203 images in batches of 20: the last of them would have three. */
  @Test
  void batchesOfAnEpochAreOfOneSize() {
    TrainSpec spec = spec("dense:20", "euclidean", 1, 0.1, 1);
    int[] steps = {0};
    try (TrainRun run =
        new TrainRun(
            spec,
            Optional.empty(),
            TrainProgress.SILENT,
            () -> {
              steps[0]++;
              return false;
            })) {
      run.run(false);
    }
    assertThat(steps[0]).isEqualTo(11);
    assertThat(new TrainSetup(spec, TrainData.load(spec)).from(11)).isEqualTo(203);
    for (int k = 0; k < 11; k++) {
      TrainSetup setup = new TrainSetup(spec, TrainData.load(spec));
      assertThat(setup.from(k + 1) - setup.from(k)).isBetween(18, 19);
    }
  }

  /** A small share of the weights at the start; the elastic net adds others as they are needed. */
  @Test
  void theElasticNetStartsAndStaysSparse() {
    TrainSpec dense = spec("dense:20", "enet:lambda=0.1", 20, null, 1);
    TrainSpec sparse =
        new TrainSpec(
            dense.data(),
            dense.dataFolder(),
            null,
            dense.model(),
            dense.map(),
            dense.epochs(),
            dense.batch(),
            null,
            null,
            dense.schedule(),
            0,
            0,
            null,
            null,
            0.1,
            0,
            0,
            null,
            false,
            null,
            null,
            "float32",
            "cpu",
            0,
            null);
    TrainResult full = train(dense, Optional.empty(), false);
    TrainResult few = train(sparse, Optional.empty(), false);
    assertThat(few.testAccuracy()).isGreaterThan(0.5);
    assertThat(few.zeros().get(0)).isGreaterThan(0.5).isGreaterThan(full.zeros().get(0));
  }

  @Test
  void aScaleMultipliesTheRates() {
    TrainFolder one = new TrainFolder(folder.resolve("one"));
    TrainFolder half = new TrainFolder(folder.resolve("half"));
    train(spec("dense:12", "p:3", 1, null, 1), Optional.of(one), false);
    train(spec("dense:12", "p:3", 1, null, 0.5), Optional.of(half), false);
    assertThat(half.readEpochs().get("rate")[0]).isEqualTo(0.5 * one.readEpochs().get("rate")[0]);
  }
}

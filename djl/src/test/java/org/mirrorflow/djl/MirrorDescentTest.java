package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.GradientCollector;
import ai.djl.training.tracker.Tracker;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Npz;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.model.Loss;

/** The optimizer against arithmetic in core, and the traps of the engine. */
final class MirrorDescentTest {
  /** Relative: a float32 dual whose rounding is amplified twelve times, see PrimalMap. */
  private static final double ZERO_STEP = 2e-6;

  /** The same where a decomposition rounds relative to the largest dual singular value. */
  private static final double SPECTRAL_ZERO_STEP = 1e-5;

  private static final int ROWS = 3;
  private static final int COLS = 4;
  private static final Shape SHAPE = new Shape(ROWS, COLS);
  private static final Block MATRIX = Block.matrix(ROWS, COLS);

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private ai.djl.nn.Block linear(DataType type, double[] theta) {
    ai.djl.nn.Block block = Linear.builder().setUnits(ROWS).optBias(false).build();
    block.initialize(manager, type, new Shape(1, COLS));
    weight(block).set(Arrays64.create(manager, theta, SHAPE, type).toByteBuffer());
    return block;
  }

  private static NDArray weight(ai.djl.nn.Block block) {
    return block.getParameters().get(0).getValue().getArray();
  }

  private static String id(ai.djl.nn.Block block) {
    return block.getParameters().get(0).getValue().getId();
  }

  private static double[] wave(int seed, double size) {
    double[] values = new double[ROWS * COLS];
    for (int j = 0; j < values.length; j++) {
      values[j] = size * Math.sin(seed + 2.7 * j * j);
    }
    return values;
  }

  static Stream<String> maps() {
    return MapRegistry.examples().stream()
        .flatMap(p -> Stream.of(p.spec(), "group(" + p.spec() + ")", "spectral(" + p.spec() + ")"));
  }

  @ParameterizedTest
  @MethodSource("maps")
  void stepsAreThoseOfCoreWithEveryRegisteredMap(String spec) {
    MirrorMap map = MapSpec.parse(spec).perLayer().get(0);
    double[] theta = wave(1, 0.5);
    double[] z = new double[theta.length];
    map.gradient(theta, MATRIX, z);
    ai.djl.nn.Block block = linear(DataType.FLOAT64, theta);
    MirrorDescent optimizer = MirrorDescent.builder(block, spec).learningRate(0.05).build();
    double scale = size(z);
    for (int step = 0; step < 4; step++) {
      double[] gradient = wave(10 + step, 0.3 * scale);
      NDArray grad = manager.create(gradient, SHAPE);
      optimizer.update(id(block), weight(block), grad);
      for (int j = 0; j < z.length; j++) {
        z[j] -= 0.05 * gradient[j];
      }
    }
    double[] expected = new double[z.length];
    map.inverse(z, MATRIX, expected);
    double[] found = weight(block).toDoubleArray();
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], Offset.offset(1e-9 * size(expected)));
    }
    assertThat(optimizer.assignments()).hasSize(1);
    assertThat(optimizer.assignments().get(0).map()).isEqualTo(map.spec());
  }

  private static double size(double[] v) {
    return Stream.of(v).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(0);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void momentumAndDecayActInTheDual(DataType type) {
    MirrorMap map = MapSpec.parse("hyperbolic:beta=0.1").perLayer().get(0);
    double[] theta = wave(1, 0.5);
    double[] z = new double[theta.length];
    double[] v = new double[theta.length];
    ai.djl.nn.Block block = linear(type, theta);
    map.gradient(Arrays64.values(weight(block)), MATRIX, z);
    MirrorDescent optimizer =
        MirrorDescent.builder(block, "hyperbolic:beta=0.1")
            .learningRate(0.05)
            .momentum(0.9)
            .optWeightDecays(0.25f)
            .build();
    for (int step = 0; step < 5; step++) {
      double[] gradient = wave(10 + step, 1);
      optimizer.update(id(block), weight(block), Arrays64.create(manager, gradient, SHAPE, type));
      for (int j = 0; j < z.length; j++) {
        v[j] = 0.9 * v[j] + gradient[j];
        z[j] = (1 - 0.05 * 0.25) * z[j] - 0.05 * v[j];
      }
    }
    double[] expected = new double[z.length];
    map.inverse(z, MATRIX, expected);
    double tolerance =
        type == DataType.FLOAT64 ? Tolerances.STEPS_FLOAT64 : Tolerances.STEPS_FLOAT32;
    assertClose(Arrays64.values(weight(block)), expected, tolerance);
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "linear", "cosine"})
  void theRateFallsOverTheStepsOfASchedule(String spec) {
    Schedule schedule = Schedule.parse(spec);
    int steps = 8;
    ai.djl.nn.Block block = linear(DataType.FLOAT64, new double[ROWS * COLS]);
    MirrorDescent optimizer =
        MirrorDescent.builder(block, "euclidean").learningRate(0.5, schedule, steps).build();
    double sum = 0;
    double[] ones = new double[ROWS * COLS];
    Arrays.fill(ones, 1);
    for (int step = 0; step < steps; step++) {
      double before = weight(block).toDoubleArray()[0];
      optimizer.update(id(block), weight(block), manager.create(ones, SHAPE));
      double rate = before - weight(block).toDoubleArray()[0];
      assertThat(rate).isPositive().isLessThanOrEqualTo(0.5 + Tolerances.STEPS_FLOAT64);
      sum += rate;
    }
    // Σ (1 − k/n) and Σ (1 + cos πk/n)/2 over k < n are both (n + 1)/2.
    double mean = schedule.equals(Schedule.CONSTANT) ? steps : (steps + 1) / 2.0;
    assertThat(sum).isCloseTo(0.5 * mean, Offset.offset(Tolerances.STEPS_FLOAT64));
  }

  private static void assertClose(double[] found, double[] expected, double tolerance) {
    for (int j = 0; j < found.length; j++) {
      assertThat(found[j]).isCloseTo(expected[j], Offset.offset(tolerance * size(expected)));
    }
  }

  /** Decay shrinks λR by mirror descent: for the euclidean map (1 − ηλ) θ. */
  @Test
  void decayOfTheEuclideanMapIsTheUsualOne() {
    double[] theta = wave(1, 0.5);
    ai.djl.nn.Block block = linear(DataType.FLOAT64, theta);
    MirrorDescent optimizer =
        MirrorDescent.builder(block, "euclidean").learningRate(0.5).optWeightDecays(0.5f).build();
    optimizer.update(id(block), weight(block), manager.zeros(SHAPE, DataType.FLOAT64));
    double[] expected = Arrays.stream(theta).map(x -> 0.75 * x).toArray();
    assertClose(weight(block).toDoubleArray(), expected, Tolerances.STEPS_FLOAT64);
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void clippingIsOnBothSidesAndRescalingComesFirst(DataType type) {
    ai.djl.nn.Block block = linear(type, new double[ROWS * COLS]);
    MirrorDescent optimizer =
        MirrorDescent.builder(block, "euclidean")
            .learningRate(1)
            .setRescaleGrad(0.5f)
            .optClipGrad(0.25f)
            .build();
    double[] gradient = new double[ROWS * COLS];
    gradient[0] = 10;
    gradient[1] = -10;
    gradient[2] = 0.25;
    optimizer.update(id(block), weight(block), Arrays64.create(manager, gradient, SHAPE, type));
    assertThat(Arrays64.values(weight(block))).startsWith(-0.25, 0.25, -0.125, 0);
  }

  /** The engine adds gradients up, and x − x would turn an infinity into NaN. */
  @Test
  void anInfiniteGradientIsZeroedNotTurnedIntoNaN() {
    ai.djl.nn.Block block = linear(DataType.FLOAT32, wave(1, 1));
    MirrorDescent optimizer = MirrorDescent.builder(block, "euclidean").build();
    NDArray weight = weight(block);
    weight.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(weight.mul(weight).sum());
    }
    weight.getGradient().divi(0);
    assertThat(weight.getGradient().isInfinite().any().getBoolean()).isTrue();
    optimizer.update(id(block), weight, weight.getGradient());
    assertThat(weight.getGradient().toFloatArray()).containsOnly(0);
  }

  /** Primal to dual to primal in float32 zeroes |w| &lt; 1e-5 at p = 10; a clamp lifts them. */
  @ParameterizedTest
  @MethodSource("maps")
  void stepsOfZeroLeaveFloat32WeightsAlone(String spec) {
    double[] theta = wave(1, 0.5);
    boolean entrywise = !spec.contains("(");
    if (entrywise) {
      for (int j = 0; j < theta.length; j++) {
        theta[j] *= Math.pow(10, -j / 2.0);
      }
    }
    ai.djl.nn.Block block = linear(DataType.FLOAT32, theta);
    double[] before = Arrays64.values(weight(block));
    MirrorDescent optimizer = MirrorDescent.builder(block, spec).build();
    NDArray zero = manager.zeros(SHAPE);
    optimizer.update(id(block), weight(block), zero);
    double[] once = Arrays64.values(weight(block));
    double tolerance = spec.startsWith("spectral") ? SPECTRAL_ZERO_STEP : ZERO_STEP;
    for (int j = 0; j < before.length; j++) {
      double size = entrywise ? Math.abs(before[j]) : size(before);
      assertThat(once[j]).isCloseTo(before[j], Offset.offset(tolerance * size));
    }
    for (int step = 0; step < 20; step++) {
      optimizer.update(id(block), weight(block), zero);
    }
    assertThat(Arrays64.values(weight(block))).as("no drift").isEqualTo(once);
  }

  @Test
  void theDualIsNoAliasOfTheWeights() {
    ai.djl.nn.Block block = linear(DataType.FLOAT64, wave(1, 0.5));
    MirrorDescent optimizer = MirrorDescent.builder(block, "p:3").build();
    optimizer.update(id(block), weight(block), manager.zeros(SHAPE, DataType.FLOAT64));
    double[] z = optimizer.state().get("dual.weight").data().clone();
    weight(block).muli(2);
    assertThat(optimizer.state().get("dual.weight").data()).isEqualTo(z);
  }

  @Test
  void biasesAndScalesOfNormalisationAreEuclideanAndListed() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(3).build())
            .add(BatchNorm.builder().build())
            .add(Linear.builder().setUnits(2).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(2, 4));
    List<String> maps =
        MirrorDescent.builder(block, "p:3|cosh:s=1").build().assignments().stream()
            .map(a -> a.parameter() + " " + a.map())
            .toList();
    assertThat(maps)
        .containsExactly(
            "01Linear_weight p:3",
            "01Linear_bias euclidean",
            "02BatchNorm_gamma euclidean",
            "02BatchNorm_beta euclidean",
            "03Linear_weight cosh:s=1",
            "03Linear_bias euclidean");
    assertThatThrownBy(() -> MirrorDescent.builder(block, "p:3|p:3|p:3").build())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3 maps for 2 weights");
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "FLOAT64"})
  void stateGoesThroughAFileAndTrainingGoesOnAsIfNothingHadHappened(
      DataType type, @TempDir Path folder) {
    for (String spec : List.of("euclidean", "hyperbolic:beta=0.1", "group(p:3)", "p:10")) {
      ai.djl.nn.Block first = linear(type, wave(1, 0.5));
      MirrorDescent one = withMomentum(first, spec);
      run(one, first, type, 0, 3);
      Path file = folder.resolve("state.npz");
      Npz.write(file, one.state());
      ai.djl.nn.Block second = linear(type, wave(7, 0.5));
      MirrorDescent other = withMomentum(second, spec);
      other.restore(file.toString(), Npz.read(file));
      assertThat(Arrays64.values(weight(second))).isEqualTo(Arrays64.values(weight(first)));
      run(one, first, type, 3, 6);
      run(other, second, type, 3, 6);
      assertThat(Arrays64.values(weight(second)))
          .as(spec)
          .isEqualTo(Arrays64.values(weight(first)));
    }
  }

  /** What goes on from the middle has the rates, and the weights, of what was never ended. */
  @ParameterizedTest
  @ValueSource(strings = {"constant", "linear", "cosine", "step:0.25,0.5", "warmup:0.5+cosine"})
  void aScheduleThatIsGoneOnWithIsContinuous(String spec) {
    Schedule schedule = Schedule.parse(spec);
    for (int middle = 0; middle <= 8; middle++) {
      ai.djl.nn.Block first = linear(DataType.FLOAT32, wave(1, 0.5));
      MirrorDescent whole = scheduled(first, schedule);
      run(whole, first, DataType.FLOAT32, 0, middle);
      ai.djl.nn.Block second = linear(DataType.FLOAT32, wave(7, 0.5));
      MirrorDescent resumed = scheduled(second, schedule);
      resumed.restore("state", whole.state());
      run(whole, first, DataType.FLOAT32, middle, 8);
      run(resumed, second, DataType.FLOAT32, middle, 8);
      assertThat(Arrays64.values(weight(second))).isEqualTo(Arrays64.values(weight(first)));
    }
  }

  private static MirrorDescent scheduled(ai.djl.nn.Block block, Schedule schedule) {
    return MirrorDescent.builder(block, "hyperbolic:beta=0.1")
        .learningRate(0.3, schedule, 8)
        .momentum(0.5)
        .build();
  }

  private static SequentialBlock layers(NDManager manager, int... units) {
    SequentialBlock block = new SequentialBlock();
    for (int n : units) {
      block.add(Linear.builder().setUnits(n).build());
    }
    block.initialize(manager, DataType.FLOAT32, new Shape(2, COLS));
    return block;
  }

  /** Arrays of the same sizes do not make the same parameters. */
  @Test
  void aStateOfOtherParametersOfAnotherOrderOrOfOtherMapsIsRefused() {
    MirrorDescent saved = MirrorDescent.builder(layers(manager, 2, 4, 2), "p:3|p:3|p:4").build();
    Map<String, Tensor> state = saved.state();
    MirrorDescent.builder(layers(manager, 2, 4, 2), "p:3|p:3|p:4").build().restore("s", state);
    for (MirrorDescent other :
        List.of(
            MirrorDescent.builder(layers(manager, 4, 2, 2), "p:3|p:3|p:4").build(),
            MirrorDescent.builder(layers(manager, 2, 4), "p:3|p:4").build(),
            MirrorDescent.builder(layers(manager, 2, 4, 2), "p:4|p:3|p:3").build(),
            MirrorDescent.builder(layers(manager, 2, 4, 2), "p:3").build())) {
      double[] before = other.state().get("dual.01Linear_weight").data();
      assertThatThrownBy(() -> other.restore("s.npz", state))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("s.npz: the state of other parameters")
          .hasMessageContaining("01Linear_weight [");
      assertThat(other.state().get("dual.01Linear_weight").data()).isEqualTo(before);
    }
    Tensor dual = state.get("dual.01Linear_weight");
    Map<String, Tensor> turned = new TreeMap<>(state);
    turned.put(
        "dual.01Linear_weight", Tensor.matrix(dual.axis(1), dual.axis(0), dual.data().clone()));
    assertThatThrownBy(() -> saved.restore("s.npz", turned))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("of shape [4, 2]");
    for (double odd : new double[] {-1, 0.5, 1e18, Double.NaN}) {
      turned.put("dual.01Linear_weight", dual);
      turned.put("steps", Tensor.vector(0, 0, odd, 0, 0, 0));
      assertThatThrownBy(() -> saved.restore("s.npz", turned)).isInstanceOf(InputException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "group(p:3)"})
  void frozenParametersStayAsTheyAreUnderDecayAndMomentum(String map) {
    SequentialBlock block = layers(manager, 3, 4, 2);
    block.getChildren().get(1).getValue().freezeParameters(true);
    block.getChildren().get(0).getValue().freezeParameters(true, p -> p.getName().equals("bias"));
    Map<String, double[]> before = new TreeMap<>();
    block.getParameters().forEach(p -> before.put(p.getKey(), values(p.getValue())));
    MirrorDescent optimizer =
        MirrorDescent.builder(block, map)
            .learningRate(0.1)
            .momentum(0.9)
            .optWeightDecays(0.1f)
            .build();
    MarginTrainer trainer =
        new MarginTrainer(block, manager, new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
    NDArray batch = Arrays64.create(manager, wave(1, 1), SHAPE, DataType.FLOAT32);
    for (int step = 0; step < 20; step++) {
      trainer.step(batch, new int[] {0, 1, 0}, 0);
    }
    block
        .getParameters()
        .forEach(
            p -> {
              boolean same = Arrays.equals(values(p.getValue()), before.get(p.getKey()));
              assertThat(same)
                  .as(p.getKey())
                  .isEqualTo(p.getKey().startsWith("02") || p.getKey().equals("01Linear_bias"));
            });
    assertThat(optimizer.state().keySet()).noneMatch(name -> name.contains("02Linear"));
  }

  private static double[] values(Parameter parameter) {
    return Arrays64.values(parameter.getArray());
  }

  private static MirrorDescent withMomentum(ai.djl.nn.Block block, String spec) {
    return MirrorDescent.builder(block, spec)
        .optLearningRateTracker(Tracker.factor().setBaseValue(0.1f).setFactor(0.5f).build())
        .momentum(0.9)
        .build();
  }

  private void run(
      MirrorDescent optimizer, ai.djl.nn.Block block, DataType type, int from, int to) {
    for (int step = from; step < to; step++) {
      NDArray gradient = Arrays64.create(manager, wave(step, 0.1), SHAPE, type);
      optimizer.update(id(block), weight(block), gradient);
    }
  }

  @Test
  void foreignStateAndForeignParametersAreRefused() {
    ai.djl.nn.Block block = linear(DataType.FLOAT32, wave(1, 0.5));
    MirrorDescent optimizer = MirrorDescent.builder(block, "p:3").build();
    assertThatThrownBy(() -> optimizer.restore("a.npz", Map.of()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("a.npz");
    Parameter foreign = linear(DataType.FLOAT32, wave(1, 1)).getParameters().get(0).getValue();
    NDArray array = foreign.getArray();
    assertThatThrownBy(() -> optimizer.update(foreign.getId(), array, array))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> MirrorDescent.builder(block, "p:3").learningRate(0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> MirrorDescent.builder(block, "p:3").momentum(1))
        .isInstanceOf(InputException.class);
  }

  @Test
  void aDualBeyondFloat64IsRefusedInOneLine() {
    ai.djl.nn.Block block = linear(DataType.FLOAT32, wave(1, 0.5));
    MirrorDescent optimizer = MirrorDescent.builder(block, "cosh:s=1e-4").build();
    assertThatThrownBy(() -> optimizer.update(id(block), weight(block), manager.zeros(SHAPE)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cosh");
  }
}

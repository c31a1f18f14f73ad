package org.mirrorflow.djl.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.analysis.Pruning;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.KeepCurve;
import org.mirrorflow.djl.Network;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** Pruned networks against silenced neurons and against core's pruning. */
final class PruneTest {
  private static final ImageShape IMAGE = new ImageShape(1, 6, 6);
  private static final int CLASSES = 3;
  private static final int N = 60;

  private static Network network(String spec) {
    return new Network(
        Architecture.parse(spec),
        IMAGE,
        CLASSES,
        DataType.FLOAT32,
        "cpu",
        new Initialisation(1.4, 7));
  }

  private static float[] inputs() {
    float[] x = new float[N * IMAGE.features()];
    for (int j = 0; j < x.length; j++) {
      x[j] = (float) Math.sin(0.37 * j * j + j);
    }
    return x;
  }

  private static double[] wide(float[] x) {
    return IntStream.range(0, x.length).mapToDouble(j -> x[j]).toArray();
  }

  private static int[] labels() {
    return IntStream.range(0, N).map(i -> i * i % CLASSES).toArray();
  }

  /** Logits of the float32 network against core's in float64 on the same weights. */
  @ParameterizedTest
  @ValueSource(strings = {"linear", "dense:20", "dense:20,10"})
  void logitsAreThoseOfCore(String spec) {
    try (Network network = network(spec)) {
      LayeredModel core = ModelSpec.parse(spec).on(IMAGE.features(), CLASSES);
      double[] theta = network.model().orElseThrow().trainedWeights();
      double[] expected = new double[N * CLASSES];
      core.pass(wide(inputs()), N).forward(theta, expected);
      NDArray batch = network.manager().create(inputs(), new Shape(N, IMAGE.features()));
      double[] found = network.outputs(batch);
      for (int j = 0; j < found.length; j++) {
        assertThat(found[j]).isCloseTo(expected[j], Offset.offset(Tolerances.LOGITS));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense:9", "dense:9,5", "conv:4-5", "chain:c3-m-c4", "chain:c4-d6"})
  void whatIsLeftComputesWhatTheWholeDoesWithNeuronsSilenced(String spec) {
    try (Network whole = network(spec)) {
      DjlModel model = whole.model().orElseThrow();
      double[] theta = model.trainedWeights();
      double[] silenced = theta.clone();
      List<int[]> kept =
          model.hiddenLayers().stream()
              .map(h -> IntStream.range(0, h.neurons()).filter(k -> k % 3 != 1).toArray())
              .toList();
      for (HiddenLayer layer : model.hiddenLayers()) {
        for (int h = 1; h < layer.neurons(); h += 3) {
          int from = layer.incoming().offset() + h * layer.incoming().cols();
          Arrays.fill(silenced, from, from + layer.incoming().cols(), 0);
        }
      }
      Architecture smaller =
          whole.architecture().withWidths(kept.stream().map(k -> k.length).toList());
      try (Network small = network(smaller.spec())) {
        double[] expected = new double[N * CLASSES];
        double[] found = new double[N * CLASSES];
        model.pass(wide(inputs()), N).forward(silenced, expected);
        double[] less = PruneRun.cut(model, theta, kept);
        small.model().orElseThrow().pass(wide(inputs()), N).forward(less, found);
        for (int j = 0; j < found.length; j++) {
          assertThat(found[j]).isCloseTo(expected[j], Offset.offset(Tolerances.STEPS_FLOAT64));
        }
      }
    }
  }

  @Test
  void accuracyAgainstKeptNeuronsIsThatOfCore() {
    try (Network network = network("dense:20,10");
        KeepCurve curve = curve(network)) {
      DjlModel model = network.model().orElseThrow();
      double[] theta = model.trainedWeights();
      LayeredModel core = ModelSpec.parse("dense:20,10").on(IMAGE.features(), CLASSES);
      Dataset data = new Dataset("toy", wide(inputs()), labels(), IMAGE.features(), CLASSES);
      Pruning pruning = new Pruning(core, data);
      for (int l = 0; l < 2; l++) {
        HiddenLayer layer = core.hiddenLayers().get(l);
        int[] order = NeuronStrengths.of(layer, theta).byStrength();
        int[] grid = KeepCurve.grid(layer.neurons());
        long[] correct = curve.correct(l, order, grid, 3, PruneTest::batch);
        for (int j = 0; j < grid.length; j++) {
          double expected = pruning.accuracy(pruning.keepStrongest(theta, l, grid[j]));
          assertThat((double) correct[j] / N).isEqualTo(expected);
        }
        long[] firing = curve.firing(l, 3, PruneTest::batch);
        assertThat(firing).hasSize(layer.neurons());
        assertThat(firing).isEqualTo(firing(core, theta, l));
      }
    }
  }

  private static KeepCurve curve(Network network) {
    DjlModel model = network.model().orElseThrow();
    return new KeepCurve(model, model.trainedWeights());
  }

  private static KeepCurve.Batch batch(int b) {
    int each = N / 3;
    float[] x =
        Arrays.copyOfRange(
            inputs(), b * each * IMAGE.features(), (b + 1) * each * IMAGE.features());
    return new KeepCurve.Batch(x, Arrays.copyOfRange(labels(), b * each, (b + 1) * each));
  }

  private static long[] firing(LayeredModel core, double[] theta, int l) {
    var pass = core.pass(wide(inputs()), N);
    pass.forward(theta, new double[N * CLASSES]);
    double[] h = pass.preactivations(l);
    int neurons = core.hiddenLayers().get(l).neurons();
    long[] fired = new long[neurons];
    for (int j = 0; j < h.length; j++) {
      fired[j % neurons] += h[j] > 0 ? 1 : 0;
    }
    return fired;
  }

  @Test
  void theGridEndsWithTheWidth() {
    for (int width : new int[] {1, 2, 64, 65, 256, 512}) {
      int[] grid = KeepCurve.grid(width);
      assertThat(grid[0]).isEqualTo(1);
      assertThat(grid[grid.length - 1]).isEqualTo(width);
      assertThat(grid).isSorted().doesNotHaveDuplicates();
    }
  }
}

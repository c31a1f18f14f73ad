package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** Descent on all samples: its gradient in parts, where it goes and how it goes on. */
final class FullBatchDescentTest {
  private static final Dataset DIGITS = DataSpec.load("digits:0,1,2,n=150");

  private static Network network(String model, DataType type) {
    return new Network(
        Architecture.parse(model),
        new ImageShape(1, 8, 8),
        3,
        type,
        "cpu",
        new Initialisation(1, 0));
  }

  private static MarginTrainer trainer(Network network) {
    MirrorDescent optimizer = MirrorDescent.builder(network.block(), "euclidean").build();
    return new MarginTrainer(
        network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
  }

  private static NDArray images(Network network, DataType type) {
    double[] pixels = Arrays.stream(DIGITS.inputs()).map(x -> x / 16).toArray();
    return Arrays64.create(
        network.manager(), pixels, new Shape(DIGITS.size(), DIGITS.features()), type);
  }

  private static double[] gradient(MarginTrainer trainer) {
    return trainer.parameters().stream()
        .map(Parameter::getArray)
        .map(NDArray::getGradient)
        .flatMapToDouble(g -> Arrays.stream(Arrays64.values(g)))
        .toArray();
  }

  /** Weights times a power of ten: losses of e^{±1000} need the gradient formed a second time. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 30, 1000})
  void theGradientOfPartsIsThatOfTheWhole(double size) {
    try (Network network = network("dense:6", DataType.FLOAT64)) {
      MarginTrainer trainer = trainer(network);
      network.setWeights(Arrays.stream(network.weightValues()).map(w -> size * w).toArray());
      NDArray all = images(network, DataType.FLOAT64);
      int[] labels = DIGITS.labels();
      MarginLoss.Point whole = trainer.gradient(all, labels);
      double[] expected = gradient(trainer);
      MarginLoss.Point parts =
          trainer.gradient(
              List.of(
                  new MarginTrainer.Part(all.get("0:40"), Arrays.copyOf(labels, 40)),
                  new MarginTrainer.Part(all.get("40:150"), Arrays.copyOfRange(labels, 40, 150))),
              0);
      assertThat(parts.logLoss()).isCloseTo(whole.logLoss(), within(1e-12 * size));
      assertThat(parts.correct()).isEqualTo(whole.correct());
      assertThat(parts.minimum()).isEqualTo(whole.minimum());
      assertThat(parts.silent()).isEqualTo(whole.silent());
      assertThat(parts.cotangent()).hasSameSizeAs(whole.cotangent());
      double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
      double[] found = gradient(trainer);
      for (int j = 0; j < found.length; j++) {
        assertThat(found[j]).isCloseTo(expected[j], within(1e-12 * size * largest));
      }
    }
  }

  @Test
  void theLossMayRiseWhereItFallsSlowlyButNotAboveItsStart() {
    try (Network network = network("conv:4-8", DataType.FLOAT32)) {
      FullBatchDescent descent =
          new FullBatchDescent(
              trainer(network), images(network, DataType.FLOAT32), DIGITS.labels(), 10);
      double start = descent.point().logLoss();
      double before = start;
      boolean rose = false;
      List<Double> losses = new ArrayList<>(List.of(start));
      for (int k = 0; k < 400 && descent.point().logLoss() > -10; k++) {
        assertThat(descent.advance()).isTrue();
        double now = descent.point().logLoss();
        assertThat(now).isFinite().isLessThan(start);
        rose |= now > before;
        if (losses.get(Math.max(0, k - 20)) - before >= 1) {
          assertThat(now).as("a step where the loss falls fast").isLessThan(before);
        }
        losses.add(now);
        before = now;
      }
      assertThat(rose).isTrue();
      assertThat(descent.point().logLoss()).isLessThan(-10);
      assertThat(descent.point().correct()).isEqualTo(DIGITS.size());
    }
  }

  @Test
  void aRestoredDescentGoesOnToTheSameBits() {
    try (Network one = network("dense:6", DataType.FLOAT32);
        Network two = network("dense:6", DataType.FLOAT32)) {
      MarginTrainer first = trainer(one);
      FullBatchDescent descent =
          new FullBatchDescent(first, images(one, DataType.FLOAT32), DIGITS.labels(), 0.1);
      for (int k = 0; k < 40; k++) {
        descent.advance();
      }
      Map<String, Tensor> state = new HashMap<>(descent.state());
      state.putAll(first.optimizer().state());
      MarginTrainer second = trainer(two);
      second.optimizer().restore("here", state);
      FullBatchDescent restored =
          new FullBatchDescent(
              second, images(two, DataType.FLOAT32), DIGITS.labels(), descent.step());
      restored.restore("here", state);
      for (int k = 0; k < 40; k++) {
        descent.advance();
        restored.advance();
      }
      assertThat(two.weightValues()).isEqualTo(one.weightValues());
      assertThat(restored.point().logLoss()).isEqualTo(descent.point().logLoss());
    }
  }
}

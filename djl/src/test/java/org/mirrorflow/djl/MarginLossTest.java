package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.model.Loss;

/** The loss in the log domain, where float32 cross-entropy and its gradient are 0. */
final class MarginLossTest {
  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 17, 40, 1000, 1e5})
  void crossEntropyDoesNotUnderflowInFloat32(double gap) {
    NDArray outputs = manager.create(new float[] {(float) gap, 0}, new Shape(1, 2));
    // A third class, far away, so that two classes do not count as one output.
    NDArray three = outputs.concat(manager.full(new Shape(1, 1), -2e5f), 1);
    MarginLoss loss = new MarginLoss(Loss.CROSS_ENTROPY);
    int[] labels = {0};
    MarginLoss.Point point = loss.at(three, labels);
    double logLoss = Math.log(Math.log1p(Math.exp(-gap)));
    if (gap > 40) {
      logLoss = -gap;
    }
    assertThat(point.logLoss()).isCloseTo(logLoss, Offset.offset(Tolerances.FLOAT64 * gap));
    double[] gradient = gradient(loss, three, labels);
    double slope = Math.exp(-Math.log1p(Math.exp(gap)) - logLoss);
    if (gap > 40) {
      slope = 1;
    }
    assertThat(gradient[0]).isCloseTo(-slope, Offset.offset(Tolerances.FLOAT32));
    assertThat(gradient[1]).isCloseTo(slope, Offset.offset(Tolerances.FLOAT32));
    assertThat(point.correct()).isEqualTo(1);
    assertThat(point.minimum()).isEqualTo(gap);
  }

  /** The engine's own loss, for comparison: this is the trap. */
  @Test
  void theEnginesCrossEntropyVanishesFromAGapOf17() {
    NDArray outputs = manager.create(new float[] {18, 0}, new Shape(1, 2));
    outputs.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      NDArray value =
          ai.djl.training.loss.Loss.softmaxCrossEntropyLoss()
              .evaluate(new NDList(manager.create(new float[] {0})), new NDList(outputs));
      collector.backward(value);
      assertThat(value.getFloat()).isZero();
    }
    assertThat(outputs.getGradient().toFloatArray()[0]).isZero();
  }

  private double[] gradient(MarginLoss loss, NDArray outputs, int[] labels) {
    outputs.setRequiresGradient(true);
    try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
      collector.backward(loss.surrogate(outputs, loss.at(outputs, labels)));
    }
    return Arrays64.values(outputs.getGradient());
  }

  /** Σ p = 1 for the exponential loss, one output: gradient of log Σ e^{−yf} in closed form. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 17, 1000})
  void exponentialLossOfTwoClassesInClosedForm(double level) {
    float[] f = {(float) level, (float) (-level - 1)};
    NDArray outputs = manager.create(f, new Shape(2, 1));
    MarginLoss loss = new MarginLoss(Loss.EXPONENTIAL);
    MarginLoss.Point point = loss.at(outputs, new int[] {1, 0});
    double w = Math.exp(-1);
    assertThat(point.logLoss())
        .isCloseTo(-level + Math.log1p(w), Offset.offset(Tolerances.FLOAT64 * (1 + level)));
    double[] gradient = gradient(loss, outputs, new int[] {1, 0});
    assertThat(gradient[0]).isCloseTo(-1 / (1 + w), Offset.offset(Tolerances.FLOAT32));
    assertThat(gradient[1]).isCloseTo(w / (1 + w), Offset.offset(Tolerances.FLOAT32));
  }

  @ParameterizedTest
  @ValueSource(strings = {"FLOAT32", "FLOAT64"})
  void asALossOfDjlItTakesLabelsAsArrays(String type) {
    DataType dataType = DataType.valueOf(type);
    NDArray outputs =
        manager.create(new float[] {1, 2, 3, 4, 5, 7}, new Shape(2, 3)).toType(dataType, true);
    NDArray labels = manager.create(new int[] {0, 2});
    MarginLoss loss = new MarginLoss(Loss.CROSS_ENTROPY);
    NDArray value = loss.evaluate(new NDList(labels), new NDList(outputs));
    MarginLoss.Point point = loss.at(outputs, new int[] {0, 2});
    double expected = 0;
    double[] f = Arrays64.values(outputs);
    for (int j = 0; j < f.length; j++) {
      expected -= point.cotangent()[j] * f[j];
    }
    assertThat(value.toType(DataType.FLOAT64, true).getDouble())
        .isCloseTo(expected, Offset.offset(Tolerances.FLOAT32 * 10));
    assertThat(point.correct()).isEqualTo(1);
  }
}

package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.analysis.MarginSummary;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.data.Images;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/** A thousand images of MNIST in float32, far below what float32 can hold. */
@Tag("slow")
final class FarTrainingTest {
  private static final int N = 1000;

  /** Network, target of log ℒ, and log ℒ between two looks at the margin. */
  @ParameterizedTest
  @CsvSource({"dense:256, -1e4, 500", "conv:8-16, -100, 20"})
  void theLossFallsAndMarginsGrow(String model, double target, double look) {
    assumeTrue(
        System.getenv(ImageSet.FOLDER_VARIABLE) != null,
        ImageSet.FOLDER_VARIABLE + " names no data folder");
    Images images =
        ImageSet.MNIST.load(ImageSet.Part.TRAIN, ImageSet.folder(null, System::getenv)).slice(0, N);
    try (Network network =
        new Network(
            Architecture.parse(model),
            new ImageShape(1, images.height(), images.width()),
            images.classes(),
            DataType.FLOAT32,
            "cpu",
            new Initialisation(Math.sqrt(2), 0))) {
      MirrorDescent optimizer = MirrorDescent.builder(network.block(), "euclidean").build();
      MarginTrainer trainer =
          new MarginTrainer(
              network.block(), network.manager(), new MarginLoss(Loss.CROSS_ENTROPY), optimizer);
      NDArray batch =
          Arrays64.create(
              network.manager(),
              images.dataset().inputs(),
              new Shape(N, images.features()),
              DataType.FLOAT32);
      FullBatchDescent descent = new FullBatchDescent(trainer, batch, images.labels(), 0.1);
      double margin = 0;
      double next = -look;
      while (descent.point().logLoss() > target) {
        assertThat(descent.advance()).isTrue();
        MarginLoss.Point point = descent.point();
        assertThat(point.logLoss()).isFinite();
        if (point.logLoss() < next) {
          double now = qMargin(network.model().orElseThrow(), point);
          assertThat(now).as("Q-margin at log loss %s", point.logLoss()).isGreaterThan(margin);
          assertThat(point.minimum()).isGreaterThan(-point.logLoss() - 1);
          margin = now;
          next = point.logLoss() - look;
        }
      }
      assertThat(network.model().orElseThrow().trainedWeights()).doesNotContain(Double.NaN);
    }
  }

  private static double qMargin(DjlModel model, MarginLoss.Point point) {
    return MarginSummary.of(
            GaugeSpec.parse("l2").on(model.layout()),
            model.trainedWeights(),
            point.minimum(),
            Loss.CROSS_ENTROPY,
            point.logLoss())
        .qMargin();
  }
}

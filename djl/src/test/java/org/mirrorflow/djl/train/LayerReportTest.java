package org.mirrorflow.djl.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the analysis of the layers costs: images and numbers of neurons that are tried. */
final class LayerReportTest {
  private static final int IMAGES = 200;

  private static List<TrainResult.Layer> layers(int epochs, TrainSpec.Analysis analysis) {
    TrainSpec spec =
        new TrainSpec(
            "digits",
            null,
            null,
            "conv:64-64",
            "euclidean",
            epochs,
            100,
            0.01,
            null,
            "constant",
            0,
            0,
            null,
            null,
            null,
            IMAGES,
            500,
            null,
            false,
            null,
            analysis,
            "float32",
            "cpu",
            0,
            null);
    try (TrainRun run = new TrainRun(spec, Optional.empty(), TrainProgress.SILENT, () -> false)) {
      return run.run(false).layers();
    }
  }

  /** 3 · 200 · epochs / 4 passes in float32, half as many in float64, half of them per layer. */
  @Test
  void aShortTrainingTriesFewNumbersOnTheFewestImages() {
    for (int epochs : new int[] {1, 20}) {
      double passes = 3.0 * IMAGES * epochs / 4 / 2 / 2;
      for (TrainResult.Layer layer : layers(epochs, TrainSpec.Analysis.SAMPLED)) {
        assertThat(layer.curveImages()).isEqualTo(100);
        assertThat(layer.firingImages())
            .isEqualTo((int) Math.min(IMAGES, Math.max(100, passes / 4)));
        int numbers = layer.keptAccuracy().size();
        assertThat(numbers).isEqualTo(Math.max(1, (int) ((passes * 3 / 4) / 100 - 2)));
        assertThat(layer.keptAccuracy().get(numbers - 1).kept()).isEqualTo(layer.neurons());
        assertThat(layer.neuronsFor99()).isBetween(1, layer.neurons());
      }
    }
  }

  @Test
  void fullTriesAllAndNoneNothing() {
    for (TrainResult.Layer layer : layers(1, TrainSpec.Analysis.FULL)) {
      assertThat(layer.keptAccuracy()).hasSize(layer.neurons());
      assertThat(layer.curveImages()).isEqualTo(500);
    }
    assertThat(layers(1, TrainSpec.Analysis.NONE)).isEmpty();
  }
}

package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HiddenLayer;

/** Neurons that are read at several positions, as those of convolutions. */
class LayerFeaturesTest {
  private static final int SAMPLES = 2;
  private static final int POSITIONS = 3;
  private static final double[] THETA = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

  /** Three neurons with one weight in and three out. */
  private static final HiddenLayer LAYER =
      new HiddenLayer(new Block("W1", 0, 3, 1, 1), new Block("W2", 3, 1, 9, 1), POSITIONS, 1);

  private static LayerFeatures of(double[] h, double[] other) {
    int units = LAYER.neurons() * POSITIONS;
    return LayerFeatures.of(
        LAYER,
        THETA,
        h,
        h,
        SAMPLES,
        new KernelAlignment(new double[] {1, 0}, 1),
        new KernelAlignment(other, units));
  }

  /** The first fires at its last position, the second nowhere, the third on one sample. */
  @Test
  void neuronsFireWhereAnyPositionDoes() {
    double[] h = {
      -1, -1, 1, /**/ -1, -1, -1, /**/ -1, 2, -1, // first sample
      -1, -1, 1, /**/ 0, -1, -1, /**/ -1, -1, 0 // second sample
    };
    LayerFeatures features = of(h, h);
    assertThat(features.dead()).isEqualTo(1);
    assertThat(features.firingFraction()).isEqualTo(3.0 / 6);
    assertThat(features.featureDrift()).isCloseTo(0, within(Tolerances.ROUNDING * 10));
    assertThat(features.labelAlignment())
        .as("two samples")
        .isCloseTo(1, within(Tolerances.ROUNDING * 10));
    assertThat(features.strengths().values())
        .containsExactly(NeuronStrengths.of(LAYER, THETA).values());
  }

  @Test
  void eachNeuronIsReadAtItsOwnPositions() {
    for (int unit = 0; unit < LAYER.neurons() * POSITIONS; unit++) {
      double[] h = new double[SAMPLES * LAYER.neurons() * POSITIONS];
      h[LAYER.neurons() * POSITIONS + unit] = 1;
      LayerFeatures features = of(h, h);
      assertThat(features.dead()).isEqualTo(2);
      assertThat(features.firingFraction()).isEqualTo(1.0 / 6);
    }
  }
}

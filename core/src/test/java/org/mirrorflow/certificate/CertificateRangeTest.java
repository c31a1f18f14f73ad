package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** Three layers whose products float64 does not hold. */
class CertificateRangeTest {
  private static final int SAMPLES = 12;
  private static final int FEATURES = 3;
  private static final double CLOSE = 1e-6;

  private final LayeredModel model =
      ModelSpec.parse("dense:4,4,activation=leaky:0.1").on(FEATURES, 1);
  private final double[] theta = new Initialisation(1, 0).parameters(model.layout());
  private final Dataset data = labelledByTheModel();

  private Dataset labelledByTheModel() {
    double[] inputs = new SplittableRandom(0).doubles((long) SAMPLES * FEATURES, -1, 1).toArray();
    double[] f = new double[SAMPLES];
    model.pass(inputs, SAMPLES).forward(theta, f);
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = f[i] > 0 ? 1 : 0;
    }
    return new Dataset("own answers", inputs, labels, FEATURES, 2);
  }

  private double[] scaled(int... exponents) {
    double[] scaled = theta.clone();
    for (int l = 0; l < exponents.length; l++) {
      Block block = model.layout().block(l);
      for (int k = block.offset(); k < block.end(); k++) {
        scaled[k] = Math.scalb(theta[k], exponents[l]);
      }
    }
    return scaled;
  }

  private Certificate certificate(String gauge, double[] weights) {
    return Certificate.of(model, data, gauge(gauge), weights, CertificateOptions.FINE);
  }

  private Gauge gauge(String spec) {
    return GaugeSpec.parse(spec).on(model.layout());
  }

  /** The least margin itself is 2^±1200; κ does not see it. */
  @ParameterizedTest
  @ValueSource(strings = {"l2", "linf", "blocks:l2|l2|l2"})
  void kappaDoesNotDependOnTheSizeOfTheWeights(String gauge) {
    double kappa = certificate(gauge, theta).kktGap();
    for (int exponent : new int[] {400, -400}) {
      Certificate c = certificate(gauge, scaled(exponent, exponent, exponent));
      assertThat(c.kktGap()).isCloseTo(kappa, within(CLOSE * (1 + kappa)));
      assertThat(c.kktGapLower()).isCloseTo(kappa, within(CLOSE * (1 + kappa)));
    }
  }

  /** With layers of size 1, every layer has its own gauge. */
  @Test
  void gaugesOfBlocksDoNotSeeTheSizesOfTheLayers() {
    double kappa = certificate("blocks:l2|l2|l2", theta).kktGap();
    Certificate c = certificate("blocks:l2|l2|l2", scaled(400, -333, -333));
    assertThat(c.kktGap()).isCloseTo(kappa, within(CLOSE * (1 + kappa)));
  }

  /** At gauge 1 the least margin is near 2^−1466, which float64 rounds to 0. */
  @Test
  void separatedWeightsAreNotCalledMisclassified() {
    double[] far = scaled(400, -333, -333);
    assertThat(certificate("l2", far).status()).isEqualTo(Certificate.Status.OUT_OF_RANGE);
    LimitSolver solver = new LimitSolver(model, data, gauge("l2"), LimitOptions.STANDARD);
    assertThatThrownBy(() -> solver.run(far)).hasMessageContaining("similar sizes");
    far[model.layout().block(2).offset()] *= -1e3;
    assertThat(certificate("l2", far).status()).isEqualTo(Certificate.Status.NOT_SEPARATED);
  }
}

package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.StubConvolution;
import org.mirrorflow.model.WeightLayer;

/** Free slopes of a convolution: what its units read there, and their adjoint. */
class ConvolutionKinksTest {
  private static final double WIDE = 0.1;
  private static final int SAMPLES = 5;
  private static final StubConvolution MODEL =
      new StubConvolution(new ImageShape(1, 5, 4), 2, 3, 3, 1, Activation.RELU);

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double norm(double[] values, int from, int count) {
    double sum = 0;
    for (int c = from; c < from + count; c++) {
      sum += values[c] * values[c];
    }
    return Math.sqrt(sum);
  }

  private final Dataset data =
      new Dataset("random", random(SAMPLES * 20, 1), new int[] {0, 1, 0, 1, 1}, 20, 2);
  private final double[] theta = random(MODEL.layout().end(), 2);
  private final MarginGradients gradients = OwnAnswers.gradients(MODEL, data, theta, WIDE);

  /** Slopes that are a common t at the kinks give the element with μ = tλ. */
  @Test
  void coefficientsAreSlopesAtTheKinks() {
    double t = 0.3;
    LayeredPass pass = MODEL.pass(data.inputs(), SAMPLES);
    pass.forward(theta, new double[SAMPLES]);
    double[][] slopes = pass.slopes();
    WeightLayer first = pass.layers().get(0);
    int kinks = 0;
    for (int k = 0; k < slopes[0].length; k++) {
      int unit = k % first.units();
      int patch = first.patch(k / first.units(), unit);
      double size = norm(theta, first.weights(unit), 4) * norm(first.patches(), patch, 4);
      if (Math.abs(pass.preactivations(0)[k]) <= WIDE * size) {
        slopes[0][k] = t;
        kinks++;
      }
    }
    assertThat(gradients.set().kinks()).isEqualTo(kinks).isPositive();
    double[] x = new double[gradients.set().size()];
    double[] cotangent = new double[SAMPLES];
    for (int j = 0; j < SAMPLES; j++) {
      x[j] = 0.2 + 0.1 * j;
      cotangent[j] = data.sign(j) * x[j];
      Arrays.fill(x, gradients.set().start()[j], gradients.set().start()[j + 1], t * x[j]);
    }
    double[] expected = new double[theta.length];
    pass.pullback(cotangent, slopes, expected);
    double[] element = new double[theta.length];
    gradients.combine(x, element);
    assertThat(element).containsExactly(expected, within(Tolerances.ROUNDING));
  }

  @Test
  void alongIsTheAdjointOfCombine() {
    double[] x = random(gradients.set().size(), 3);
    double[] v = random(theta.length, 4);
    double[] s = new double[theta.length];
    double[] m = new double[x.length];
    gradients.combine(x, s);
    gradients.along(v, m);
    double left = 0;
    double right = 0;
    for (int j = 0; j < v.length; j++) {
      left += s[j] * v[j];
    }
    for (int j = 0; j < x.length; j++) {
      right += x[j] * m[j];
    }
    assertThat(left).isCloseTo(right, within(Tolerances.ROUNDING * x.length));
    assertThat(gradients.outer()).isEmpty();
  }
}

package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.KERNEL;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A network in one sweep against the same network layer by layer on the plain kernel. */
class TwoLayerTest {
  private static final int[] SAMPLES = {1, 3, 20};
  private static final int[] UNITS = {1, 7, 8, 9, 15, 16, 48, 50};
  private static final int MOST_INPUTS = 9;

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky:0.25", "linear", "abs", "relu^2"})
  void agreesWithTheLayersOneByOne(String activation) {
    for (int n : SAMPLES) {
      for (int m : UNITS) {
        for (int d = 1; d <= MOST_INPUTS; d++) {
          assertAgree(ModelSpec.parse("dense:" + m + ",activation=" + activation).on(d, 1), n);
        }
      }
    }
  }

  private static void assertAgree(LayeredModel network, int n) {
    SplittableRandom random = new SplittableRandom(n);
    double[] x = values(random, n * network.inputs());
    double[] u = values(random, n);
    double[] theta = values(random, network.layout().end());
    // A unit that is 0 on every sample sits on its kink, where both must pick the same slope.
    theta[0] = 0;
    LayeredPass plain = network.pass(x, n, KernelFactory.plain());
    LayeredPass best = network.pass(x, n, KernelFactory.best());
    String what = network.spec() + " on " + n + " x " + network.inputs();
    for (int repeat = 0; repeat < 2; repeat++) {
      assertClose(what, outputs(best, theta, n), outputs(plain, theta, n));
      assertClose(what, gradient(best, u, theta), gradient(plain, u, theta));
      assertClose(what, best.activations(0), plain.activations(0));
      assertClose(what, best.preactivations(0), plain.preactivations(0));
      assertClose(what, best.deltas(0), plain.deltas(0));
      theta = values(random, theta.length);
    }
  }

  @Test
  void theVectorKernelTakesItWhereItsModuleIsPresent() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    Kernel kernel = KernelFactory.best().create();
    assertThat(kernel.twoLayer(20, 48, 2, Activation.RELU).isPresent()).isEqualTo(present);
    assertThat(kernel.twoLayer(20, 48, 2, Activation.ABS)).isEmpty();
    assertThat(kernel.twoLayer(20, 48, 100, Activation.RELU)).isEmpty();
  }

  private static double[] outputs(LayeredPass pass, double[] theta, int n) {
    double[] f = new double[n];
    pass.forward(theta, f);
    return f;
  }

  private static double[] gradient(LayeredPass pass, double[] u, double[] theta) {
    double[] gradient = new double[theta.length];
    pass.pullback(u, gradient);
    return gradient;
  }

  private static double[] values(SplittableRandom random, int count) {
    return random.doubles(count, -1, 1).toArray();
  }

  /** Absolute bound: sums have at most 50 terms below 10. */
  private static void assertClose(String what, double[] actual, double[] expected) {
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int j = 0; j < expected.length; j++) {
      if (!(Math.abs(actual[j] - expected[j]) <= 500 * KERNEL)) {
        assertThat(actual[j])
            .as("%s, entry %d", what, j)
            .isCloseTo(expected[j], within(500 * KERNEL));
      }
    }
  }
}

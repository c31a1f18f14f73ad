package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FINITE_DIFFERENCE;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.mirrorflow.gauge.Block;

/** Laws of homogeneous models, for linear models in factors. */
class FactoredLinearTest {
  private static final int D = 4;
  private static final int N = 3;

  @Provide
  Arbitrary<FactoredLinear> models() {
    return Arbitraries.of(
        FactoredLinear.squares(D),
        FactoredLinear.product(D, 1),
        FactoredLinear.product(D, 2),
        FactoredLinear.product(D, 4));
  }

  private static double[] numbers(int n, long seed) {
    return new SplittableRandom(seed).doubles(n, -2, 2).toArray();
  }

  private static double[] outputs(FactoredLinear model, double[] x, double[] theta) {
    double[] outputs = new double[N];
    model.pass(x, N).forward(theta, outputs);
    return outputs;
  }

  @Property(tries = 60, seed = "1")
  void everyBlockHasItsDegree(@ForAll("models") FactoredLinear model, @ForAll long seed) {
    double[] x = numbers(N * D, seed);
    double[] theta = numbers(model.layout().end(), seed + 1);
    double[] before = outputs(model, x, theta);
    double c = 1.7;
    for (Block block : model.layout().blocks()) {
      double[] scaled = theta.clone();
      for (int j = block.offset(); j < block.end(); j++) {
        scaled[j] *= c;
      }
      double[] after = outputs(model, x, scaled);
      for (int i = 0; i < N; i++) {
        double expected = before[i] * Math.pow(c, block.degree());
        assertThat(after[i]).isCloseTo(expected, within(100 * ROUNDING * size(model, theta)));
      }
    }
  }

  private static double size(FactoredLinear model, double[] theta) {
    return D * 20 * Math.pow(2, model.depth()) * (1 + theta.length);
  }

  @Property(tries = 60, seed = "1")
  void thePullbackIsTheDerivative(@ForAll("models") FactoredLinear model, @ForAll long seed) {
    double[] x = numbers(N * D, seed);
    double[] theta = numbers(model.layout().end(), seed + 1);
    double[] cotangent = numbers(N, seed + 2);
    double[] gradient = new double[theta.length];
    Pass pass = model.pass(x, N);
    pass.forward(theta, new double[N]);
    pass.pullback(cotangent, gradient);
    double h = 1e-6;
    for (int k = 0; k < theta.length; k++) {
      double[] up = theta.clone();
      double[] down = theta.clone();
      up[k] += h;
      down[k] -= h;
      double[] plus = outputs(model, x, up);
      double[] minus = outputs(model, x, down);
      double difference = 0;
      for (int i = 0; i < N; i++) {
        difference += cotangent[i] * (plus[i] - minus[i]) / (2 * h);
      }
      assertThat(gradient[k]).isCloseTo(difference, within(FINITE_DIFFERENCE * size(model, theta)));
    }
  }

  @Property(tries = 60, seed = "1")
  void outputsAreThoseOfTheLinearModel(@ForAll("models") FactoredLinear model, @ForAll long seed) {
    double[] x = numbers(N * D, seed);
    double[] theta = numbers(model.layout().end(), seed + 1);
    double[] expected = new double[N];
    ModelSpec.parse("linear").on(D, 1).pass(x, N).forward(model.weights(theta), expected);
    double[] actual = outputs(model, x, theta);
    for (int i = 0; i < N; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(ROUNDING * size(model, theta)));
    }
  }

  @Test
  void otherSizesAreRefusedAndThereAreNoHiddenLayers() {
    for (List<Integer> bad : List.of(List.of(0, 2), List.of(3, 0))) {
      assertThatThrownBy(() -> FactoredLinear.product(bad.get(0), bad.get(1)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new FactoredLinear(3, FactoredLinear.Form.SQUARES, 3))
        .isInstanceOf(IllegalArgumentException.class);
    FactoredLinear model = FactoredLinear.squares(3);
    assertThat(model.hiddenLayers()).isEmpty();
    Pass pass = model.pass(new double[3], 1);
    assertThatThrownBy(() -> pass.activations(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> pass.preactivations(0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(Arrays.stream(model.weights(new double[] {2, 0, 1, 1, 0, 1})).toArray())
        .containsExactly(3, 0, 0);
  }
}

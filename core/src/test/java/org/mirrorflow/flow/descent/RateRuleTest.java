package org.mirrorflow.flow.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Gaussian;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;

/** Rates that lower the linear part of the loss as gradient descent does. */
final class RateRuleTest {
  private static final int ROWS = 40;
  private static final int COLS = 50;
  private static final Layout LAYOUT =
      new Layout(
          List.of(new Block("W1", 0, ROWS, COLS, 1), new Block("W2", ROWS * COLS, 10, ROWS, 1)));

  private static double[] gaussian(double size, long seed) {
    Gaussian gaussian = new Gaussian(new java.util.SplittableRandom(seed));
    double[] x = new double[LAYOUT.end()];
    java.util.Arrays.setAll(x, j -> size * gaussian.next());
    return x;
  }

  private static double[] own(ParameterMap map, double[] w, double[] g, double c) {
    return RateRule.rates(map, w, g, c, RateRule.Spread.OWN);
  }

  /** F(η)/‖g‖² of a layer, written out. */
  private static double fall(ParameterMap map, int b, double[] w, double[] g, double eta) {
    double[] z = new double[w.length];
    double[] moved = new double[w.length];
    map.gradient(w, z);
    for (int j = 0; j < z.length; j++) {
      z[j] -= eta * g[j];
    }
    map.inverse(z, moved);
    double sum = 0;
    double square = 0;
    for (int j = LAYOUT.block(b).offset(); j < LAYOUT.block(b).end(); j++) {
      sum += g[j] * (w[j] - moved[j]);
      square += g[j] * g[j];
    }
    return sum / square;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "euclidean",
        "p:1.5",
        "p:3",
        "p:10",
        "hyperbolic:beta=0.1",
        "hyperbolic:beta=1e-3",
        "log:a=1",
        "cosh:s=0.05",
        "group(p:3)",
        "spectral(p:1.5)",
        "p:3|cosh:s=0.05"
      })
  void aStepLowersTheLossAsAGradientStepDoes(String spec) {
    ParameterMap map = MapSpec.parse(spec).on(LAYOUT);
    double[] w = gaussian(0.2, 1);
    double[] g = gaussian(0.01, 2);
    for (double c : new double[] {1e-3, 0.1, 1}) {
      double[] rates = own(map, w, g, c);
      for (int b = 0; b < rates.length; b++) {
        assertThat(fall(map, b, w, g, rates[b]))
            .as(spec + ", c = " + c)
            .isCloseTo(c, withinPercentage(spec.contains("p:10") ? 12 : 2));
      }
    }
  }

  /** The layers together fall as gradient descent does; their gradients differ tenfold here. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "p:1.5", "p:3", "hyperbolic:beta=0.1", "spectral(p:1.5)"})
  void oneRateLowersTheLossOfAllLayersTogether(String spec) {
    ParameterMap map = MapSpec.parse(spec).on(LAYOUT);
    double[] w = gaussian(0.2, 1);
    double[] g = gaussian(0.01, 2);
    double[] squares = new double[2];
    for (int j = 0; j < g.length; j++) {
      int b = j < LAYOUT.block(0).end() ? 0 : 1;
      g[j] *= b == 0 ? 1 : 10;
      squares[b] += g[j] * g[j];
    }
    double[] rates = RateRule.rates(map, w, g, 0.3, RateRule.Spread.COMMON);
    assertThat(rates[0]).isEqualTo(rates[1]);
    double whole =
        (fall(map, 0, w, g, rates[0]) * squares[0] + fall(map, 1, w, g, rates[1]) * squares[1])
            / (squares[0] + squares[1]);
    assertThat(whole).isCloseTo(0.3, withinPercentage(2));
  }

  /** Where 1/r'' has a mean, a small step is c over that mean. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "p:1.5", "hyperbolic:beta=0.1", "log:a=1", "cosh:s=0.5"})
  void smallStepsFollowTheMeanOfTheInverseCurvature(String spec) {
    ParameterMap map = MapSpec.parse(spec).on(LAYOUT);
    double[] w = gaussian(0.2, 3);
    double[] g = new double[w.length];
    double mean = 0;
    int size = LAYOUT.block(0).end();
    for (int j = 0; j < g.length; j++) {
      g[j] = j % 2 == 0 ? 1e-3 : -1e-3; // of one size, so that the mean is not weighted
      mean += j < size ? 1 / map.map(0).potential().curvature(w[j]) / size : 0;
    }
    double c = 1e-4;
    assertThat(own(map, w, g, c)[0]).isCloseTo(c / mean, withinPercentage(1));
  }

  @Test
  void aLayerWithoutAGradientTakesTheRateOfGradientDescent() {
    ParameterMap map = MapSpec.parse("p:3").on(LAYOUT);
    for (RateRule.Spread spread : RateRule.Spread.values()) {
      double[] none = new double[LAYOUT.end()];
      assertThat(RateRule.rates(map, gaussian(0.2, 1), none, 0.3, spread))
          .containsExactly(0.3, 0.3);
    }
  }

  /** Then training is gradient descent with one rate, whose balance and gauge are known. */
  @Test
  void layersOfTheEuclideanMapHaveOneRate() {
    ParameterMap map = MapSpec.parse("euclidean").on(LAYOUT);
    for (RateRule.Spread spread : RateRule.Spread.values()) {
      assertThat(RateRule.rates(map, gaussian(0.2, 1), gaussian(0.01, 2), 0.9, spread))
          .containsExactly(0.9, 0.9);
    }
  }

  /** A gradient is measured at any size: the rate for small steps does not depend on it. */
  @Test
  void theSizeOfTheGradientDoesNotMatterForEuclid() {
    double[] g = gaussian(1e-12, 2);
    assertThat(own(MapSpec.parse("euclidean").on(LAYOUT), gaussian(1, 1), g, 0.3)[0])
        .isCloseTo(0.3, within(0.003));
  }
}

package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.map.HyperbolicEntropy;

/** The potentials of diagonal networks against the map of the library and differences. */
final class DepthPotentialTest {
  private static final double ROUNDING = 1e-12;

  @Test
  void depthTwoIsTheHyperbolicEntropyAtFourTimesTheSpeed() {
    double alpha = 0.3;
    HyperbolicEntropy map = new HyperbolicEntropy(2 * alpha * alpha);
    DepthPotential potential = new DepthPotential(2, alpha);
    for (double z = -2; z <= 2; z += 0.1) {
      double expected = map.inverse(4 * z);
      assertThat(potential.inverse(z))
          .isCloseTo(expected, within(ROUNDING * (1 + Math.abs(expected))));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5})
  void theSlopeIsThatOfTheInverse(int depth) {
    DepthPotential potential = new DepthPotential(depth, 0.7);
    double reach = Math.min(1, 0.5 * potential.bound());
    double h = 1e-6 * reach;
    for (int k = -9; k <= 9; k++) {
      double z = 0.1 * k * reach;
      double slope = (potential.inverse(z + h) - potential.inverse(z - h)) / (2 * h);
      assertThat(potential.slope(z)).isCloseTo(slope, within(1e-7 * slope));
    }
  }

  /** Every flow interpolates, and the deeper the sparser. */
  @Test
  void flowsEndAtTheWeightsOfLeastPotential() {
    SparseRegression problem = new SparseRegression(8, 20, 2, 1);
    FinishedRuns none = new FinishedRuns(Map.of(), Map.of());
    for (int depth = 2; depth <= 4; depth++) {
      RegimeOf.Result result = new RegimeOf(problem, depth, 0.2).run(none);
      assertThat(result.residual()).isLessThan(1e-4);
      assertThat(result.distance()).isLessThan(1e-3);
      assertThat(new TwinOf(problem, depth, depth, 0.2).run(none).farthest()).isLessThan(1e-4);
    }
    assertThat(new TwinOf(problem, 2, 3, 0.2).run(none).farthest()).isGreaterThan(0.01);
  }
}

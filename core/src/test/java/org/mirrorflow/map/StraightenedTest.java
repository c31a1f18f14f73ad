package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/** Potentials made straight where they are flat. */
class StraightenedTest {
  private static final double SHARE = 0.01;
  private static final double LARGEST = 2;

  @ParameterizedTest
  @ValueSource(strings = {"p:3", "p:4", "expr:abs(x)^3+x^2"})
  void curvatureIsNowhereBelowTheShare(String spec) {
    Potential r = MapSpec.parse(spec).on(layout()).map(0).potential();
    Potential straight = Straightened.below(r, LARGEST * 10, SHARE);
    double least = SHARE * r.curvature(LARGEST * 10);
    double before = Double.NEGATIVE_INFINITY;
    for (double x = -LARGEST; x <= LARGEST; x += 1.0 / 64) {
      assertThat(straight.curvature(x)).isGreaterThanOrEqualTo(least * (1 - 1e-9));
      double z = straight.gradient(x);
      assertThat(z).isGreaterThan(before);
      assertThat(straight.inverse(z)).isCloseTo(x, within(1e-12));
      assertThat(straight.dualPotential(x))
          .isCloseTo(x * z - straight.value(x), within(1e-12 * (1 + Math.abs(x * z))));
      before = z;
    }
    assertThat(straight.spec()).isEqualTo(r.spec());
  }

  /** Beyond the straight part r' is moved by a constant, so the map moves there as before. */
  @Test
  void beyondTheStraightPartOnlyAConstantChanges() {
    Potential r = new PNorm(3);
    Potential straight = Straightened.below(r, 1, SHARE);
    double shift = straight.gradient(1) - r.gradient(1);
    for (double x = 0.02; x <= 3; x += 0.1) {
      assertThat(straight.gradient(x) - r.gradient(x)).isCloseTo(shift, within(1e-13));
      assertThat(straight.curvature(x)).isEqualTo(r.curvature(x));
    }
    // r'' = 2x is a hundredth of that at 1 at 0.01, where the slope is 0.02.
    assertThat(straight.gradient(0.005)).isCloseTo(1e-4, within(1e-15));
    assertThat(shift).isCloseTo(1e-4, within(1e-15));
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "p:1.5", "hyperbolic:beta=0.1", "group(p:3)"})
  void whereNothingIsFlatNothingChanges(String spec) {
    ParameterMap map = MapSpec.parse(spec).on(layout());
    assertThat(map.straightened(new double[] {1, -2, 0.5, 3}, SHARE)).isEqualTo(Optional.empty());
    ParameterMap flat = MapSpec.parse("p:3").on(layout());
    assertThat(flat.straightened(new double[] {1, -2, 0.5, 3}, SHARE)).isPresent();
    assertThat(flat.straightened(new double[4], SHARE)).isEmpty();
  }

  private static Layout layout() {
    return new Layout(List.of(new Block("W1", 0, 2, 2, 1)));
  }
}

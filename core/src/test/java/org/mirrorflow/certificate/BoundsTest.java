package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;

/** What points prove about a gap, and when that is enough. */
class BoundsTest {
  private static final Layout PAIR = Layout.of(Block.matrix(1, 2));
  private static final double SCALE = 2;

  /** In ℓ1, whose polar is ℓ∞. */
  private static Bounds bounds(double absolute, double relative) {
    Accuracy accuracy = new Accuracy(absolute, relative, 1, 1);
    return new Bounds(ClarkeSet.simplex(2), GaugeSpec.lp(1).on(PAIR), SCALE, accuracy);
  }

  @Test
  void nothingIsKnownAtFirst() {
    Bounds bounds = bounds(1, 1);
    assertThat(bounds.upper()).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(bounds.lower()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bounds.x()).isNull();
    assertThat(bounds.v()).isNull();
  }

  @Test
  void upperBoundIsThePolarGaugeOfTheBestPoint() {
    Bounds bounds = bounds(0, 0);
    double[] x = {0.25, 0.75};
    assertThat(bounds.offerUpper(x, new double[] {3, -5})).isEqualTo(5);
    x[0] = 9;
    assertThat(bounds.x()).containsExactly(0.25, 0.75);
    assertThat(bounds.offerUpper(new double[] {1, 0}, new double[] {6, 0})).isEqualTo(6);
    assertThat(bounds.upper()).isEqualTo(5);
    assertThat(bounds.x()).containsExactly(0.25, 0.75);
    assertThat(bounds.offerUpper(new double[] {0, 1}, new double[] {-5, 5})).isEqualTo(5);
    assertThat(bounds.x()).as("the first of equals stays").containsExactly(0.25, 0.75);
    assertThat(bounds.offerUpper(new double[] {0.5, 0.5}, new double[] {4, 1})).isEqualTo(4);
    assertThat(bounds.upper()).isEqualTo(4);
    assertThat(bounds.x()).containsExactly(0.5, 0.5);
    assertThat(bounds.kappaUpper()).isEqualTo(1);
  }

  @Test
  void lowerBoundIsTheLeastDerivativeOverTheGauge() {
    Bounds bounds = bounds(0, 0);
    double[] v = {1, -3};
    assertThat(bounds.offerLower(v, new double[] {12, 8})).isEqualTo(2);
    v[0] = 9;
    assertThat(bounds.v()).containsExactly(1, -3);
    assertThat(bounds.offerLower(new double[] {1, 0}, new double[] {1, 7})).isEqualTo(1);
    assertThat(bounds.lower()).isEqualTo(2);
    assertThat(bounds.v()).containsExactly(1, -3);
    assertThat(bounds.offerLower(new double[] {0, 1}, new double[] {2, 3})).isEqualTo(2);
    assertThat(bounds.v()).as("the first of equals stays").containsExactly(1, -3);
    assertThat(bounds.offerLower(new double[] {0, 0.5}, new double[] {2, 1.5})).isEqualTo(3);
    assertThat(bounds.lower()).isEqualTo(3);
    assertThat(bounds.v()).containsExactly(0, 0.5);
    assertThat(bounds.kappaLower()).isEqualTo(0.5);
  }

  @Test
  void zeroProvesNothing() {
    Bounds bounds = bounds(0, 0);
    assertThat(bounds.offerLower(new double[2], new double[] {1, 1}))
        .isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(bounds.v()).isNull();
  }

  /** In units of 2: κ = above/2 − 1, and the bounds are (above − below)/2 apart. */
  @ParameterizedTest
  @CsvSource({
    "0.25, 0, 4, 3.5, true",
    "0.25, 0, 4, 3.4, false",
    "0.25, 0.5, 6, 3.5, true",
    "0.25, 0.5, 6, 3.4, false",
    "0, 0, 4, 4, true",
    "0, 0, 4, 3.999, false",
    "0.25, 0.5, 1, 0.5, true",
    "0.25, 0.5, 1, 0.4, false"
  })
  void closeMeansWithinTheAccuracyInUnitsOfTheScale(
      double absolute, double relative, double above, double below, boolean close) {
    Bounds bounds = bounds(absolute, relative);
    assertThat(bounds.close(above, below)).isEqualTo(close);
    bounds.offerUpper(new double[] {1, 0}, new double[] {above, 0});
    assertThat(bounds.close()).as("nothing is known from below").isFalse();
    bounds.offerLower(new double[] {1, 0}, new double[] {below, below});
    assertThat(bounds.close()).isEqualTo(close);
  }
}

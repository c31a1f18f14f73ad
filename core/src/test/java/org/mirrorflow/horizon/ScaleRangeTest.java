package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.PNorm;

/** Ranges of scales: log r and log r' between −650 and 10^6, log x within ±690. */
class ScaleRangeTest {

  private static TestPotential power(double p, double below, double above) {
    return new TestPotential(
        "x^p, a number for u between " + below + " and " + above,
        u -> u >= below && u <= above ? p * u : Double.NaN,
        u -> p);
  }

  /** r = x²/2: log r = 2u − log 2 is −650 at the bottom, u is 690 at the top. */
  @Test
  void polynomialsReachToTheLargestNumbers() {
    ScaleRange range = ScaleRange.of(new Euclidean());
    assertThat(range.to()).isEqualTo(690);
    assertThat(range.from()).isCloseTo((Math.log(2) - 650) / 2, within(1e-9));
    assertThat(range.bounded()).isFalse();
    assertThat(range.length()).isEqualTo(range.to() - range.from());
    assertThat(ScaleRange.of(new PNorm(10)).from())
        .isCloseTo((Math.log(10) - 650) / 10, within(1e-9));
  }

  /** log r → x − log 2 for cosh x − 1. */
  @Test
  void exponentialsEndWhereTheirLogarithmHasNoDigitsLeft() {
    ScaleRange range = ScaleRange.of(new Cosh(1));
    assertThat(range.to()).isCloseTo(Math.log(1e6 + Math.log(2)), within(Tolerances.SCALE));
    assertThat(range.bounded()).isFalse();
  }

  @Test
  void endsOfTheDomainAreFound() {
    ScaleRange range = ScaleRange.of(power(2, -3.3, 4.7));
    assertThat(range.from()).isCloseTo(-3.3, within(Tolerances.SCALE));
    assertThat(range.to()).isCloseTo(4.7, within(Tolerances.SCALE));
    assertThat(range.bounded()).isTrue();
  }

  /** Of several ranges the highest counts. */
  @Test
  void gapsEndTheRange() {
    TestPotential gap =
        new TestPotential("gap", u -> u > -20 && u < -10 ? Double.NaN : 2 * u, u -> 2);
    assertThat(ScaleRange.of(gap).from()).isCloseTo(-10, within(Tolerances.SCALE));
    assertThat(ScaleRange.of(gap).to()).isEqualTo(690);
  }

  @Test
  void noScaleIsAnEmptyRange() {
    ScaleRange range = ScaleRange.of(power(2, 1, -1));
    assertThat(range.length()).isNegative();
    assertThat(range.bounded()).isTrue();
    TestPotential tiny = new TestPotential("tiny", u -> -700, u -> 2);
    assertThat(ScaleRange.of(tiny).length()).isNegative();
    assertThat(ScaleRange.of(tiny).bounded()).isFalse();
    assertThat(HorizonEstimator.estimate(tiny).regime().reason()).contains("cannot be represented");
  }
}

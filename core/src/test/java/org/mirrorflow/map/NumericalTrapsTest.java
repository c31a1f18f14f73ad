package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.map.formula.Formula;

/** Failures of other libraries that must not happen here. */
class NumericalTrapsTest {

  /** With the dual as state a step of zero length gives the same weights to the last bit. */
  @ParameterizedTest
  @ValueSource(strings = {"p:10", "p:1.1", "hyperbolic:beta=0.1", "cosh:s=1", "expr:x^4+x^2"})
  void aStepOfLengthZeroLeavesWeightsAlone(String spec) {
    Potential r = MapSpec.parse(spec).perLayer().get(0).potential();
    double[] z = new SplittableRandom(1).doubles(100, -3, 3).toArray();
    for (int j = 0; j < z.length; j++) {
      z[j] *= Math.pow(10, -j / 5.0);
    }
    double[] before = new double[z.length];
    double[] after = new double[z.length];
    r.inverse(z, 0, z.length, before);
    for (int j = 0; j < z.length; j++) {
      z[j] -= 0.0 * before[j];
    }
    r.inverse(z, 0, z.length, after);
    assertThat(after).isEqualTo(before);
    assertThat(before).doesNotContain(0.0);
  }

  /** Small weights survive the way to the dual and back: none is flushed, none meets a floor. */
  @Test
  void smallWeightsSurviveTheRoundTripAtPTen() {
    PNorm r = new PNorm(10);
    for (double w = 1e-30; w < 1; w *= 3) {
      assertThat(r.inverse(r.gradient(w))).isCloseTo(w, within(4 * Math.ulp(w)));
    }
  }

  /** asinh as log(x + √(x² + γ²)) is wrong by 65 % after a round trip here. */
  @Test
  void asinhOfLargeNegativeNumbersKeepsItsDigits() {
    HyperbolicEntropy r = new HyperbolicEntropy(1e-6);
    assertThat(r.inverse(r.gradient(-100))).isCloseTo(-100, within(1e-12));
    assertThat(r.gradient(-100)).isEqualTo(-r.gradient(100));
  }

  @Test
  void hyperbolicEntropyReachesResultsWhoseSinhOverflows() {
    assertThat(new HyperbolicEntropy(1e-300).inverse(1000))
        .isCloseTo(0.5e-300 * Math.exp(500) * Math.exp(500), within(1e120));
    assertThat(new HyperbolicEntropy(1e-300).gradient(1e300))
        .isCloseTo(600 * Math.log(10) + Math.log(2), within(1e-12));
  }

  @Test
  void coshGoesOnWhereItsDualOverflows() {
    Cosh r = new Cosh(2);
    double x = 1e6;
    assertThat(r.gradient(x)).isInfinite();
    assertThat(r.logGradient(x)).isCloseTo(5e5 - Math.log(2), within(1e-9));
    assertThat(r.inverseFromLog(r.logGradient(x))).isCloseTo(x, within(1e-9));
    assertThat(r.logDualPotential(x) - r.logValue(x)).isCloseTo(Math.log(5e5 - 1), within(1e-9));
    assertThat(r.dualPotential(x)).isInfinite();
  }

  /** r = x⁴/(1+..)-like cancellation: u − log(1 + u) at u = 1e-9 is u²/2 (1 − 2u/3). */
  @Test
  void theDualPotentialOfTheLogMapDoesNotCancel() {
    double u = 1e-9;
    double expected = 0.5 * u * u * (1 - 2 * u / 3);
    assertThat(new LogMap(1).dualPotential(u)).isCloseTo(expected, within(1e-15 * expected));
  }

  /** Heun's method on dz/ds = b − A θ, in the map and in the formula of the map. */
  @Test
  void aFormulaFollowsTheTrajectoryOfItsClosedForm() {
    double[] closed = trajectory(new HyperbolicEntropy(0.1));
    double[] formula = trajectory(Formula.of("x*asinh(x/0.1)-sqrt(x^2+0.01)"));
    for (int j = 0; j < closed.length; j++) {
      assertThat(formula[j])
          .isCloseTo(closed[j], within(Tolerances.TRAJECTORY * Math.abs(closed[j])));
    }
  }

  private static double[] trajectory(Potential r) {
    int n = 8;
    double[] a = new SplittableRandom(4).doubles(64, -1, 1).toArray();
    double[] z = new SplittableRandom(5).doubles(n, -1, 1).toArray();
    double[] x = new double[n];
    for (int step = 0; step < 500; step++) {
      r.inverse(z, 0, n, x);
      double[] first = force(a, x);
      double[] moved = new double[n];
      for (int j = 0; j < n; j++) {
        moved[j] = z[j] + 0.05 * first[j];
      }
      r.inverse(moved, 0, n, x);
      double[] second = force(a, x);
      for (int j = 0; j < n; j++) {
        z[j] += 0.025 * (first[j] + second[j]);
      }
    }
    r.inverse(z, 0, n, x);
    return x;
  }

  /** −Aᵀ(A x − 1). */
  private static double[] force(double[] a, double[] x) {
    int n = x.length;
    double[] out = new double[n];
    for (int i = 0; i < n; i++) {
      double residual = -1;
      for (int j = 0; j < n; j++) {
        residual += a[i * n + j] * x[j];
      }
      for (int j = 0; j < n; j++) {
        out[j] -= a[i * n + j] * residual;
      }
    }
    return out;
  }
}

package org.mirrorflow.flow.stabilised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;

/** Coefficients against the stability polynomial in closed form, and their order. */
class ChebyshevTest {
  private static final double DAMPING = 2.0 / 13;

  /** One step on dz/ds = λ z from 1 with x = hλ. */
  private static double step(Chebyshev method, double x) {
    double before = 1;
    double last = 1 + method.muForce()[1] * x;
    for (int j = 2; j <= method.stages(); j++) {
      double mu = method.mu()[j];
      double nu = method.nu()[j];
      double next =
          1
              - mu
              - nu
              + mu * last
              + nu * before
              + method.muForce()[j] * x * last
              + method.gammaForce()[j] * x;
      before = last;
      last = next;
    }
    return last;
  }

  /** T_s(w) by circular and hyperbolic functions. */
  private static double t(int s, double w) {
    return Math.abs(w) <= 1
        ? Math.cos(s * Math.acos(w))
        : Math.cosh(s * Math.log(Math.abs(w) + Math.sqrt(w * w - 1)))
            * (w < 0 && s % 2 == 1 ? -1 : 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 5, 10, 37, 200})
  void stagesMakeTheStabilityPolynomial(int s) {
    Chebyshev method = Chebyshev.of(s);
    double w0 = 1 + DAMPING / (s * s);
    double u = Math.log(w0 + Math.sqrt(w0 * w0 - 1));
    double sinh = Math.sinh(u);
    double first = s * Math.sinh(s * u) / sinh;
    double second = (s * s * Math.cosh(s * u) - first * w0) / (sinh * sinh);
    double w1 = first / second;
    double b = second / (first * first);
    double a = 1 - b * t(s, w0);
    double reach = Chebyshev.reach(s);
    for (int k = 0; k <= 64; k++) {
      double x = -reach * k / 64;
      double exact = a + b * t(s, w0 + w1 * x);
      assertThat(step(method, x)).isCloseTo(exact, within(1e-9));
      assertThat(Math.abs(exact)).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void asManyStagesAsTheRadiusAsksFor() {
    for (double product : new double[] {0, 1, 10, 100, 1e4, 1e5}) {
      int s = Chebyshev.stages(product);
      assertThat(Chebyshev.reach(s + 1)).isGreaterThanOrEqualTo(product);
      assertThat(Chebyshev.reach(s)).isGreaterThanOrEqualTo(product * 0.5);
      assertThat(s).isGreaterThanOrEqualTo(Chebyshev.FEWEST_STAGES);
    }
  }

  /** dz/ds = −z beside a mode of radius 10⁴: second order, and the stiff mode dies out. */
  @Test
  void isOfSecondOrderWhereAStiffModeIsPresent() {
    double[] errors = new double[3];
    for (int k = 0; k < 3; k++) {
      int steps = 10 << k;
      double h = 1.0 / steps;
      Chebyshev method = Chebyshev.of(Chebyshev.stages(h * 1e4));
      errors[k] = Math.abs(Math.pow(step(method, -h), steps) - Math.exp(-1));
      assertThat(Math.abs(Math.pow(step(method, -h * 1e4), steps))).isLessThan(1);
    }
    for (int k = 1; k < 3; k++) {
      assertThat(Math.log(errors[k - 1] / errors[k]) / Math.log(2))
          .isGreaterThan(2 - Tolerances.ORDER);
    }
  }

  /** A stage is e^{c x} to second order. */
  @Test
  void stagesAreTheSolutionOnTheWay() {
    Chebyshev method = Chebyshev.of(10);
    double x = 1e-3;
    double before = 1;
    double last = 1 + method.muForce()[1] * x;
    for (int j = 2; j <= 10; j++) {
      double mu = method.mu()[j];
      double nu = method.nu()[j];
      double next =
          1
              - mu
              - nu
              + mu * last
              + nu * before
              + method.muForce()[j] * x * last
              + method.gammaForce()[j] * x;
      before = last;
      last = next;
      assertThat(last).isCloseTo(Math.exp((j == 10 ? 1 : method.at()[j]) * x), within(x * x * x));
    }
    assertThat(method.at()[method.stageAt(1.0 / 3)]).isBetween(0.1, 1.0 / 3);
    assertThat(method.at()[method.stageAt(2.0 / 3)]).isBetween(0.5, 2.0 / 3);
  }
}

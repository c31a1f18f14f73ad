package org.mirrorflow.map.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.mirrorflow.Tolerances.FORMULA;
import static org.mirrorflow.Tolerances.IDENTITY;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.Potential;

class FormulaTest {

  /** Formulas of closed-form potentials: every method is compared with the closed form. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x^2/2; euclidean",
        "abs(x)^1.5/1.5; p:1.5",
        "abs(x)^3/3; p:3",
        "abs(x)^3/3+x^2/2; p:3,quadratic=1",
        "((x^2+1e-6)^0.75)/1.5; smoothed:p=1.5,delta=1e-3",
        "x*asinh(x/0.1)-sqrt(x^2+0.01); hyperbolic:beta=0.1",
        "(1+abs(x))*log(1+abs(x))-abs(x); log:a=1",
        "cosh(x); cosh:s=1",
        "(exp(x)+exp(-x))/2; cosh:s=1"
      })
  void agreesWithTheClosedForm(String formula, String spec) {
    Potential r = Formula.of(formula);
    Potential exact = MapSpec.parse(spec).perLayer().get(0).potential();
    for (double x = 1e-4; x < 1e5; x *= 1.7) {
      if (exact.value(x) > 1e250) {
        break;
      }
      assertRelative(r.value(x), exact.value(x));
      assertRelative(r.gradient(x), exact.gradient(x));
      assertRelative(r.curvature(x), exact.curvature(x));
      assertRelative(r.dualPotential(x), exact.dualPotential(x));
      assertRelative(r.inverse(exact.gradient(x)), exact.inverse(exact.gradient(x)));
      assertThat(r.inverse(-exact.gradient(x))).isEqualTo(-r.inverse(exact.gradient(x)));
    }
    for (double x = 1e6; x < 1e15; x *= 30) {
      assertThat(r.logValue(x)).isCloseTo(exact.logValue(x), within(FORMULA * exact.logValue(x)));
      assertThat(r.logGradient(x))
          .isCloseTo(exact.logGradient(x), within(FORMULA * Math.max(1, exact.logGradient(x))));
      assertThat(r.logDualPotential(x))
          .isCloseTo(exact.logDualPotential(x), within(FORMULA * exact.logDualPotential(x)));
      assertThat(r.inverseFromLog(exact.logGradient(x))).isCloseTo(x, within(1e4 * FORMULA * x));
    }
  }

  private static void assertRelative(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(FORMULA * Math.abs(expected)));
  }

  @Test
  void logarithmsSurviveTheOverflowOfTheFormula() {
    Potential r = Formula.of("exp(x^2)");
    double x = 1e3;
    assertThat(r.value(x)).isInfinite();
    assertThat(r.logValue(x)).isCloseTo(1e6, within(1e6 * IDENTITY));
    assertThat(r.logGradient(x)).isCloseTo(1e6 + Math.log(2e3), within(1e6 * IDENTITY));
    assertThat(r.logCurvature(x)).isCloseTo(1e6 + Math.log(4e6 + 2), within(1e6 * IDENTITY));
    assertThat(r.logDualPotential(x)).isCloseTo(1e6 + Math.log(2e6 - 1), within(1e6 * IDENTITY));
    assertThat(r.inverseFromLog(1e6 + Math.log(2e3))).isCloseTo(x, within(x * IDENTITY));
    assertThat(r.value(1e-9)).isCloseTo(1e-18, within(1e-18 * IDENTITY));
    assertThat(r.dualPotential(1e-9)).isCloseTo(1e-18, within(1e-18 * IDENTITY));
  }

  @Test
  void theInverseDoesNotDependOnWhatWasAskedBefore() {
    Potential r = Formula.of("abs(x)^2.5+x^2");
    double[] z = new SplittableRandom(3).doubles(200, -50, 50).toArray();
    double[] forward = new double[z.length];
    r.inverse(z, 0, z.length, forward);
    for (int j = z.length - 1; j >= 0; j--) {
      assertThat(r.inverse(z[j])).isEqualTo(forward[j]);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "2+3*4; 14",
        "2^3^2; 512",
        "-2^2; -4",
        "2^-2; 0.25",
        "--3; 3",
        "6/3/2; 1",
        "5-3-1; 1",
        "2*-3; -6",
        "1e-3+1E2+.5+2.; 102.501",
        "2*pi-e; 3.5649034786",
        "sqrt(abs(-16))+log(exp(2)); 6",
        "log1p(1)-log(2)+sinh(0)+cosh(0)+asinh(0)+tanh(0); 1"
      })
  void precedenceIsThatOfMathematics(String constant, double expected) {
    assertThat(Formula.of("x^2*(" + constant + ")^2").curvature(1) / 2)
        .isCloseTo(expected * expected, within(1e-9 * expected * expected));
  }

  /** All are x⁴/4 to the last digit at this x. Subtracting 1 would leave none. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "(cosh(x)-1)^2",
        "(-1+cosh(x))^2",
        "(cosh(x)+(-1))^2",
        "log(cosh(x))^2",
        "(sqrt(1+x^2)-1)^2",
        "((x^2+1)^0.5-1)^2",
        "(exp(x^2)-1)^2/4",
        "x^2*log(1+x^2)/4"
      })
  void differencesToOneKeepTheirDigits(String formula) {
    Potential r = Formula.of(formula);
    for (double x : new double[] {1e-8, 1e-60}) {
      assertRelative(r.value(x), x * x * x * x / 4);
      assertRelative(r.gradient(x), x * x * x);
      assertRelative(r.curvature(x), 3 * x * x);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sqrt(1+x^2); gradient is bounded",
        "log(cosh(x)); gradient is bounded",
        "abs(x)+exp(-abs(x)); gradient is bounded",
        "x^3; not even: f(",
        "x; not even: f(",
        "x^1.5; not defined at x = -",
        "abs(x); corner at x = 0",
        "abs(x)+x^2; corner at x = 0",
        "x^2-abs(x); not convex: at x = ",
        "-x^2; not convex: at x = ",
        "x^2-0.1*x^4; not convex: at x = 1.3",
        "abs(x)^0.5; corner at x = 0",
        "log(1-x^2); not defined at x = 1.000",
        "1/x^2; not defined at x = 0",
        "x^2+1e400; not defined at x = 0",
        "abs(abs(x)-1)+abs(x)*log(1+abs(x)); not convex",
        "exp(x^2)+exp(-x^2)-2; as terms cancel; expected a form that keeps its digits",
        "2x; unexpected 'x' at column 2",
        "x^; unexpected the end at column 3",
        "(x; unexpected the end at column 3",
        "x^2); unexpected ')' at column 4",
        "sin(x); unexpected 's' at column 1",
        "abs x; unexpected 'x' at column 5",
        "''; no formula",
        "x**2; unexpected '*' at column 3",
        "1e+x; unexpected 'e' at column 2"
      })
  void refusesWithReasonAndPlace(String formula, String reason) {
    assertThatThrownBy(() -> MapSpec.parse("expr:" + formula))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("map expr:")
        .hasMessageContaining(reason);
  }

  @Test
  void hugeAndDeepFormulasAreRefusedAtOnce() {
    for (String formula :
        new String[] {
          "(".repeat(100_000) + "x", "-".repeat(1500) + "x^2", "x" + "^2".repeat(900),
        }) {
      assertThatThrownBy(() -> Formula.of(formula))
          .isInstanceOf(InputException.class)
          .hasMessageMatching(".*(at most 2000|deeper than 100).*")
          .hasMessageNotContaining("(".repeat(70));
    }
    String nested = "(".repeat(90) + "x^2" + ")".repeat(90);
    assertThat(Formula.of(nested).gradient(3)).isEqualTo(6);
  }

  /**
   * f' is a difference of constants near 0. The gradients are those of the closed forms, x from
   * 1e-300 to 1.
   */
  @ParameterizedTest
  @CsvSource({
    "exp(abs(x))-abs(x)-1, 1, 1",
    "exp(3*abs(x))-3*abs(x)-1, 3, 3",
    "2*exp(abs(x))-2*abs(x)-2, 2, 1",
    "exp(abs(x)/0.3)-1-abs(x)/0.3, 3.3333333333333335, 3.3333333333333335",
  })
  void gradientsOfExponentialsKeepTheirDigits(String text, double factor, double rate) {
    Formula formula = Formula.of(text);
    for (double x = 1e-300; x < 1; x *= 7) {
      double z = factor * Math.expm1(rate * x);
      assertThat(formula.gradient(x)).isCloseTo(z, withinPercentage(1e-9));
      assertThat(formula.logGradient(x)).isCloseTo(Math.log(z), within(1e-11));
      assertThat(formula.inverse(z)).isCloseTo(x, withinPercentage(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-160, 1e-20, 1e-15, 1e-10, 1e-6, 1e-3, 0.1})
  void differencesOfConstantsCancelExactly(double x) {
    assertThat(Formula.of("(1+3*abs(x))*log(1+3*abs(x))-3*abs(x)").gradient(x))
        .isCloseTo(3 * Math.log1p(3 * x), withinPercentage(1e-9));
    assertThat(Formula.of("abs(x)-log(1+abs(x))+1e-9*x^2").gradient(x))
        .isCloseTo(x / (1 + x) + 2e-9 * x, withinPercentage(1e-9));
    double half = Math.sinh(x / 2);
    double logGradient = Math.log(2) + 2 * Math.log(half);
    assertThat(Formula.of("sinh(abs(x))-abs(x)").logGradient(x))
        .isCloseTo(logGradient, within(1e-10 * Math.abs(logGradient)));
    assertThat(Formula.of("(1+abs(x))^3-1-3*abs(x)").gradient(x))
        .isCloseTo(6 * x + 3 * x * x, withinPercentage(1e-9));
    assertThat(Formula.of("abs(x)/(1+abs(x))-abs(x)+2*x^2").gradient(x))
        .isCloseTo(4 * x - x * (2 + x) / (1 + x) / (1 + x), withinPercentage(1e-9));
  }
}

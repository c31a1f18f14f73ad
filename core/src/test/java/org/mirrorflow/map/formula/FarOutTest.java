package org.mirrorflow.map.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.mirrorflow.Tolerances.FORMULA;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;

/** Formulas at scales where their terms, or those of their derivatives, are no doubles. */
class FarOutTest {

  private static double effectiveExponent(String spec, double scale) {
    return new Growth(MapSpec.parse(spec).perLayer().get(0).potential())
        .effectiveExponent(Math.log(scale));
  }

  /** 1 + x r''/r' by hand; the scale in logarithms loses one digit in log 1e8 = 18. */
  @ParameterizedTest
  @CsvSource({
    "expr:exp(x^4)-1, 1e8, 4e32",
    "expr:exp(x^4)-1, 1e4, 4e16",
    "expr:exp(x^4), 1e60, 4e240",
    "expr:exp(x^2)-1, 1e8, 2.0000000000000002e16",
    "expr:x^2*exp(abs(x)), 1e8, 1.00000002e8",
    "expr:cosh(x^2), 1e8, 2e16",
    "expr:sinh(abs(x))*abs(x), 1e8, 1.00000001e8",
    "expr:exp(x^2)+exp(2*x^2), 1e8, 4e16",
    "expr:exp(exp(x^2)), 10, 5.376234283632271e45",
    "expr:abs(x)^5*exp(x^2)+exp(x^2), 1e10, 2e20",
    "expr:log(cosh(x^4)), 1e8, 4",
    "expr:log(exp(x^4)+exp(2*x^4)), 1e8, 4",
    "expr:asinh(exp(x^4))-asinh(1)+x^2, 1e8, 4",
    "expr:exp(x^2)^3/exp(x^2), 1e8, 4e16",
    "expr:exp(1e8*x^2), 1e-2, 20002.00009999",
    "expr:log(1+exp(x^4)), 1e8, 4",
    "cosh:s=0.5, 1e8, 200000001",
    "cosh:s=0.5, 1e300, 2e300",
    "cosh:s=1e300, 1e-8, 2",
    "expr:(x^2)^0.75, 1e-170, 1.5",
    "expr:(x^2)^0.75, 1e170, 1.5",
    "expr:sqrt(x^6), 1e-200, 3",
    "expr:1/(abs(x)^-3), 1e-120, 3",
    "expr:abs(x)^1.5+1/(x^-2), 1e-170, 1.5",
    "expr:1e200*(x^2*1e-200), 1e-100, 2",
    "expr:abs(x)*log(1+abs(x)), 1e200, 1.00216677",
  })
  void effectiveExponents(String spec, double scale, double expected) {
    assertThat(effectiveExponent(spec, scale)).isCloseTo(expected, within(1e-7 * expected));
  }

  @Test
  void coshToTheLastDigits() {
    assertThat(effectiveExponent("cosh:s=0.5", 1e8)).isCloseTo(2e8 + 1, within(2e8 * 1e-14));
  }

  @ParameterizedTest
  @CsvSource({
    "(x^2)^0.75, 1.5",
    "sqrt(x^6), 3",
    "sqrt(x^4), 2",
    "(x^2)^0.55, 1.1",
    "sqrt(abs(x)^5), 2.5",
    "(abs(x)^0.1)^30, 3",
    "sqrt(sqrt(x^4))^3, 3",
    "1/(x^2)^-1, 2",
    "exp(2*log(abs(x)+0*x))+x^2, 2",
  })
  void powersOfPowersAreExact(String formula, double p) {
    Horizon horizon = Horizon.of(Formula.of(formula));
    assertThat(horizon.regime().kind()).isEqualTo(org.mirrorflow.horizon.Regime.Kind.EXACT);
    assertThat(horizon.p()).isCloseTo(p, within(FORMULA));
    assertThat(Formula.of(formula).doubt()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "x^2+1e-300*x^4, 4, ALGEBRAIC, 2",
    "x^2+1e-300*abs(x)^3, 3, ALGEBRAIC, 1",
    "x^2+1e-300*abs(x)^2.1, 2.1, ALGEBRAIC, 0.1",
    "x^2+1e-300*abs(x)^2.01, 2.01, ALGEBRAIC, 0.01",
    "abs(x)^1.5+1e-250*x^2+1e-300*x^4, 4, ALGEBRAIC, 2.5",
    "1e300*x^2+1e-300*x^4, 4, ALGEBRAIC, 2",
    "x^2+abs(x)^3/(1e300+abs(x)), 2, ALGEBRAIC, 1",
    "(1e-200+x^2)^1.5+1e-300*x^4, 4, ALGEBRAIC, 1",
  })
  void termsThatMatterFarOutAreSeen(
      String formula, double p, org.mirrorflow.horizon.Regime.Kind kind, double exponent) {
    Horizon horizon = Horizon.of(Formula.of(formula));
    assertThat(horizon.regime().kind()).isEqualTo(kind);
    assertThat(horizon.p()).isCloseTo(p, within(FORMULA));
    assertThat(horizon.regime().exponent()).isCloseTo(exponent, within(0.05 * exponent));
  }

  @ParameterizedTest
  @CsvSource({
    "abs(x)*log(1+log(1+abs(x))), 1",
    "x^2*log(1+log(1+abs(x))), 2",
    "abs(x)^1.5*log(2+log(2+log(2+abs(x)))), 1.5",
    "abs(x)^3/log(3+log(3+abs(x))), 3",
  })
  void iteratedLogarithmsHaveTheIndexOfThePower(String formula, double p) {
    assertThat(Horizon.of(Formula.of(formula)).p()).isCloseTo(p, within(FORMULA));
  }

  /** Bumps and dents that no fixed grid meets; f'' at the centre is 2 + 2 times the factor. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x^2+100*exp(-(abs(x)-2e7)^2)",
        "x^2+100*exp(-(abs(x)-2e10)^2)",
        "x^2+10*exp(-(abs(x)-3e4)^2)",
        "x^2+2*exp(-((abs(x)-123.456)/0.001)^2)",
        "x^2+1e-8/cosh(1e5*(abs(x)-77.7))",
        "x^2+1e-7*tanh(1e5*(abs(x)-7777))",
        "x^2-1e-6*log(1+exp(1e8*(abs(x)-5)))/1e2",
        "x^2-0.001*abs(abs(x)-1)-0.001*abs(x)",
        "x^4+x^2-5e-9/(1+(1e5*(abs(x)-0.3))^2)",
      })
  void narrowDentsAreFound(String formula) {
    assertThatThrownBy(() -> Formula.of(formula))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(".*(not convex: at x = |gradient does not increase).*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x^2+0.4*exp(-(abs(x)-2e7)^2)",
        "x^2/2",
        "abs(x)^3+x^2",
        "abs(x)^1.5",
        "x*asinh(x)-sqrt(1+x^2)",
        "x*asinh(x/0.1)-sqrt(x^2+0.01)",
        "(1+abs(x))*log(1+abs(x))-abs(x)",
        "cosh(x)",
        "(exp(x)+exp(-x))/2",
        "exp(x^2)-1",
        "exp(x^4)-1",
        "((x^2+1e-6)^0.75)/1.5",
        "sqrt(x^6)",
        "sqrt(x^6+x^4)",
        "x^2+log(cosh(x))",
        "x^2*log(cosh(x))",
        "log(1+exp(x^2))",
        "sqrt(1+x^2)*log(1+x^2)",
        "abs(x)*log(1+log(1+abs(x)))",
        "x^2*exp(sqrt(log(1+abs(x))))",
        "x^2+1e-300*x^4",
      })
  void convexityIsEstablished(String formula) {
    assertThat(Formula.of(formula).doubt()).isEmpty();
  }

  /** A kink upwards: no bound on f'' holds there. */
  @Test
  void whatCannotBeEstablishedIsSaid() {
    assertThat(Formula.of("0.001*abs(abs(x)-1)+0.001*abs(x)+x^2").doubt())
        .hasValueSatisfying(
            doubt -> assertThat(doubt).contains("convexity could not be established", "x = "));
  }

  /** r is no double here, and no power of x either: the two terms change places. */
  @ParameterizedTest
  @ValueSource(doubles = {-113, -112, -111.3, -110.5, -109, -105})
  void whereTermsOvertakeEachOtherBelowTheDoubles(double logX) {
    Formula formula = Formula.of("1e280*x^8+1e-10*x^2");
    double ratio = Math.exp(290 * Math.log(10) + 6 * logX);
    assertThat(formula.index(logX))
        .isCloseTo((2 + 8 * ratio) / (1 + ratio), withinPercentage(1e-9));
    double logR = 2 * logX - 10 * Math.log(10) + Math.log1p(ratio);
    assertThat(formula.logValue(Math.exp(logX))).isCloseTo(logR, within(1e-10));
    double logD = 2 * logX - 10 * Math.log(10) + Math.log1p(7 * ratio);
    assertThat(formula.logDualPotential(Math.exp(logX))).isCloseTo(logD, within(1e-10));
  }
}

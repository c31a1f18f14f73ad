package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ELEMENTARY;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Elementary functions against those of the JDK, against identities, and where those overflow. */
class ElementaryTest {
  private static void assertClose(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(ELEMENTARY * Math.abs(expected)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-300, 1e-17, 1e-8, 0.1, 0.34, 0.35, 0.5, 1, 2.5, 20, 300, 699, 709})
  void agreeWithTheJdk(double x) {
    for (double v : new double[] {x, -x}) {
      assertClose(Elementary.scaledSinh(1, v), Math.sinh(v));
      assertClose(Elementary.scaledSinh(3, v), 3 * Math.sinh(v));
      assertClose(Elementary.scaledExpm1(1, v), Math.copySign(Math.expm1(Math.abs(v)), v));
    }
    assertClose(Elementary.exp(-x), Math.exp(-x));
    assertClose(Elementary.log1p(x), Math.log1p(x));
    assertClose(Exponentials.log1p(x), Math.log1p(x));
    assertClose(Elementary.log(x), Math.log(x));
    if (x > 0) {
      assertClose(Elementary.logSinh(x), x < 0.5 ? Math.log(Math.sinh(x)) : logSinh(x));
    }
    if (x > 0.5) {
      assertClose(Elementary.logCosh(x), Math.log(Math.cosh(x)));
    }
  }

  private static double logSinh(double x) {
    return x - Math.log(2) + Math.log1p(-Math.exp(-2 * x));
  }

  @ParameterizedTest
  @CsvSource({"1e-12, 5e-25", "1e-5, 4.999999999916667e-11", "0.01, 4.999916668888e-5"})
  void logCoshOfSmallArgumentsIsItsSeries(double v, double expected) {
    // v²/2 − v⁴/12 + v⁶/45.
    assertThat(Elementary.logCosh(v)).isCloseTo(expected, within(1e-12 * expected));
  }

  @Test
  void whatOverflowsOnTheWayIsTakenInParts() {
    assertClose(Elementary.scaledSinh(1e-300, 1000), 1e-300 * Math.exp(500) * Math.exp(500) / 2);
    assertThat(Elementary.scaledSinh(1, 2000)).isInfinite();
    assertThat(Elementary.scaledSinh(1, -2000)).isEqualTo(Double.NEGATIVE_INFINITY);
    double w = 1000;
    double expected = Math.exp(500) / 1e300 * Math.exp(500);
    assertThat(Elementary.scaledExpm1(1e300, w / 1e300))
        .isCloseTo(expected, within(1e-12 * expected));
    assertThat(Elementary.scaledExpm1(1, 2000)).isInfinite();
    assertThat(Elementary.log1p(Double.POSITIVE_INFINITY)).isInfinite();
    assertThat(Elementary.log(Double.MIN_VALUE)).isEqualTo(Math.log(Double.MIN_VALUE));
    assertThat(Elementary.exp(-800)).isZero();
    assertThat(Elementary.exp(-705)).isEqualTo(Math.exp(-705));
  }

  @Test
  void tinyArgumentsAreTheirOwnValues() {
    assertThat(Elementary.scaledExpm1(2, 1e-20)).isEqualTo(1e-20);
    assertThat(Elementary.scaledExpm1(2, -1e-20)).isEqualTo(-1e-20);
    assertThat(Elementary.asinh(-1e-20)).isEqualTo(-1e-20);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-10, 1e-3, 0.3, 1, 7, 1e5, 1e100, 1e160, 1.7e308})
  void asinhInvertsSinh(double x) {
    double a = Elementary.asinh(x);
    assertThat(Elementary.asinh(-x)).isEqualTo(-a);
    if (x < 1e9) {
      assertThat(Math.sinh(a)).isCloseTo(x, within(ELEMENTARY * x * (1 + a)));
    } else {
      assertClose(a, Math.log(x) + Math.log(2));
    }
    assertClose(Elementary.asinhRatio(x, 1), a);
    assertClose(Elementary.asinhRatio(x * 0.5, 0.5), a);
  }

  @Test
  void asinhOfAQuotientThatOverflows() {
    double expected = Math.log(1e300) + 300 * Math.log(10) + Math.log(2);
    assertClose(Elementary.asinhRatio(1e300, 1e-300), expected);
    assertClose(Elementary.asinhRatio(-1e300, 1e-300), -expected);
    assertThat(Elementary.asinhRatio(Double.POSITIVE_INFINITY, 1)).isInfinite();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1e-9, 4.999999996666667e-19", // u²/2 − u³/3 + u⁴/4
    "1e-4, 4.99966669166466700e-9",
    "0.5, 0.09453489189183562", // ½ − log 1.5
    "0.6, 0.13"
  })
  void excessOverLog1p(double u, double expected) {
    double value = u == 0.6 ? 0.6 - Math.log(1.6) : expected;
    assertThat(Elementary.excessOverLog1p(u)).isCloseTo(value, within(1e-14 * value));
  }

  @Test
  void integralsOfTheDoubleExponentialRule() {
    assertThat(TanhSinh.integrate(s -> 1)).isCloseTo(1, within(1e-14));
    assertThat(TanhSinh.integrate(s -> s * s)).isCloseTo(1 / 3.0, within(1e-14));
    assertThat(TanhSinh.integrate(Math::sqrt)).isCloseTo(2 / 3.0, within(1e-14));
    assertThat(TanhSinh.integrate(Math::log)).isCloseTo(-1, within(1e-13));
    assertThat(TanhSinh.integrate(Math::exp)).isCloseTo(Math.E - 1, within(1e-14 * Math.E));
    assertThat(TanhSinh.integrate(s -> Math.cos(20 * s)))
        .isCloseTo(Math.sin(20) / 20, within(1e-13));
  }
}

package org.mirrorflow.map.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.IDENTITY;

import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.Test;

/** Arithmetic of signed logarithms: that of the doubles, and beyond their range. */
class LogNumberTest {
  private static final LogNumber HUGE = new LogNumber(1, 1e6);
  private static final LogNumber INFINITE = new LogNumber(1, Double.POSITIVE_INFINITY);

  private static void assertNumber(LogNumber actual, double expected, double size) {
    assertThat(actual.toDouble()).isCloseTo(expected, within(IDENTITY * size));
    assertThat(actual.sign()).isEqualTo((int) Math.signum(actual.toDouble()));
  }

  @Property(seed = "1")
  void arithmeticIsThatOfTheDoubles(
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double a,
      @ForAll @DoubleRange(min = -1e6, max = 1e6) double b) {
    LogNumber x = LogNumber.of(a);
    LogNumber y = LogNumber.of(b);
    double size = Math.abs(a) + Math.abs(b);
    assertNumber(x.add(y), a + b, size);
    assertNumber(x.subtract(y), a - b, size);
    assertNumber(x.multiply(y), a * b, Math.abs(a * b));
    assertNumber(x.scale(-3), -3 * a, 3 * Math.abs(a));
    assertNumber(x.negate(), -a, Math.abs(a));
    assertNumber(x.abs(), Math.abs(a), Math.abs(a));
    if (Math.abs(b) > 1e-6) {
      assertNumber(x.divide(y), a / b, Math.abs(a / b));
    }
  }

  @Test
  void numbersNextToOneAnotherKeepTheirDistance() {
    LogNumber near = new LogNumber(1, 1e-12);
    assertThat(near.subtract(LogNumber.ONE).log())
        .isCloseTo(Math.log(1e-12), within(IDENTITY * 30));
    assertThat(LogNumber.ONE.subtract(near).sign()).isEqualTo(-1);
    assertThat(HUGE.subtract(new LogNumber(1, 1e6 - 1)).log())
        .isCloseTo(1e6 + Math.log(1 - Math.exp(-1)), within(1e6 * IDENTITY));
    assertThat(HUGE.subtract(HUGE)).isEqualTo(LogNumber.ZERO);
  }

  @Test
  void zeroIsNeutralAndInfinityAbsorbs() {
    assertThat(LogNumber.ZERO.add(HUGE)).isSameAs(HUGE);
    assertThat(HUGE.add(LogNumber.ZERO)).isSameAs(HUGE);
    assertThat(LogNumber.of(0)).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.of(-0.0)).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.toDouble()).isZero();
    assertThat(LogNumber.ZERO.negate()).isEqualTo(LogNumber.ZERO);
    assertThat(INFINITE.add(INFINITE)).isEqualTo(INFINITE);
    assertThat(INFINITE.add(HUGE)).isEqualTo(INFINITE);
    assertThat(HUGE.add(INFINITE)).isEqualTo(INFINITE);
  }

  @Test
  void whatIsNoNumberStaysNone() {
    LogNumber nan = LogNumber.of(Double.NaN);
    assertThat(nan.isNaN()).isTrue();
    assertThat(LogNumber.ONE.isNaN()).isFalse();
    for (LogNumber v :
        new LogNumber[] {
          nan.add(HUGE),
          HUGE.add(nan),
          nan.add(nan),
          nan.multiply(HUGE),
          HUGE.multiply(nan),
          nan.divide(HUGE),
          HUGE.divide(nan),
          HUGE.divide(LogNumber.ZERO),
          nan.pow(2),
          nan.exp(),
          LogNumber.ZERO.ln(),
          HUGE.negate().ln(),
          LogNumber.ZERO.pow(-1),
          HUGE.negate().pow(0.5),
        }) {
      assertThat(v.isNaN()).isTrue();
    }
  }

  @Test
  void powersOfNegativeNumbersAreThoseOfIntegersWithTheSignOfOddOnes() {
    LogNumber minusTwo = LogNumber.of(-2);
    assertNumber(minusTwo.pow(3), -8, 8);
    assertNumber(minusTwo.pow(2), 4, 4);
    assertNumber(minusTwo.pow(-1), -0.5, 1);
    assertNumber(minusTwo.pow(-3), -0.125, 1);
    assertNumber(LogNumber.of(2).pow(3), 8, 8);
    assertNumber(LogNumber.of(2).pow(0.5), Math.sqrt(2), 2);
    assertThat(LogNumber.ZERO.pow(2)).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.pow(0)).isEqualTo(LogNumber.ONE);
    assertThat(LogNumber.of(Double.NaN).pow(0)).isEqualTo(LogNumber.ONE);
    assertThat(HUGE.pow(3).log()).isEqualTo(3e6);
  }

  /** Every function on both sides of the places where its form changes. */
  @Test
  void functionsAreThoseOfTheDoubles() {
    for (double decade = -60; decade <= 5; decade += 0.37) {
      double v = Math.exp(decade);
      for (double x : new double[] {v, -v}) {
        assertFunction(LogNumber::exp, FastMath::exp, x);
        assertFunction(LogNumber::expm1, FastMath::expm1, x);
        assertFunction(LogNumber::sinh, FastMath::sinh, x);
        assertFunction(LogNumber::cosh, FastMath::cosh, x);
        assertFunction(LogNumber::tanh, FastMath::tanh, x);
        assertFunction(LogNumber::asinh, LogNumberTest::asinh, x);
      }
      assertFunction(LogNumber::ln1p, FastMath::log1p, v);
      assertFunction(LogNumber::ln, FastMath::log, v);
    }
  }

  private static double asinh(double x) {
    return Math.copySign(FastMath.asinh(Math.abs(x)), x);
  }

  private static void assertFunction(
      UnaryOperator<LogNumber> f, DoubleUnaryOperator exact, double x) {
    double expected = exact.applyAsDouble(x);
    double size = Math.abs(expected) * (1 + Math.abs(Math.log(Math.abs(x))) + Math.abs(x));
    assertNumber(f.apply(LogNumber.of(x)), expected, size);
  }

  @Test
  void functionsOfZeroAreExact() {
    assertThat(LogNumber.ZERO.exp()).isEqualTo(LogNumber.ONE);
    assertThat(LogNumber.ZERO.cosh()).isEqualTo(LogNumber.ONE);
    assertThat(LogNumber.ONE.ln()).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.sinh()).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.tanh()).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.asinh()).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.expm1()).isEqualTo(LogNumber.ZERO);
    assertThat(LogNumber.ZERO.ln1p()).isEqualTo(LogNumber.ZERO);
  }

  @Test
  void functionsGoOnBeyondTheRangeOfDoubles() {
    LogNumber million = LogNumber.of(1e6);
    double half = 1e6 - Math.log(2);
    assertThat(million.exp().log()).isCloseTo(1e6, within(1e6 * IDENTITY));
    assertThat(million.sinh().log()).isCloseTo(half, within(1e6 * IDENTITY));
    assertThat(million.cosh().log()).isCloseTo(half, within(1e6 * IDENTITY));
    assertThat(million.negate().sinh().sign()).isEqualTo(-1);
    assertThat(million.negate().exp().log()).isCloseTo(-1e6, within(1e6 * IDENTITY));
    assertNumber(HUGE.ln(), 1e6, 1e8);
    assertNumber(HUGE.asinh(), 1e6 + Math.log(2), 1e8);
    assertNumber(HUGE.negate().asinh(), -1e6 - Math.log(2), 1e8);
    assertNumber(HUGE.tanh(), 1, 1);
  }
}

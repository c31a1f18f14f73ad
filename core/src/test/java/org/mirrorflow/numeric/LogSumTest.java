package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.LOG_DOMAIN;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogSumTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static double sum(double... logs) {
    LogSum sum = new LogSum();
    for (double x : logs) {
      sum.add(x);
    }
    return sum.value();
  }

  @Test
  void agreesWithThePlainSumWhereThatExists() {
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < 100; trial++) {
      double[] logs = random.doubles(1 + trial, -30, 30).toArray();
      double plain = 0;
      for (double x : logs) {
        plain += Math.exp(x);
      }
      assertThat(sum(logs)).isCloseTo(Math.log(plain), within(30 * LOG_DOMAIN));
    }
  }

  /** Shifting all logarithms shifts the result, far outside the range of exp too. */
  @ParameterizedTest
  @ValueSource(doubles = {-1e6, -1000, 1000, 1e6})
  void shiftsWithItsTerms(double shift) {
    double[] logs = {0, -1, 2, 0.5};
    double[] shifted = {shift, shift - 1, shift + 2, shift + 0.5};
    assertThat(sum(shifted) - shift).isCloseTo(sum(logs), within(LOG_DOMAIN * Math.abs(shift)));
  }

  @Test
  void twoTermsAgreeWithTheRunningSum() {
    SplittableRandom random = new SplittableRandom(2);
    for (int trial = 0; trial < 1000; trial++) {
      double a = random.nextDouble(-800, 800);
      double b = a + random.nextDouble(-50, 50);
      assertThat(LogSum.of(a, b))
          .isEqualTo(LogSum.of(b, a))
          .isCloseTo(sum(a, b), within(LOG_DOMAIN * 1000));
    }
  }

  @Test
  void nothingAddsNothing() {
    assertThat(sum()).isEqualTo(-INFINITY);
    assertThat(sum(-INFINITY, -INFINITY)).isEqualTo(-INFINITY);
    assertThat(sum(-INFINITY, 3, -INFINITY)).isEqualTo(3);
    assertThat(LogSum.of(-INFINITY, -INFINITY)).isEqualTo(-INFINITY);
    assertThat(LogSum.of(-INFINITY, 3)).isEqualTo(3);
  }

  @Test
  void infinityStaysInfinity() {
    assertThat(sum(INFINITY, 1)).isEqualTo(INFINITY);
    assertThat(sum(1, INFINITY, INFINITY)).isEqualTo(INFINITY);
    assertThat(LogSum.of(INFINITY, INFINITY)).isEqualTo(INFINITY);
    assertThat(LogSum.of(INFINITY, 0)).isEqualTo(INFINITY);
  }

  @Test
  void nanIsNeverLost() {
    double nan = Double.NaN;
    assertThat(sum(nan, 1, 2)).isNaN();
    assertThat(sum(1, nan, 2)).isNaN();
    assertThat(sum(1, 2, nan)).isNaN();
    assertThat(sum(nan)).isNaN();
    assertThat(sum(-INFINITY, nan)).isNaN();
    assertThat(LogSum.of(nan, 1)).isNaN();
    assertThat(LogSum.of(1, nan)).isNaN();
    assertThat(LogSum.of(-INFINITY, nan)).isNaN();
  }
}

package org.mirrorflow.map.formula;

import org.mirrorflow.numeric.Elementary;

/**
 * A real number as sign and log magnitude: formulas evaluated in it survive the overflow and
 * underflow of float64, and numbers next to 1 keep their distance from 1. NaN is a NaN log.
 *
 * @param sign −1, 0 or 1
 * @param log log |v|; −∞ for 0
 */
record LogNumber(int sign, double log) {
  static final LogNumber ZERO = new LogNumber(0, Double.NEGATIVE_INFINITY);
  static final LogNumber ONE = new LogNumber(1, 0);
  static final LogNumber NAN = new LogNumber(1, Double.NaN);

  /** Beyond e^±20 odd functions equal the first term of their expansion, beyond e^−40 all do. */
  private static final double FAR = 20;

  private static final double LOG2 = Math.log(2);

  static LogNumber of(double v) {
    return Double.isNaN(v) ? NAN : signed((int) Math.signum(v), Math.log(Math.abs(v)));
  }

  private static LogNumber signed(int sign, double log) {
    return sign == 0 || log == Double.NEGATIVE_INFINITY ? ZERO : new LogNumber(sign, log);
  }

  double toDouble() {
    return sign == 0 ? 0 : sign * Math.exp(log);
  }

  boolean isNaN() {
    return Double.isNaN(log);
  }

  LogNumber negate() {
    return signed(-sign, log);
  }

  LogNumber abs() {
    return signed(Math.abs(sign), log);
  }

  LogNumber add(LogNumber b) {
    if (sign == 0 || b.isNaN()) {
      return b;
    }
    if (b.sign == 0 || isNaN()) {
      return this;
    }
    LogNumber big = log >= b.log ? this : b;
    double gap = -Math.abs(log - b.log);
    if (sign == b.sign) {
      double high = big.log;
      return high == Double.POSITIVE_INFINITY
          ? big
          : signed(sign, high + Math.log1p(Math.exp(gap)));
    }
    return signed(big.sign, big.log + log1mexp(gap));
  }

  /** log(1 − e^gap), gap ≤ 0 (Mächler 2012). */
  private static double log1mexp(double gap) {
    return gap > -LOG2 ? Math.log(-Math.expm1(gap)) : Math.log1p(-Math.exp(gap));
  }

  LogNumber subtract(LogNumber b) {
    return add(b.negate());
  }

  LogNumber multiply(LogNumber b) {
    return isNaN() || b.isNaN() ? NAN : signed(sign * b.sign, log + b.log);
  }

  LogNumber scale(double factor) {
    return multiply(of(factor));
  }

  LogNumber divide(LogNumber b) {
    return isNaN() || b.isNaN() || b.sign == 0 ? NAN : signed(sign * b.sign, log - b.log);
  }

  /** this^c; NaN for a negative base unless c is an integer, and for 0^c with c &lt; 0. */
  LogNumber pow(double c) {
    if (isNaN() || c == 0) {
      return c == 0 ? ONE : NAN;
    }
    if (sign == 0) {
      return c > 0 ? ZERO : NAN;
    }
    boolean integer = c == Math.rint(c);
    if (sign < 0 && !integer) {
      return NAN;
    }
    boolean odd = integer && Math.abs(c % 2) == 1;
    return signed(sign < 0 && odd ? -1 : 1, c * log);
  }

  LogNumber exp() {
    return isNaN() ? NAN : signed(1, toDouble());
  }

  LogNumber ln() {
    return sign > 0 ? of(log) : NAN;
  }

  /** log(1 + this). */
  LogNumber ln1p() {
    return log < -2 * FAR ? this : ONE.add(this).ln();
  }

  /** e^this − 1. */
  LogNumber expm1() {
    return log < -2 * FAR ? this : exp().subtract(ONE);
  }

  LogNumber sinh() {
    return log < -FAR ? this : signed(sign, Elementary.logSinh(Math.exp(log)));
  }

  LogNumber cosh() {
    return sign == 0 ? ONE : signed(1, Elementary.logCosh(Math.exp(log)));
  }

  LogNumber tanh() {
    return log < -FAR ? this : of(Math.tanh(toDouble()));
  }

  LogNumber asinh() {
    if (log < -FAR) {
      return this;
    }
    return log > FAR ? of(sign * (log + LOG2)) : of(Elementary.asinh(toDouble()));
  }
}

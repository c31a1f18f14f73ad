package org.mirrorflow.map.formula;

import org.mirrorflow.numeric.Elementary;

/**
 * A real number as sign and log magnitude. Formulas evaluated in such numbers survive the overflow
 * and underflow of float64. Numbers next to 1 keep their distance from 1. NaN is a NaN log.
 *
 * @param sign −1, 0 or 1
 * @param log log |v|; −∞ for 0
 */
record LogNumber(int sign, double log) implements Scalar<LogNumber>, Comparable<LogNumber> {
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

  @Override
  public LogNumber negate() {
    return signed(-sign, log);
  }

  @Override
  public LogNumber abs() {
    return signed(Math.abs(sign), log);
  }

  @Override
  public LogNumber add(LogNumber b) {
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

  @Override
  public LogNumber multiply(LogNumber b) {
    return isNaN() || b.isNaN() ? NAN : signed(sign * b.sign, log + b.log);
  }

  @Override
  public LogNumber divide(LogNumber b) {
    return isNaN() || b.isNaN() || b.sign == 0 ? NAN : signed(sign * b.sign, log - b.log);
  }

  /** this^c; NaN for a negative base unless c is an integer, and for 0^c with c &lt; 0. */
  @Override
  public LogNumber pow(double c) {
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

  @Override
  public LogNumber exp() {
    return isNaN() ? NAN : signed(1, toDouble());
  }

  @Override
  public LogNumber ln() {
    return sign > 0 ? of(log) : NAN;
  }

  /** log(1 + this). */
  @Override
  public LogNumber ln1p() {
    return log < -2 * FAR ? this : ONE.add(this).ln();
  }

  /** e^this − 1. */
  @Override
  public LogNumber expm1() {
    return log < -2 * FAR ? this : exp().subtract(ONE);
  }

  @Override
  public LogNumber sinh() {
    return log < -FAR ? this : signed(sign, Elementary.logSinh(Math.exp(log)));
  }

  @Override
  public LogNumber cosh() {
    return sign == 0 ? ONE : signed(1, Elementary.logCosh(Math.exp(log)));
  }

  @Override
  public LogNumber tanh() {
    return log < -FAR ? this : of(Math.tanh(toDouble()));
  }

  @Override
  public LogNumber asinh() {
    if (log < -FAR) {
      return this;
    }
    return log > FAR ? of(sign * (log + LOG2)) : of(Elementary.asinh(toDouble()));
  }

  @Override
  public LogNumber constant(double c) {
    return c == 1 ? ONE : of(c);
  }

  /** This number: at a point the two are equal, or the value there has no derivative. */
  @Override
  public LogNumber hull(LogNumber b) {
    return equals(b) ? this : NAN;
  }

  @Override
  public LogNumber unknown() {
    return NAN;
  }

  @Override
  public boolean above(double c) {
    return sign > 0 && log > Math.log(c);
  }

  @Override
  public double largest() {
    return toDouble();
  }

  @Override
  public double magnitude() {
    return log;
  }

  @Override
  public int compareTo(LogNumber b) {
    return sign == b.sign ? sign * Double.compare(log, b.log) : Integer.compare(sign, b.sign);
  }
}

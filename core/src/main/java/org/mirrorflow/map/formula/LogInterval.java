package org.mirrorflow.map.formula;

import java.util.function.UnaryOperator;

/**
 * All numbers between two log-scaled ones. Operations round outwards, so that the result holds
 * every value that numbers of the operands can give (Moore 1966, Interval Analysis). Where an
 * operation is not defined on all of its operand, the result is the whole line.
 *
 * @param low smallest
 * @param high largest
 */
record LogInterval(LogNumber low, LogNumber high) implements Scalar<LogInterval> {
  static final LogInterval ONE = new LogInterval(LogNumber.ONE, LogNumber.ONE);
  private static final LogNumber INFINITY = new LogNumber(1, Double.POSITIVE_INFINITY);
  private static final LogInterval LINE = new LogInterval(INFINITY.negate(), INFINITY);

  /** Relative error of one operation on logarithms: a few roundings. */
  private static final double ROUNDING = 0x1p-50;

  /** The x with log x between two numbers. */
  static LogInterval ofLog(double from, double to) {
    return new LogInterval(new LogNumber(1, from), new LogNumber(1, to));
  }

  private static LogInterval of(LogNumber low, LogNumber high) {
    return low.isNaN() || high.isNaN() ? LINE : new LogInterval(low, high);
  }

  /**
   * A smaller number, by the error of one operation; 1 is exact, and next to it errors are small.
   */
  private static LogNumber down(LogNumber v) {
    return moved(v, -1, 0);
  }

  private static LogNumber up(LogNumber v) {
    return moved(v, 1, 0);
  }

  /** v moved up or down by a few roundings of its logarithm and of a number of size {@code of}. */
  private static LogNumber moved(LogNumber v, int direction, double of) {
    if (v.sign() == 0 || Double.isInfinite(v.log())) {
      return v;
    }
    double error = ROUNDING * (Math.abs(v.log()) + of);
    return new LogNumber(v.sign(), v.log() + direction * v.sign() * error);
  }

  private boolean is(LogNumber v) {
    return low.equals(v) && high.equals(v);
  }

  private boolean holdsZero() {
    return low.sign() <= 0 && high.sign() >= 0;
  }

  private LogInterval increasing(UnaryOperator<LogNumber> f) {
    return of(down(f.apply(down(low))), up(f.apply(up(high))));
  }

  /** An increasing function whose values next to 1 are no better than others. */
  private LogInterval rounded(UnaryOperator<LogNumber> f) {
    return of(moved(f.apply(down(low)), -1, 1), moved(f.apply(up(high)), 1, 1));
  }

  @Override
  public LogInterval constant(double c) {
    if (c == 1) {
      return ONE;
    }
    LogNumber v = LogNumber.of(c);
    return c == 0 || c == -1 ? new LogInterval(v, v) : of(down(v), up(v));
  }

  @Override
  public LogInterval add(LogInterval b) {
    if (is(LogNumber.ZERO)) {
      return b;
    }
    if (b.is(LogNumber.ZERO)) {
      return this;
    }
    return of(sum(low, b.low, -1), sum(high, b.high, 1));
  }

  private static LogNumber sum(LogNumber a, LogNumber b, int direction) {
    boolean opposite = a.sign() * b.sign() < 0;
    if (opposite && Double.isInfinite(a.log()) && Double.isInfinite(b.log())) {
      return new LogNumber(direction, Double.POSITIVE_INFINITY);
    }
    double gap = Math.abs(a.log() - b.log());
    double small = Math.exp(-gap) * (1 + Math.abs(a.log()) + Math.abs(b.log()));
    double size = Math.abs(Math.max(a.log(), b.log())) + small;
    boolean alone = a.sign() == 0 || b.sign() == 0 || !(size < Double.POSITIVE_INFINITY);
    LogNumber sum = moved(a, direction, 0).add(moved(b, direction, 0));
    return moved(sum, direction, alone ? 0 : size);
  }

  @Override
  public LogInterval negate() {
    return new LogInterval(high.negate(), low.negate());
  }

  @Override
  public LogInterval multiply(LogInterval b) {
    if (is(LogNumber.ONE) || b.is(LogNumber.ONE)) {
      return is(LogNumber.ONE) ? b : this;
    }
    LogNumber smallest = null;
    LogNumber largest = null;
    for (LogNumber v : new LogNumber[] {low, high}) {
      for (LogNumber w : new LogNumber[] {b.low, b.high}) {
        LogNumber product = v.sign() * w.sign() == 0 ? LogNumber.ZERO : v.multiply(w);
        if (product.isNaN()) {
          return LINE;
        }
        smallest = smallest == null || product.compareTo(smallest) < 0 ? product : smallest;
        largest = largest == null || product.compareTo(largest) > 0 ? product : largest;
      }
    }
    return of(down(smallest), up(largest));
  }

  @Override
  public LogInterval divide(LogInterval b) {
    return multiply(b.pow(-1));
  }

  @Override
  public LogInterval pow(double c) {
    if (c == 0 || c == 1) {
      return c == 0 ? ONE : this;
    }
    if (is(LogNumber.ONE)) {
      return ONE;
    }
    boolean integer = c == Math.rint(c);
    if ((c < 0 && holdsZero()) || (!integer && low.sign() < 0)) {
      return LINE;
    }
    if (integer && c % 2 == 0 && low.sign() < 0) {
      return abs().pow(c);
    }
    return c > 0 ? of(down(low.pow(c)), up(high.pow(c))) : of(down(high.pow(c)), up(low.pow(c)));
  }

  @Override
  public LogInterval abs() {
    if (low.sign() >= 0) {
      return this;
    }
    if (high.sign() <= 0) {
      return negate();
    }
    LogNumber size = low.negate();
    return new LogInterval(LogNumber.ZERO, size.compareTo(high) > 0 ? size : high);
  }

  @Override
  public LogInterval exp() {
    return increasing(LogNumber::exp);
  }

  @Override
  public LogInterval expm1() {
    return rounded(LogNumber::expm1);
  }

  @Override
  public LogInterval ln() {
    return increasing(LogNumber::ln);
  }

  @Override
  public LogInterval ln1p() {
    return rounded(LogNumber::ln1p);
  }

  @Override
  public LogInterval sinh() {
    return rounded(LogNumber::sinh);
  }

  @Override
  public LogInterval cosh() {
    return abs().increasing(LogNumber::cosh);
  }

  @Override
  public LogInterval tanh() {
    return rounded(LogNumber::tanh);
  }

  @Override
  public LogInterval asinh() {
    return rounded(LogNumber::asinh);
  }

  @Override
  public LogInterval hull(LogInterval b) {
    return new LogInterval(
        low.compareTo(b.low) < 0 ? low : b.low, high.compareTo(b.high) > 0 ? high : b.high);
  }

  @Override
  public LogInterval unknown() {
    return LINE;
  }

  @Override
  public boolean above(double c) {
    return low.above(c);
  }

  @Override
  public int sign() {
    return low.sign() > 0 ? 1 : high.sign() < 0 ? -1 : 0;
  }

  @Override
  public double largest() {
    return high.toDouble();
  }

  @Override
  public double magnitude() {
    return Math.max(low.log(), high.log());
  }
}

package org.mirrorflow.horizon;

import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.numeric.Roots;

/**
 * The law e(u) = limit + coefficient (u + shift)^{−exponent} on the top of a range of u. With an
 * infinite shift it is e(u) = limit + coefficient exp(−exponent u).
 *
 * <p>At a given shift B, e is taken at four points u_s = (T + B) q^s − B, s = 0 .. 3, T the top of
 * the range. Along them the law is geometric: two quotients of differences give two exponents, and
 * Aitken's process gives the limit. B is chosen so that the exponents agree. It is exact for every
 * law of this form. For slowly varying factors such as powers of log(ρ/β) its error is O(T^{−3}) at
 * T = log ρ ≈ 690; e itself is still O(1/T) from its limit there.
 *
 * <p>A negative exponent is a growing e.
 *
 * @param residual largest relative misfit of e − limit at three points between the four; NaN if e
 *     is not monotone on them
 */
record ShiftedPower(
    double limit, double coefficient, double shift, double exponent, double residual) {
  private static final int GRID = 200;
  private static final int BISECTIONS = 60;

  /** The lowest point is no lower than T over this, unless the shift is negative. */
  private static final double REACH = 8;

  /** Residuals below this are rounding: the first shift that has one is taken. */
  private static final double PERFECT = 1e-9;

  /** Fits the law with the smallest residual: shift 0, infinite, or one that equals exponents. */
  static ShiftedPower fit(DoubleUnaryOperator e, double top) {
    ShiftedPower best = at(e, top, 0);
    if (!(best.residual < PERFECT)) {
      best = better(best, at(e, top, Double.POSITIVE_INFINITY));
    }
    DoubleUnaryOperator mismatch = b -> exponent(e, top, b, 1) - exponent(e, top, b, 0);
    double lower = shift(0, top);
    double lowerValue = mismatch.applyAsDouble(lower);
    for (int i = 1; i < GRID && !(best.residual < PERFECT); i++) {
      double upper = shift(i, top);
      double upperValue = mismatch.applyAsDouble(upper);
      if (lowerValue * upperValue <= 0) {
        best = better(best, at(e, top, bisect(mismatch, lower, upper)));
      }
      lower = upper;
      lowerValue = upperValue;
    }
    return best;
  }

  boolean isExponential() {
    return Double.isInfinite(shift);
  }

  /** Shifts from −T/2 on, evenly spaced at first and growing without bound. */
  private static double shift(int i, double top) {
    double t = (double) i / GRID;
    return top * (2 * t / (1 - t) - 0.5);
  }

  private static ShiftedPower better(ShiftedPower a, ShiftedPower b) {
    return b.residual < a.residual || Double.isNaN(a.residual) ? b : a;
  }

  private static ShiftedPower at(DoubleUnaryOperator e, double top, double shift) {
    double quotient = difference(e, top, shift, 1) / difference(e, top, shift, 0);
    double deviation = difference(e, top, shift, 0) / (1 - quotient);
    double limit = e.applyAsDouble(top) - deviation;
    double residual = 0;
    for (double s = 0.5; s < 3; s++) {
      double expected = deviation * Math.pow(quotient, s);
      double found = e.applyAsDouble(point(top, shift, s)) - limit;
      residual = Math.max(residual, Math.abs(found / expected - 1));
    }
    double exponent = exponent(e, top, shift, 0);
    double coefficient =
        Double.isInfinite(shift)
            ? deviation * Math.exp(exponent * top)
            : deviation * Math.pow(top + shift, exponent);
    return new ShiftedPower(limit, coefficient, shift, exponent, residual);
  }

  /** The exponent that the differences s and s + 1, counted from the top, show. */
  private static double exponent(DoubleUnaryOperator e, double top, double shift, int s) {
    double logQuotient = Math.log(difference(e, top, shift, s + 1) / difference(e, top, shift, s));
    return Double.isInfinite(shift)
        ? logQuotient / (top - point(top, shift, 1))
        : logQuotient / -Math.log(factor(top, shift));
  }

  private static double difference(DoubleUnaryOperator e, double top, double shift, int s) {
    return e.applyAsDouble(point(top, shift, s)) - e.applyAsDouble(point(top, shift, s + 1));
  }

  /** Never above T, beyond which r may overflow. */
  private static double point(double top, double shift, double s) {
    double u =
        Double.isInfinite(shift)
            ? top - s / 3 * (top - top / REACH)
            : (top + shift) * Math.pow(factor(top, shift), s) - shift;
    return Math.min(top, u);
  }

  private static double factor(double top, double shift) {
    return shift > 0 ? Math.cbrt((top / REACH + shift) / (top + shift)) : Math.cbrt(1 / REACH);
  }

  private static double bisect(DoubleUnaryOperator f, double from, double to) {
    double sign = Math.signum(f.applyAsDouble(from));
    return Roots.bisect(u -> f.applyAsDouble(u) * sign > 0, from, to, BISECTIONS).middle();
  }
}

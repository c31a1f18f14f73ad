package org.mirrorflow.map;

/**
 * Elementary functions that the JDK lacks, or has only slowly, accurate to a few ulp.
 *
 * <p>sinh and expm1 share one argument reduction, a = k log 2 + r with |r| ≤ ½ log 2, and the
 * Taylor polynomials of sinh r and cosh r − 1, whose truncation error there is below 1e-18.
 */
final class Elementary {
  private static final double LOG2 = 0.6931471805599453;

  private static final double PER_LOG2 = 1 / LOG2;

  /** log 2 in two parts, the first with 32 trailing zeros, so that k·LOG2_HIGH is exact. */
  private static final double LOG2_HIGH = 0.6931471803691238;

  private static final double LOG2_LOW = 1.9082149292705877e-10;

  /** Adding and subtracting 1.5·2^52 rounds to the nearest integer; the sum's low bits hold it. */
  private static final double ROUNDER = 0x1.8p52;

  /** Above this the powers of two of the reduction leave the normal range; exp(a) ≫ exp(−a). */
  static final double LARGE = 700;

  /** Below this f(u) = u (1 + O(u)) is u to the last bit. */
  static final double TINY = 0x1p-54;

  private Elementary() {}

  /**
   * scale · sinh(x) for a normal scale &gt; 0, also where sinh overflows and the product does not.
   */
  static double scaledSinh(double scale, double x) {
    double a = Math.abs(x);
    if (!(a < LARGE)) {
      double half = Math.exp(0.5 * a);
      return Math.copySign((0.5 * scale * half) * half, x);
    }
    double shifted = a * PER_LOG2 + ROUNDER;
    double k = shifted - ROUNDER;
    long power = Double.doubleToRawLongBits(shifted) & 0xfff;
    double grow = Double.longBitsToDouble((1022 + power) << 52);
    double decay = Double.longBitsToDouble((1022 - power) << 52);
    double r = (a - k * LOG2_HIGH) - k * LOG2_LOW;
    double sinhK = grow - decay;
    double coshK = grow + decay;
    double y = r * r;
    return Math.copySign(scale * (sinhK + (coshK * sinhPart(r, y) + sinhK * coshm1Part(y))), x);
  }

  /** e^a − 1 for 0 ≤ a &lt; {@link #LARGE}. */
  static double expm1(double a) {
    double shifted = a * PER_LOG2 + ROUNDER;
    double k = shifted - ROUNDER;
    long power = Double.doubleToRawLongBits(shifted) & 0xfff;
    double grow = Double.longBitsToDouble((1023 + power) << 52);
    double r = (a - k * LOG2_HIGH) - k * LOG2_LOW;
    double y = r * r;
    return (grow - 1) + grow * (sinhPart(r, y) + coshm1Part(y));
  }

  private static double sinhPart(double r, double y) {
    double tail = 1.0 / 39916800 + y * (1.0 / 6227020800.0);
    double head = 1.0 / 6 + y * (1.0 / 120 + y * (1.0 / 5040 + y * (1.0 / 362880 + y * tail)));
    return r + r * (y * head);
  }

  private static double coshm1Part(double y) {
    double tail = 1.0 / 3628800 + y * (1.0 / 479001600 + y * (1.0 / 87178291200.0));
    return y * (0.5 + y * (1.0 / 24 + y * (1.0 / 720 + y * (1.0 / 40320 + y * tail))));
  }

  /** asinh(x): odd, no cancellation for x &lt; 0, no overflow for huge x. */
  static double asinh(double x) {
    double a = Math.abs(x);
    double result;
    if (a > 1e9) {
      result = Math.log(a) + LOG2;
    } else if (a > 1) {
      result = Math.log(a + Math.sqrt(1 + a * a));
    } else {
      result = log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    }
    return Math.copySign(result, x);
  }

  /** asinh(x / scale) for scale &gt; 0, also where the quotient overflows. */
  static double asinhRatio(double x, double scale) {
    double ratio = x / scale;
    if (Double.isInfinite(ratio) && !Double.isInfinite(x)) {
      return Math.copySign(Math.log(Math.abs(x)) - Math.log(scale) + LOG2, x);
    }
    return asinh(ratio);
  }

  /** log(1 + y) for y ≥ 0: the rounding error of 1 + y is divided out (Kahan, HP-15C 1982). */
  static double log1p(double y) {
    double u = 1 + y;
    double rounded = u - 1;
    return rounded == 0 || Double.isInfinite(u)
        ? (rounded == 0 ? y : u)
        : Math.log(u) * (y / rounded);
  }

  /**
   * u − log(1 + u) for u ≥ 0. Below ½ by log(1 + u) = 2 atanh(t), t = u/(2 + u), whose first term
   * leaves u − 2t = u t in closed form.
   */
  static double excessOverLog1p(double u) {
    if (u > 0.5) {
      return u - Math.log1p(u);
    }
    double t = u / (2 + u);
    double y = t * t;
    double sum = 0;
    for (int n = 25; n >= 3; n -= 2) {
      sum = sum * y + 1.0 / n;
    }
    return t * (u - 2 * (y * sum));
  }

  /** log sinh(v) for v &gt; 0. */
  static double logSinh(double v) {
    return v < 1 ? Math.log(scaledSinh(1, v)) : v + Math.log1p(-Math.exp(-2 * v)) - LOG2;
  }

  /** log cosh(v) for v ≥ 0. */
  static double logCosh(double v) {
    double half = v < LARGE ? scaledSinh(1, 0.5 * v) : 0;
    return v < 1 ? Math.log1p(2 * half * half) : v + Math.log1p(Math.exp(-2 * v)) - LOG2;
  }
}

package org.mirrorflow.numeric;

/**
 * Elementary functions that the JDK lacks, or has only slowly, accurate to a few ulp.
 *
 * <p>sinh and expm1 share one argument reduction, a = k log 2 + r with |r| ≤ ½ log 2. They also
 * share the Taylor polynomial e of e^r − 1; its truncation error there is below 1e-17 of it. e^{−r}
 * − 1 is −e/(1 + e).
 */
public final class Elementary {
  static final double LOG2 = 0.6931471805599453;

  static final double PER_LOG2 = 1 / LOG2;

  /** log 2 in two parts, the first with 32 trailing zeros, so that k·LOG2_HIGH is exact. */
  static final double LOG2_HIGH = 0.6931471803691238;

  static final double LOG2_LOW = 1.9082149292705877e-10;

  /** Adding and subtracting 1.5·2^52 rounds to the nearest integer; the sum's low bits hold it. */
  static final double ROUNDER = 0x1.8p52;

  static final long ROUNDER_BITS = 0x4338000000000000L;

  static final long ONE_BITS = 0x3ff0000000000000L;

  static final long HALF_BITS = 0x3fe0000000000000L;

  /** The bits of √½. */
  static final long ROOT_HALF_BITS = 0x3fe6a09e667f3bcdL;

  static final long MANTISSA = 0x000fffffffffffffL;

  /** Beyond this asinh(a) = log a + log 2 to the last bit, and a² is about to overflow. */
  static final double FAR = 1e150;

  /** Above this the powers of two of the reduction leave the normal range; exp(a) ≫ exp(−a). */
  public static final double LARGE = 700;

  /** Below this f(u) = u (1 + O(u)) is u to the last bit. */
  public static final double TINY = 0x1p-54;

  private Elementary() {}

  /**
   * {@return scale · sinh(x), also where sinh overflows and the product does not}
   *
   * @param scale a normal number &gt; 0
   * @param x argument
   */
  public static double scaledSinh(double scale, double x) {
    double a = Math.abs(x);
    if (!(a < LARGE)) {
      double half = Math.exp(0.5 * a);
      return Math.copySign((0.5 * scale * half) * half, x);
    }
    double shifted = Math.fma(a, PER_LOG2, ROUNDER);
    long power = Double.doubleToRawLongBits(shifted) << 52;
    double grow = Double.longBitsToDouble(HALF_BITS + power);
    double decay = Double.longBitsToDouble(HALF_BITS - power);
    double e = expm1Reduced(a, shifted - ROUNDER);
    double sinh = (grow - decay) + Math.fma(grow, e, decay * (e / (1 + e)));
    return Math.copySign(scale * sinh, x);
  }

  /** e^a − 1 for 0 ≤ a &lt; {@link #LARGE}. */
  static double expm1(double a) {
    double shifted = Math.fma(a, PER_LOG2, ROUNDER);
    double grow = Double.longBitsToDouble(ONE_BITS + (Double.doubleToRawLongBits(shifted) << 52));
    return Math.fma(grow, expm1Reduced(a, shifted - ROUNDER), grow - 1);
  }

  /** e^x for x ≤ 0; 0 where that is below the range of float64. */
  static double exp(double x) {
    if (!(x > -LARGE)) {
      return Math.exp(x);
    }
    double shifted = Math.fma(x, PER_LOG2, ROUNDER);
    double shrink = Double.longBitsToDouble(ONE_BITS + (Double.doubleToRawLongBits(shifted) << 52));
    return Math.fma(shrink, expm1Reduced(x, shifted - ROUNDER), shrink);
  }

  /** e^r − 1 with r = a − k log 2, |r| ≤ ½ log 2. */
  private static double expm1Reduced(double a, double k) {
    double r = Math.fma(-k, LOG2_LOW, Math.fma(-k, LOG2_HIGH, a));
    double y = r * r;
    double even = 1.0 / 479001600.0;
    even = Math.fma(even, y, 1.0 / 3628800.0);
    even = Math.fma(even, y, 1.0 / 40320.0);
    even = Math.fma(even, y, 1.0 / 720.0);
    even = Math.fma(even, y, 1.0 / 24.0);
    even = Math.fma(even, y, 1.0 / 2.0);
    double odd = 1.0 / 6227020800.0;
    odd = Math.fma(odd, y, 1.0 / 39916800.0);
    odd = Math.fma(odd, y, 1.0 / 362880.0);
    odd = Math.fma(odd, y, 1.0 / 5040.0);
    odd = Math.fma(odd, y, 1.0 / 120.0);
    odd = Math.fma(odd, y, 1.0 / 6.0);
    return Math.fma(y, Math.fma(r, odd, even), r);
  }

  /**
   * sgn(z) expm1(w)/a, w = a|z|, for a &gt; 0. The exponential amplifies the rounding error of w by
   * w, so its low part is kept; above {@link #LARGE} it is squared from its half, since expm1
   * overflows before the quotient.
   *
   * @param a scale of the argument, above 0
   * @param z argument
   * @return sgn(z) expm1(a|z|)/a
   */
  public static double scaledExpm1(double a, double z) {
    double w = a * Math.abs(z);
    if (w < TINY) {
      return z;
    }
    double low = Math.fma(a, Math.abs(z), -w);
    double x;
    if (w < LARGE) {
      double e = expm1(w);
      x = (e + low * (e + 1)) / a;
    } else {
      double half = Math.exp(0.5 * w);
      double product = (half / a) * half;
      x = product < Double.POSITIVE_INFINITY ? product + low * product : product;
    }
    return Math.copySign(x, z);
  }

  /**
   * asinh(x) = log(1 + a + a²/(1 + √(1 + a²))) for a = |x|: odd, no cancellation, no overflow.
   *
   * @param x argument
   * @return asinh(x)
   */
  public static double asinh(double x) {
    double a = Math.abs(x);
    double result = a > FAR ? log1p(a) + LOG2 : log1p(a + a * a / (1 + Math.sqrt(1 + a * a)));
    return Math.copySign(result, x);
  }

  /**
   * {@return asinh(x / scale), also where the quotient overflows}
   *
   * @param x argument
   * @param scale above 0
   */
  public static double asinhRatio(double x, double scale) {
    double ratio = x / scale;
    if (Double.isInfinite(ratio) && !Double.isInfinite(x)) {
      return Math.copySign(Math.log(Math.abs(x)) - Math.log(scale) + LOG2, x);
    }
    return asinh(ratio);
  }

  /**
   * log(1 + y) for y ≥ 0. With u = 1 + y = 2^k (1 + f) and √½ ≤ 1 + f &lt; √2, log(1 + f) = 2
   * atanh(t) with t = f/(2 + f). Its first terms f − f²/2 are split off. The rounding error of 1 +
   * y is added at the end (FreeBSD msun, s_log1p.c). The series is cut where its terms fall below
   * 1e-18 of the result.
   *
   * @param y argument, at least 0
   * @return log(1 + y)
   */
  public static double log1p(double y) {
    double u = 1 + y;
    return u < Double.POSITIVE_INFINITY ? logOf(u, (y - (u - 1)) / u) : u;
  }

  /** log(u) for u ≥ 0, as {@link #log1p}; the JDK's where u is not a normal number. */
  static double log(double u) {
    return u >= Double.MIN_NORMAL && u < Double.POSITIVE_INFINITY ? logOf(u, 0) : Math.log(u);
  }

  /** log(u + u lost) for a normal u and |lost| of an ulp. */
  private static double logOf(double u, double lost) {
    long bits = Double.doubleToRawLongBits(u) + (ONE_BITS - ROOT_HALF_BITS);
    double k = Double.longBitsToDouble((bits >>> 52) + (ROUNDER_BITS - 1023)) - ROUNDER;
    double f = Double.longBitsToDouble((bits & MANTISSA) + ROOT_HALF_BITS) - 1;
    double t = f / (2 + f);
    double halfSquare = 0.5 * f * f;
    double low = Math.fma(t, halfSquare + atanhTail(t * t), Math.fma(k, LOG2_LOW, lost));
    return Math.fma(k, LOG2_HIGH, f - (halfSquare - low));
  }

  /** 2 (atanh(t)/t − 1) for y = t². */
  private static double atanhTail(double y) {
    double sum = 2.0 / 21;
    sum = Math.fma(sum, y, 2.0 / 19);
    sum = Math.fma(sum, y, 2.0 / 17);
    sum = Math.fma(sum, y, 2.0 / 15);
    sum = Math.fma(sum, y, 2.0 / 13);
    sum = Math.fma(sum, y, 2.0 / 11);
    sum = Math.fma(sum, y, 2.0 / 9);
    sum = Math.fma(sum, y, 2.0 / 7);
    sum = Math.fma(sum, y, 2.0 / 5);
    sum = Math.fma(sum, y, 2.0 / 3);
    return y * sum;
  }

  /**
   * u − log(1 + u) for u ≥ 0. Below ½ by log(1 + u) = 2 atanh(t), t = u/(2 + u), whose first term
   * leaves u − 2t = u t in closed form.
   *
   * @param u argument, at least 0
   * @return u − log(1 + u)
   */
  public static double excessOverLog1p(double u) {
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

  /**
   * {@return log sinh(v)}
   *
   * @param v argument, above 0
   */
  public static double logSinh(double v) {
    return v < 1 ? Math.log(scaledSinh(1, v)) : v + Math.log1p(-Math.exp(-2 * v)) - LOG2;
  }

  /**
   * {@return log cosh(v)}
   *
   * @param v argument, at least 0
   */
  public static double logCosh(double v) {
    double half = v < LARGE ? scaledSinh(1, 0.5 * v) : 0;
    return v < 1 ? Math.log1p(2 * half * half) : v + Math.log1p(Math.exp(-2 * v)) - LOG2;
  }
}

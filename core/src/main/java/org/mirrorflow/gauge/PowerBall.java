package org.mirrorflow.gauge;

import java.util.Arrays;

/**
 * Euclidean projection onto the unit ball of an ℓp norm, 1 &lt; p &lt; ∞. It solves u + θ p u^{p−1}
 * = |v| entry by entry, with the θ at which Σ u^p = 1. That sum is convex in θ and falls, so
 * Newton's method finds it from below. It starts where the largest entry has u = 1 and the sum is
 * at most the number of entries. From θ = 0, where |v|^p may be huge, every step would only double
 * θ.
 *
 * <p>The equation of an entry is a t + b t^k = |v| with k ≥ 1. For p ≥ 2 the unknown is t = u and k
 * = p − 1. For p &lt; 2 it is t = u^{p−1} and k = 1/(p − 1). For k = 2 (p = 3 and 1.5) it is
 * quadratic. Otherwise Newton's method starts from the t of the θ before. The left side is convex,
 * so the second iterate and all that follow lie above the root.
 */
final class PowerBall {
  /** Newton's method on a convex function ends by itself; rounding may delay it. */
  private static final int MOST_STEPS = 200;

  /** Relative rounding of a sum, per term. */
  private static final double ROUNDING = 0x1p-52;

  /** Cost of a power, or of a quotient and a root, in multiplications. */
  private static final double POWER = 30;

  private static final double ROOT = 10;

  private final Lp norm;
  private final double p;
  private final boolean direct;
  private final double k;
  private final double[] v;
  private final int from;
  private final int to;
  private final double[] u;
  private final double[] t;
  private double effort;

  /**
   * A projection of entries of v.
   *
   * @param norm the ℓp norm
   * @param v holds the entries
   * @param from first entry
   * @param to entry after the last
   */
  PowerBall(Lp norm, double[] v, int from, int to) {
    this.norm = norm;
    this.p = norm.p();
    this.direct = p >= 2;
    this.k = direct ? p - 1 : 1 / (p - 1);
    this.v = v;
    this.from = from;
    this.to = to;
    this.u = new double[to - from];
    this.t = new double[to - from];
  }

  /**
   * Projects in place.
   *
   * @return about how many multiplications that took
   */
  double project() {
    double largest = Lp.of(Double.POSITIVE_INFINITY).norm(v, from, to);
    double theta = Math.max(0, (largest - 1) / p);
    Arrays.fill(t, Double.POSITIVE_INFINITY);
    double excess = shrink(theta);
    while (excess > u.length * ROUNDING) {
      double next = theta - excess / slope(theta);
      if (!(next > theta)) {
        break;
      }
      theta = next;
      excess = shrink(theta);
    }
    double outside = Math.max(1, norm.norm(u, 0, u.length));
    for (int j = from; j < to; j++) {
      v[j] = Math.copySign(u[j - from] / outside, v[j]);
    }
    return effort;
  }

  /** d/dθ Σ u^p = −Σ (p u^{p−1})²/(1 + θ p (p − 1) u^{p−2}). */
  private double slope(double theta) {
    double sum = 0;
    for (int j = 0; j < u.length; j++) {
      if (u[j] > 0) {
        double power = p * (direct ? power(u[j], p - 1) : t[j]);
        sum -= power * power / (1 + theta * (p - 1) * power / u[j]);
      }
    }
    return sum;
  }

  /** Solves for u at this θ and returns Σ u^p − 1. */
  private double shrink(double theta) {
    double a = direct ? 1 : theta * p;
    double b = direct ? theta * p : 1;
    double sum = -1;
    for (int j = 0; j < u.length; j++) {
      double y = Math.abs(v[from + j]);
      t[j] = k == 2 ? quadratic(a, b, y) : root(a, b, y, t[j]);
      u[j] = direct ? t[j] : power(t[j], k);
      sum += power(u[j], p);
    }
    return sum;
  }

  /** t^e, e one of p, p − 1 and k. */
  private double power(double base, double e) {
    if (k == 2) {
      effort += ROOT;
      return e == 2 ? base * base : e == 3 ? base * base * base : half(base, e);
    }
    effort += POWER;
    return Math.pow(base, e);
  }

  private static double half(double base, double e) {
    double root = Math.sqrt(base);
    return e == 0.5 ? root : base * root;
  }

  /** The positive root of a t + b t² = y, without cancellation. */
  private double quadratic(double a, double b, double y) {
    effort += ROOT;
    return y == 0 ? 0 : 2 * y / (a + Math.sqrt(a * a + 4 * b * y));
  }

  private double root(double a, double b, double y, double guess) {
    if (y == 0) {
      return 0;
    }
    double most = Math.min(y / a, Math.pow(y / b, 1 / k));
    double x = guess < most ? newton(a, b, y, guess) : most;
    x = Math.min(x, most);
    for (int round = 0; round < MOST_STEPS; round++) {
      double next = newton(a, b, y, x);
      if (!(next < x)) {
        break;
      }
      x = next;
    }
    return x;
  }

  private double newton(double a, double b, double y, double x) {
    effort += POWER;
    double high = b * Math.pow(x, k);
    return x - (a * x + high - y) / (a + k * high / x);
  }
}

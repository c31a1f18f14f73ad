package org.mirrorflow.gauge;

import java.util.Arrays;

/**
 * The norm ‖v‖_p = (Σ_j |v_j|^p)^{1/p}, 1 ≤ p ≤ ∞, on ranges of arrays.
 *
 * <p>The conjugate index p/(p − 1) is kept beside p, so that the dual of the dual is exactly this
 * norm although the division rounds. Sums are scaled (no overflow or underflow of powers at any
 * magnitude of the entries) and added pairwise (error O(log n) ulp), in a fixed order.
 *
 * @param p the index, in [1, ∞]
 * @param conjugate p/(p − 1), the index of the dual norm
 * @since 0.1.0
 */
public record Lp(double p, double conjugate) {
  private static final int LEAF = 128;

  /**
   * Checks that both indices lie in [1, ∞].
   *
   * @param p the index, in [1, ∞]
   * @param conjugate the index of the dual norm, in [1, ∞]
   * @throws IllegalArgumentException if one lies outside
   */
  public Lp {
    if (!(p >= 1) || !(conjugate >= 1)) {
      throw new IllegalArgumentException(
          "norm index %s with conjugate %s; expected both in [1, inf]".formatted(p, conjugate));
    }
  }

  /**
   * {@return the norm of index p}
   *
   * @param p the index, in [1, ∞]
   * @throws IllegalArgumentException if p lies outside
   */
  public static Lp of(double p) {
    return new Lp(p, conjugateOf(p));
  }

  private static double conjugateOf(double p) {
    return Double.isInfinite(p) ? 1 : p / (p - 1);
  }

  /** {@return the dual norm, of index p/(p − 1)} */
  public Lp dual() {
    return new Lp(conjugate, p);
  }

  /**
   * {@return ‖v[from..to)‖_p; NaN if an entry is NaN}
   *
   * @param v vector
   * @param from first index of the range
   * @param to index after the range
   */
  public double norm(double[] v, int from, int to) {
    double max = 0;
    for (int j = from; j < to; j++) {
      max = Math.max(max, Math.abs(v[j]));
    }
    if (max == 0 || Double.isNaN(max) || Double.isInfinite(max) || Double.isInfinite(p)) {
      return max;
    }
    double scale = scale(max);
    double sum = powerSum(v, from, to, scale);
    if (p == 1) {
      return scale * sum;
    }
    return scale * (p == 2 ? Math.sqrt(sum) : Math.pow(sum, 1 / p));
  }

  /**
   * Writes a subgradient of the norm at v[from..to) to the same range of {@code out}. It is
   * sgn(v_j) (|v_j|/‖v‖)^{p−1}. For p = ∞ it is the sign of the first largest entry and 0
   * elsewhere. At v = 0 it is 0.
   *
   * @param v vector
   * @param from first index of the range
   * @param to index after the range
   * @param norm ‖v[from..to)‖_p
   * @param out receives the subgradient in the same range
   */
  public void subgradient(double[] v, int from, int to, double norm, double[] out) {
    if (norm == 0 || Double.isInfinite(p)) {
      Arrays.fill(out, from, to, 0);
    }
    if (norm == 0) {
      return;
    }
    if (Double.isInfinite(p)) {
      int j = from;
      while (Math.abs(v[j]) < norm) {
        j++;
      }
      out[j] = Math.signum(v[j]);
    } else if (p == 1) {
      for (int j = from; j < to; j++) {
        out[j] = Math.signum(v[j]);
      }
    } else if (p == 2) {
      for (int j = from; j < to; j++) {
        out[j] = v[j] / norm;
      }
    } else {
      for (int j = from; j < to; j++) {
        out[j] = Math.copySign(Math.pow(Math.abs(v[j]) / norm, p - 1), v[j]);
      }
    }
  }

  /** {@return short name: {@code l1}, {@code l2}, {@code linf}, else {@code lp:1.5}} */
  public String name() {
    return p == 1 || p == 2 || Double.isInfinite(p) ? "l" + index() : "lp:" + index();
  }

  /** {@return the index as text: {@code 1}, {@code 1.5}, {@code inf}} */
  public String index() {
    if (Double.isInfinite(p)) {
      return "inf";
    }
    String text = Double.toString(p);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** A power of two keeps sums exact that are exact; large p needs the largest term to be 1. */
  private double scale(double max) {
    return p == 1 || p == 2 ? Math.scalb(1.0, Math.getExponent(max)) : max;
  }

  private double powerSum(double[] v, int from, int to, double scale) {
    if (to - from > LEAF) {
      int middle = (from + to) >>> 1;
      return powerSum(v, from, middle, scale) + powerSum(v, middle, to, scale);
    }
    double sum = 0;
    if (p == 1) {
      for (int j = from; j < to; j++) {
        sum += Math.abs(v[j]) / scale;
      }
    } else if (p == 2) {
      for (int j = from; j < to; j++) {
        double x = v[j] / scale;
        sum += x * x;
      }
    } else {
      for (int j = from; j < to; j++) {
        sum += Math.pow(Math.abs(v[j]) / scale, p);
      }
    }
    return sum;
  }
}

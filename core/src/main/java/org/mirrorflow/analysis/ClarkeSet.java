package org.mirrorflow.analysis;

import java.util.Arrays;

/**
 * The coefficients x = (λ, μ) of Clarke elements of the margins: λ in the simplex, and for every
 * kink c of margin j a coefficient 0 ≤ μ_c ≤ λ_j, the product of λ_j and the free slope of the
 * activation there (scaled to [0, 1]). A convex set; its vertices are single margins with every
 * slope at one of its ends.
 *
 * <p>x holds the λ first, then the μ margin by margin.
 *
 * @param margins number of λ
 * @param start the kinks of margin j stand at {@code start[j] .. start[j + 1] − 1} of x; length
 *     margins + 1, {@code start[0] = margins}
 */
record ClarkeSet(int margins, int[] start) {
  /**
   * Newton's method on a convex piecewise linear function ends by itself; rounding may delay it.
   */
  private static final int MOST_NEWTON_STEPS = 100;

  /** The set of a number of margins without kinks: the simplex. */
  static ClarkeSet simplex(int margins) {
    int[] start = new int[margins + 1];
    Arrays.fill(start, margins);
    return new ClarkeSet(margins, start);
  }

  /** Number of λ and μ. */
  int size() {
    return start[margins];
  }

  /** Number of μ. */
  int kinks() {
    return size() - margins;
  }

  /** min over the set of ⟨x, m⟩: the smallest λ-value with every negative μ-value added. */
  double minimum(double[] m) {
    double min = Double.POSITIVE_INFINITY;
    for (int j = 0; j < margins; j++) {
      min = Math.min(min, value(m, j));
    }
    return min;
  }

  /** The least value of margin j over the slopes at its kinks. */
  double value(double[] m, int j) {
    double sum = m[j];
    for (int c = start[j]; c < start[j + 1]; c++) {
      sum += Math.min(0, m[c]);
    }
    return sum;
  }

  /** Brings x into the set against rounding: clips and normalises. */
  void restore(double[] x) {
    double sum = 0;
    for (int j = 0; j < margins; j++) {
      x[j] = Math.max(0, x[j]);
      sum += x[j];
    }
    for (int j = 0; j < margins; j++) {
      x[j] /= sum;
      for (int c = start[j]; c < start[j + 1]; c++) {
        x[c] = Math.min(x[j], Math.max(0, x[c] / sum));
      }
    }
  }

  /**
   * The Euclidean projection of y, in place. For a multiplier τ of Σλ = 1 every margin solves λ =
   * max(0, y − τ + Σ_c max(0, y_c − λ)), a convex decreasing function of τ, and Newton's method
   * from a τ where Σλ ≥ 1 finds Σλ = 1 after finitely many steps.
   */
  void project(double[] y) {
    double[][] above = new double[margins][];
    double tau = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < margins; j++) {
      above[j] = positiveFalling(y, j);
      tau = Math.max(tau, y[j] - 1);
    }
    for (int step = 0; step < MOST_NEWTON_STEPS; step++) {
      double sum = 0;
      double slope = 0;
      for (int j = 0; j < margins; j++) {
        int k = active(y[j] - tau, above[j]);
        double lambda = lambda(y[j] - tau, above[j], k);
        if (lambda > 0) {
          sum += lambda;
          slope += 1.0 / (1 + k);
        }
      }
      double next = tau + (sum - 1) / slope;
      if (!(next > tau)) {
        break;
      }
      tau = next;
    }
    for (int j = 0; j < margins; j++) {
      y[j] = Math.max(0, lambda(y[j] - tau, above[j], active(y[j] - tau, above[j])));
    }
    restore(y);
  }

  private double[] positiveFalling(double[] y, int j) {
    int count = 0;
    double[] positive = new double[start[j + 1] - start[j]];
    for (int c = start[j]; c < start[j + 1]; c++) {
      if (y[c] > 0) {
        positive[count++] = -y[c];
      }
    }
    double[] falling = count == positive.length ? positive : Arrays.copyOf(positive, count);
    Arrays.sort(falling);
    for (int k = 0; k < count; k++) {
      falling[k] = -falling[k];
    }
    return falling;
  }

  /** How many of the falling values lie above the λ that they and {@code shifted} = y − τ give. */
  private static int active(double shifted, double[] falling) {
    int k = 0;
    double sum = shifted;
    while (k < falling.length && falling[k] * (k + 1) > sum) {
      sum += falling[k++];
    }
    return k;
  }

  private static double lambda(double shifted, double[] falling, int active) {
    double sum = shifted;
    for (int k = 0; k < active; k++) {
      sum += falling[k];
    }
    return sum / (1 + active);
  }
}

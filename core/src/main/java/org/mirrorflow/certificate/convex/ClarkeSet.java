package org.mirrorflow.certificate.convex;

import java.util.Arrays;

/**
 * The coefficients x = (λ, μ) of Clarke elements of the margins. λ is in the simplex. Every kink c
 * of margin j has a coefficient 0 ≤ μ_c ≤ λ_j: the product of λ_j and the free slope of the
 * activation there, scaled to [0, 1]. A convex set; its vertices are single margins with every
 * slope at one of its ends.
 *
 * <p>x holds the λ first, then the μ margin by margin.
 *
 * @param margins number of λ
 * @param start the kinks of margin j stand at {@code start[j] .. start[j + 1] − 1} of x; length
 *     margins + 1, {@code start[0] = margins}
 */
public record ClarkeSet(int margins, int[] start) {
  /**
   * Newton's method on a convex piecewise linear function ends by itself; rounding may delay it.
   */
  private static final int MOST_NEWTON_STEPS = 100;

  /**
   * {@return the set of margins without kinks: the simplex}
   *
   * @param margins number of λ
   */
  public static ClarkeSet simplex(int margins) {
    int[] start = new int[margins + 1];
    Arrays.fill(start, margins);
    return new ClarkeSet(margins, start);
  }

  /** {@return number of λ and μ} */
  public int size() {
    return start[margins];
  }

  /** {@return number of μ} */
  public int kinks() {
    return size() - margins;
  }

  /** {@return the margin of every μ, in the order of the μ} */
  public int[] owners() {
    int[] owners = new int[kinks()];
    for (int j = 0; j < margins; j++) {
      Arrays.fill(owners, start[j] - margins, start[j + 1] - margins, j);
    }
    return owners;
  }

  /**
   * {@return min over the set of ⟨x, m⟩: the smallest λ-value with every negative μ-value added}
   *
   * @param m one number for every λ and μ
   */
  public double minimum(double[] m) {
    double min = Double.POSITIVE_INFINITY;
    for (int j = 0; j < margins; j++) {
      min = Math.min(min, value(m, j));
    }
    return min;
  }

  /**
   * {@return the least value of a margin over the slopes at its kinks}
   *
   * @param m one number for every λ and μ
   * @param j number of the margin
   */
  public double value(double[] m, int j) {
    double sum = m[j];
    for (int c = start[j]; c < start[j + 1]; c++) {
      sum += Math.min(0, m[c]);
    }
    return sum;
  }

  /**
   * Brings x into the set against rounding: clips and normalises.
   *
   * @param x changed in place
   */
  public void restore(double[] x) {
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
   * The Euclidean projection of y on the set, in place.
   *
   * @param y receives its projection
   */
  public void project(double[] y) {
    double[] ones = new double[size()];
    Arrays.fill(ones, 1);
    project(y, ones);
  }

  /**
   * The projection of y in the norm Σ w_k x_k², in place. For a multiplier τ of Σλ = 1 every margin
   * solves w_j (λ − y_j) = Σ_c w_c max(0, y_c − λ) − τ with λ ≥ 0. The solution is a convex
   * decreasing function of τ. Newton's method starts from a τ where Σλ ≥ 1 and finds Σλ = 1 after
   * finitely many steps.
   *
   * @param y receives its projection
   * @param w weights of the norm, positive
   */
  public void project(double[] y, double[] w) {
    int[][] falling = new int[margins][];
    double tau = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < margins; j++) {
      falling[j] = positiveFalling(y, j);
      tau = Math.max(tau, w[j] * (y[j] - 1));
    }
    double[] lambda = new double[2];
    for (int step = 0; step < MOST_NEWTON_STEPS; step++) {
      double sum = 0;
      double slope = 0;
      for (int j = 0; j < margins; j++) {
        lambda(y, w, j, tau, falling[j], lambda);
        if (lambda[0] > 0) {
          sum += lambda[0];
          slope += 1 / lambda[1];
        }
      }
      double next = tau + (sum - 1) / slope;
      if (!(next > tau)) {
        break;
      }
      tau = next;
    }
    double[] lambdas = new double[margins];
    for (int j = 0; j < margins; j++) {
      lambda(y, w, j, tau, falling[j], lambda);
      lambdas[j] = Math.max(0, lambda[0]);
    }
    System.arraycopy(lambdas, 0, y, 0, margins);
    restore(y);
  }

  /** The kinks of margin j with y_c &gt; 0, largest y_c first. */
  private int[] positiveFalling(double[] y, int j) {
    int[] kinks = new int[start[j + 1] - start[j]];
    int count = 0;
    for (int c = start[j]; c < start[j + 1]; c++) {
      if (y[c] > 0) {
        int at = count++;
        while (at > 0 && y[kinks[at - 1]] < y[c]) {
          kinks[at] = kinks[at - 1];
          at--;
        }
        kinks[at] = c;
      }
    }
    return Arrays.copyOf(kinks, count);
  }

  /** Writes λ_j at this τ, and the weight of the entries that set it. */
  private static void lambda(
      double[] y, double[] w, int j, double tau, int[] falling, double[] out) {
    double moment = w[j] * y[j] - tau;
    double weight = w[j];
    for (int c : falling) {
      if (!(y[c] * weight > moment)) {
        break;
      }
      moment += w[c] * y[c];
      weight += w[c];
    }
    out[0] = moment / weight;
    out[1] = weight;
  }
}

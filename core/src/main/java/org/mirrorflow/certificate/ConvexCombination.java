package org.mirrorflow.certificate;

import java.util.Arrays;

/**
 * The convex combination Σ λ_i g_i of vectors that is nearest to 0. It is found by non-negative
 * least squares: min ½‖Σ x_i g_i‖² + ½(1 − Σ x_i)² over x ≥ 0, λ = x/Σx (Lawson and Hanson 1974,
 * Solving Least Squares Problems, chapter 23; Wolfe 1976). Few of the λ_i are above 0: the g_i that
 * carry them are affinely independent.
 *
 * <p>By Farkas' lemma either the combination is 0, or a w with ⟨g_i, w⟩ &gt; 0 for all i exists,
 * and the combination is one.
 */
final class ConvexCombination {
  /** A vector is taken up if it lowers the residual by more than rounding. */
  private static final double ROUNDING = 1e-13;

  private final double[][] vectors;
  private final int length;
  private final long effort;

  /** Indices of the vectors that carry weight, and how many there are. */
  private final int[] active;

  private int count;
  private final boolean[] isActive;
  private double[] weights;

  /** Σ x_i g_i, and 1 − Σ x_i at the end. */
  private final double[] residual;

  private double[][] factor = new double[0][];
  private long spent;

  /**
   * @param vectors g_i, of equal length and about equal size
   * @param effort bound on the multiplications
   */
  ConvexCombination(double[][] vectors, long effort) {
    this.vectors = vectors;
    this.length = vectors[0].length;
    this.effort = effort;
    this.active = new int[Math.min(vectors.length, length + 1) + 1];
    this.isActive = new boolean[vectors.length];
    this.weights = new double[0];
    this.residual = new double[length + 1];
    residual[length] = 1;
  }

  /** Runs to the end, or until the effort is spent. */
  ConvexCombination run() {
    while (spent < effort && count < active.length - 1) {
      int next = steepest();
      if (next < 0 || !takeUp(next)) {
        break;
      }
    }
    return this;
  }

  /** λ_i. */
  double[] lambda() {
    double[] lambda = new double[vectors.length];
    double sum = Arrays.stream(weights).sum();
    for (int k = 0; k < count; k++) {
      lambda[active[k]] = weights[k] / sum;
    }
    return lambda;
  }

  /** Σ λ_i g_i. */
  double[] combination() {
    double[] lambda = lambda();
    double[] sum = new double[length];
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < length; j++) {
        sum[j] += lambda[active[k]] * vectors[active[k]][j];
      }
    }
    return sum;
  }

  /** The vector along which the objective falls fastest, −1 if along none. */
  private int steepest() {
    int best = -1;
    double largest = ROUNDING;
    for (int i = 0; i < vectors.length; i++) {
      double slope = residual[length] - dot(vectors[i], residual);
      if (!isActive[i] && slope > largest) {
        largest = slope;
        best = i;
      }
    }
    spent += (long) vectors.length * length;
    return best;
  }

  private double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  /** False if the new vector depends on the others to within rounding. */
  private boolean takeUp(int next) {
    double[] x = Arrays.copyOf(weights, count + 1);
    active[count++] = next;
    isActive[next] = true;
    if (!extend(count - 1)) {
      isActive[next] = false;
      count--;
      return false;
    }
    double[] solution = solve();
    while (Arrays.stream(solution).min().getAsDouble() <= 0 && spent < effort) {
      double step = 1;
      for (int k = 0; k < count; k++) {
        if (solution[k] <= 0) {
          step = Math.min(step, x[k] / (x[k] - solution[k]));
        }
      }
      for (int k = 0; k < count; k++) {
        x[k] += step * (solution[k] - x[k]);
      }
      x = drop(x, solution);
      solution = solve();
    }
    weights = solution;
    updateResidual();
    return true;
  }

  /** Removes vectors whose weight has become 0. */
  private double[] drop(double[] x, double[] solution) {
    int kept = 0;
    int first = count;
    double[] rest = new double[count];
    for (int k = 0; k < count; k++) {
      boolean gone = solution[k] <= 0 && x[k] <= 1e-15 * Math.abs(solution[k]) + 1e-300;
      if (gone) {
        isActive[active[k]] = false;
        first = Math.min(first, k);
      } else {
        rest[kept] = x[k];
        active[kept++] = active[k];
      }
    }
    count = kept;
    for (int k = first; k < count; k++) {
      extend(k);
    }
    return Arrays.copyOf(rest, kept);
  }

  /** Row k of the Cholesky factor of ⟨g_i, g_j⟩ + 1 over the active vectors. */
  private boolean extend(int k) {
    if (factor.length <= k) {
      factor = Arrays.copyOf(factor, 2 * k + 8);
    }
    double[] row = new double[k + 1];
    double[] g = vectors[active[k]];
    for (int m = 0; m <= k; m++) {
      double sum = 1 + dot(g, vectors[active[m]]);
      for (int j = 0; j < m; j++) {
        sum -= row[j] * (m == k ? row[j] : factor[m][j]);
      }
      row[m] = m == k ? sum : sum / factor[m][m];
    }
    spent += (long) (k + 1) * (length + k);
    double size = 1 + dot(g, g);
    row[k] = Math.sqrt(Math.max(0, row[k]));
    factor[k] = row;
    return row[k] > ROUNDING * Math.sqrt(size);
  }

  /** The least squares solution on the active vectors: (G Gᵀ + 1 1ᵀ) x = 1. */
  private double[] solve() {
    double[] x = new double[count];
    for (int k = 0; k < count; k++) {
      double sum = 1;
      for (int j = 0; j < k; j++) {
        sum -= factor[k][j] * x[j];
      }
      x[k] = sum / factor[k][k];
    }
    for (int k = count - 1; k >= 0; k--) {
      double sum = x[k];
      for (int j = k + 1; j < count; j++) {
        sum -= factor[j][k] * x[j];
      }
      x[k] = sum / factor[k][k];
    }
    spent += (long) count * count;
    return x;
  }

  private void updateResidual() {
    Arrays.fill(residual, 0);
    residual[length] = 1;
    for (int k = 0; k < count; k++) {
      for (int j = 0; j < length; j++) {
        residual[j] += weights[k] * vectors[active[k]][j];
      }
      residual[length] -= weights[k];
    }
    spent += (long) count * length;
  }
}

package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mirrorflow.data.Gaussian;
import org.mirrorflow.numeric.DenseCholesky;

/**
 * Noiseless regression on few samples with a sparse truth: y = Xβ*, the first entries of β* equal
 * and of length 1 together, X of independent standard normal entries.
 *
 * @param samples n
 * @param features d &gt; n
 * @param relevant number of entries of β* that are not 0
 * @param seed of X
 */
record SparseRegression(int samples, int features, int relevant, long seed) {

  /** X, row by row. */
  double[][] inputs() {
    Gaussian random = new Gaussian(new SplittableRandom(seed));
    double[][] x = new double[samples][];
    Arrays.setAll(x, i -> random.fill(new double[features]));
    return x;
  }

  /** β*. */
  double[] truth() {
    double[] truth = new double[features];
    Arrays.fill(truth, 0, relevant, 1 / Math.sqrt(relevant));
    return truth;
  }

  /** Xβ. */
  static double[] times(double[][] x, double[] beta) {
    return Arrays.stream(x).mapToDouble(row -> dot(row, beta)).toArray();
  }

  /** Xᵀν. */
  static double[] transposed(double[][] x, double[] nu) {
    double[] sum = new double[x[0].length];
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < sum.length; j++) {
        sum[j] += nu[i] * x[i][j];
      }
    }
    return sum;
  }

  /** (X D Xᵀ)⁻¹ b for a diagonal D. */
  static double[] solve(double[][] x, double[] diagonal, double[] b) {
    int n = x.length;
    double[][] matrix = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k <= i; k++) {
        for (int j = 0; j < diagonal.length; j++) {
          matrix[i][k] += x[i][j] * diagonal[j] * x[k][j];
        }
        matrix[k][i] = matrix[i][k];
      }
    }
    double[] solution = b.clone();
    new DenseCholesky(matrix).solve(solution);
    return solution;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }
}

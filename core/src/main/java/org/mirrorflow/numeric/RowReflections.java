package org.mirrorflow.numeric;

/**
 * A = L H_{k−1} ⋯ H_0 for a wide k × n matrix: L lower triangular k × k, H_i Householder
 * reflections of the columns i .. n − 1. Every row is accurate relative to its own norm (Higham,
 * Accuracy and Stability of Numerical Algorithms, 2002, Theorem 19.4), so small rows survive.
 */
final class RowReflections {
  private final int k;
  private final int n;
  private final double[] normals;
  private final double[] lower;

  /** Factors {@code a}, which is overwritten. */
  RowReflections(double[] a, int k, int n) {
    this.k = k;
    this.n = n;
    normals = new double[k * n];
    lower = new double[k * k];
    for (int i = 0; i < k; i++) {
      int row = i * n;
      double norm = Norms.euclidean(a, row + i, row + n);
      double diagonal = a[row + i] > 0 ? -norm : norm;
      System.arraycopy(a, row + i, normals, row + i, n - i);
      normals[row + i] -= diagonal;
      normalise(row + i, row + n);
      for (int j = i + 1; j < k; j++) {
        reflect(a, j * n, i);
      }
      System.arraycopy(a, row, lower, i * k, i);
      lower[i * k + i] = diagonal;
    }
  }

  private void normalise(int from, int to) {
    double length = Norms.euclidean(normals, from, to);
    for (int m = from; m < to && length > 0; m++) {
      normals[m] /= length;
    }
  }

  /** Applies H_i to the row of {@code a} that starts at {@code row}. */
  private void reflect(double[] a, int row, int i) {
    int normal = i * n;
    double twice = 2 * Norms.dot(a, row + i, normals, normal + i, n - i);
    for (int m = i; m < n; m++) {
      a[row + m] -= twice * normals[normal + m];
    }
  }

  /** L, row-major. */
  double[] lower() {
    return lower;
  }

  /** b H_{k−1} ⋯ H_0 for a k × k matrix b, as a k × n matrix. */
  double[] expand(double[] b) {
    double[] out = new double[k * n];
    for (int r = 0; r < k; r++) {
      System.arraycopy(b, r * k, out, r * n, k);
      for (int i = k - 1; i >= 0; i--) {
        reflect(out, r * n, i);
      }
    }
    return out;
  }
}

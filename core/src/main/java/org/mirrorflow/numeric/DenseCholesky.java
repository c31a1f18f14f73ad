package org.mirrorflow.numeric;

/** LLᵀ of a symmetric positive definite matrix given by its lower triangle, in place. */
public final class DenseCholesky {
  private final double[][] l;

  /**
   * Factors the matrix; a pivot that rounding has brought to 0 or below is replaced by the diagonal
   * entry times a huge number, which freezes that variable.
   *
   * @param lower the lower triangle; overwritten and kept
   */
  public DenseCholesky(double[][] lower) {
    this.l = lower;
    for (int k = 0; k < l.length; k++) {
      double[] row = l[k];
      double diagonal = row[k];
      for (int c = 0; c < k; c++) {
        double[] other = l[c];
        row[c] = (row[c] - Norms.dot(row, 0, other, 0, c)) / other[c];
      }
      double pivot = diagonal - Norms.dot(row, 0, row, 0, k);
      row[k] = pivot > FLAT * diagonal ? Math.sqrt(pivot) : HUGE * Math.sqrt(Math.max(diagonal, 1));
    }
  }

  private static final double FLAT = 1e-15;
  private static final double HUGE = 1e64;

  /**
   * Solves LLᵀ x = b in place.
   *
   * @param b right side, which becomes the solution
   */
  public void solve(double[] b) {
    for (int k = 0; k < l.length; k++) {
      b[k] = (b[k] - Norms.dot(l[k], 0, b, 0, k)) / l[k][k];
    }
    for (int k = l.length - 1; k >= 0; k--) {
      b[k] /= l[k][k];
      for (int a = 0; a < k; a++) {
        b[a] -= l[k][a] * b[k];
      }
    }
  }
}

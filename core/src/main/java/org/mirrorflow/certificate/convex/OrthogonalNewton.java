package org.mirrorflow.certificate.convex;

import java.util.Arrays;

/**
 * The matrix M = AᵀWA + BᵀDB of a small program by its roots: M = FᵀF with the rows √W A and √D B
 * in F.
 */
final class OrthogonalNewton implements NewtonMatrix {
  private final ClarkeSet set;
  private final Columns columns;
  private final int size;
  private RowwiseFactor factor;

  OrthogonalNewton(ClarkeSet set, Columns columns) {
    this.set = set;
    this.columns = columns;
    this.size = set.size();
  }

  /** Multiplications of a factor, about. */
  static double work(ClarkeSet set, int parameters) {
    double size = set.size();
    return 2 * size * size * (parameters + size + set.kinks());
  }

  @Override
  public void factor(double[] weights, Slacks positive, Slacks below) {
    factor = new RowwiseFactor(rows(weights, positive, below));
  }

  private double[][] rows(double[] weights, Slacks positive, Slacks below) {
    int parameters = columns.parameters();
    double[][] f = new double[parameters + size + set.kinks() + 1][size];
    for (int k = 0; k < size; k++) {
      double[] column = columns.values()[k];
      for (int a = 0; a < column.length; a++) {
        int row = columns.from()[k] + a;
        f[row][k] = (weights == null ? 1 : Math.sqrt(weights[row])) * column[a];
      }
      f[parameters + k][k] = Math.sqrt(positive.ratio(k));
    }
    int[] owners = set.owners();
    for (int c = 0; c < owners.length; c++) {
      double root = Math.sqrt(below.ratio(set.margins() + c));
      f[parameters + size + c][owners[c]] = root;
      f[parameters + size + c][set.margins() + c] = -root;
    }
    double stiffness = 0;
    for (double[] row : f) {
      for (int j = 0; j < set.margins(); j++) {
        stiffness += positive.w[j] * row[j] * row[j];
      }
    }
    Arrays.fill(f[f.length - 1], 0, set.margins(), Math.sqrt(stiffness));
    return f;
  }

  @Override
  public void solve(double[] b) {
    factor.solve(b);
  }
}

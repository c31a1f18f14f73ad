package org.mirrorflow.certificate.convex;

/** ‖s‖_1 as the least Σ t_j with t_j ∓ s_j ≥ 0; every t_j is eliminated by its own equation. */
final class SumOfRows extends RowBounds {
  SumOfRows(Columns columns) {
    super(columns, new Slacks(0, columns.parameters()), new Slacks(0, columns.parameters()), 0);
  }

  @Override
  double begin(double[] s) {
    return begin(s, 0.5) * s.length;
  }

  @Override
  void hessian(double[] s, double[][] matrix) {
    for (int j = 0; j < row.length; j++) {
      row[j] = 4 * up.ratio(j) * down.ratio(j) / (up.ratio(j) + down.ratio(j));
    }
    columns.gram(row, matrix);
  }

  @Override
  void rightSide(double[] s, double[] right) {
    for (int j = 0; j < row.length; j++) {
      double above = up.ratio(j);
      double below = down.ratio(j);
      double excess = up.target[j] + down.target[j] - 1;
      row[j] = down.target[j] - up.target[j] - (below - above) / (above + below) * excess;
    }
    columns.along(row, right);
  }

  @Override
  double rise(int j, double[] dx, double[] ds) {
    double above = up.ratio(j);
    double below = down.ratio(j);
    return (up.target[j] + down.target[j] - 1 - (below - above) * ds[j]) / (above + below);
  }
}

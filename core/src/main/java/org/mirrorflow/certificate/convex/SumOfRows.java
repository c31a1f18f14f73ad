package org.mirrorflow.certificate.convex;

/** ‖s‖_1 as the least Σ t_j with t_j ∓ s_j ≥ 0; every t_j is eliminated by its own equation. */
final class SumOfRows extends RowBounds {
  SumOfRows(int rows) {
    super(rows);
  }

  @Override
  double begin(double[] s) {
    return begin(s, 0.5) * s.length;
  }

  @Override
  double[] weights(double[] s) {
    for (int j = 0; j < row.length; j++) {
      row[j] = 4 * up.ratio(j) * down.ratio(j) / (up.ratio(j) + down.ratio(j));
    }
    return row;
  }

  @Override
  void rightSide(double[] s, double[] right) {
    for (int j = 0; j < right.length; j++) {
      double above = up.ratio(j);
      double below = down.ratio(j);
      double excess = up.target[j] + down.target[j] - 1;
      right[j] = down.target[j] - up.target[j] - (below - above) / (above + below) * excess;
    }
  }

  @Override
  double rise(int j, double tau, double ds) {
    double above = up.ratio(j);
    double below = down.ratio(j);
    return (up.target[j] + down.target[j] - 1 - (below - above) * ds) / (above + below);
  }
}

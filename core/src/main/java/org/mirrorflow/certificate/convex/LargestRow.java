package org.mirrorflow.certificate.convex;

/** ‖s‖_∞ as the least τ with τ ∓ s_j ≥ 0 in all rows; τ is an unknown behind x. */
final class LargestRow extends RowBounds {
  LargestRow(Columns columns) {
    super(columns, new Slacks(0, columns.parameters()), new Slacks(0, columns.parameters()), 1);
  }

  @Override
  double begin(double[] s) {
    return begin(s, 0.5 / s.length);
  }

  @Override
  void hessian(double[] s, double[][] matrix) {
    double[] difference = new double[row.length];
    double total = 0;
    for (int j = 0; j < row.length; j++) {
      row[j] = up.ratio(j) + down.ratio(j);
      difference[j] = down.ratio(j) - up.ratio(j);
      total += row[j];
    }
    columns.gram(row, matrix);
    double[] last = matrix[matrix.length - 1];
    columns.along(difference, last);
    last[last.length - 1] = total;
  }

  @Override
  void rightSide(double[] s, double[] right) {
    double total = -1;
    for (int j = 0; j < row.length; j++) {
      row[j] = down.target[j] - up.target[j];
      total += up.target[j] + down.target[j];
    }
    columns.along(row, right);
    right[right.length - 1] = total;
  }

  @Override
  double rise(int j, double[] dx, double[] ds) {
    return dx[dx.length - 1];
  }
}

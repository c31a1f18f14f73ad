package org.mirrorflow.certificate.convex;

import java.util.Optional;

/** ‖s‖_∞ as the least τ with τ ∓ s_j ≥ 0 in all rows; τ is an unknown beside x. */
final class LargestRow extends RowBounds {
  LargestRow(int rows) {
    super(rows);
  }

  @Override
  double begin(double[] s) {
    return begin(s, 0.5 / s.length);
  }

  @Override
  double[] weights(double[] s) {
    for (int j = 0; j < row.length; j++) {
      row[j] = up.ratio(j) + down.ratio(j);
    }
    return row;
  }

  @Override
  Optional<Border> border(double[] s) {
    double[] difference = new double[s.length];
    double total = 0;
    for (int j = 0; j < difference.length; j++) {
      total += up.ratio(j) + down.ratio(j);
      difference[j] = down.ratio(j) - up.ratio(j);
    }
    return Optional.of(new Border(difference, total));
  }

  @Override
  void rightSide(double[] s, double[] right) {
    for (int j = 0; j < right.length; j++) {
      right[j] = down.target[j] - up.target[j];
    }
  }

  @Override
  double borderRightSide() {
    double total = -1;
    for (int j = 0; j < up.target.length; j++) {
      total += up.target[j] + down.target[j];
    }
    return total;
  }

  @Override
  double rise(int j, double tau, double ds) {
    return tau;
  }
}

package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.numeric.Norms;

/** A norm written as bounds of the rows, t_j ∓ s_j ≥ 0; what the t_j are is left open. */
abstract class RowBounds extends Objective {
  /** t − s ≥ 0. */
  final Slacks up;

  /** t + s ≥ 0. */
  final Slacks down;

  /** Room for one number per row. */
  final double[] row;

  RowBounds(int rows) {
    this(new Slacks(0, rows), new Slacks(0, rows));
  }

  private RowBounds(Slacks up, Slacks down) {
    super(List.of(up, down), 0);
    this.up = up;
    this.down = down;
    this.row = new double[up.w.length];
  }

  /** Begins with all t twice the largest |s_j|, which is returned. */
  final double begin(double[] s, double multiplier) {
    double largest = Norms.largest(s);
    for (int j = 0; j < s.length; j++) {
      up.w[j] = 2 * largest - s[j];
      down.w[j] = 2 * largest + s[j];
    }
    Arrays.fill(up.y, multiplier);
    Arrays.fill(down.y, multiplier);
    return largest;
  }

  @Override
  final void gradient(double[] s, double[] v) {
    for (int j = 0; j < v.length; j++) {
      v[j] = up.y[j] - down.y[j];
    }
  }

  @Override
  final void follow(double tau, double[] ds) {
    for (int j = 0; j < ds.length; j++) {
      double rise = rise(j, tau, ds[j]);
      up.dw[j] = rise - ds[j];
      down.dw[j] = rise + ds[j];
    }
  }

  /** The step of t_j. */
  abstract double rise(int j, double tau, double ds);
}

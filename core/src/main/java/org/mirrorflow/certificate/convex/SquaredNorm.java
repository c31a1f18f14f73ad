package org.mirrorflow.certificate.convex;

import java.util.List;
import org.mirrorflow.gauge.Lp;

/**
 * ½‖s‖_q² with s = Ax and 1 &lt; q &lt; ∞, and its derivatives for Newton's method in x. For q &lt;
 * 2, where it is not twice differentiable, its second derivative is replaced by the larger one of
 * iteratively reweighted least squares, diag(|s_j|/‖s‖)^{q−2}.
 */
final class SquaredNorm extends Objective {
  /** Entries of s below this share of the norm weigh as if they were as large. */
  private static final double FLAT = 1e-10;

  private final Columns columns;
  private final double q;

  /** AᵀA, which for q = 2 is the same in every iteration; made when first needed. */
  private double[][] squareGram;

  SquaredNorm(Columns columns, double q) {
    // Reweighted least squares converges at the rate 2 − q; constraints that close in faster would
    // hold its iterates fast.
    super(List.of(), 0, Math.max(0, 2 - q));
    this.columns = columns;
    this.q = q;
  }

  double norm(double[] s) {
    return Lp.of(q).norm(s, 0, s.length);
  }

  @Override
  double begin(double[] s) {
    return Math.pow(norm(s), 2);
  }

  /** The gradient in s: ‖s‖ sgn(s_j) (|s_j|/‖s‖)^{q−1}. */
  @Override
  void gradient(double[] s, double[] out) {
    double norm = norm(s);
    Lp.of(q).subgradient(s, 0, s.length, norm, out);
    for (int j = 0; j < s.length; j++) {
      out[j] *= norm;
    }
  }

  /** The second derivative in x, its lower triangle. */
  @Override
  void hessian(double[] s, double[][] matrix) {
    if (q == 2) {
      copySquareGram(matrix);
    } else {
      columns.gram(curvature(s), matrix);
    }
    if (q > 2) {
      subtractRadial(s, matrix);
    }
  }

  @Override
  void rightSide(double[] s, double[] right) {
    double[] gradient = new double[s.length];
    gradient(s, gradient);
    for (int j = 0; j < s.length; j++) {
      gradient[j] = -gradient[j];
    }
    columns.along(gradient, right);
  }

  /** It has no slacks. */
  @Override
  void follow(double[] dx, double[] ds) {}

  private void copySquareGram(double[][] matrix) {
    int size = matrix.length;
    if (squareGram == null) {
      squareGram = new double[size][];
      for (int k = 0; k < size; k++) {
        squareGram[k] = new double[k + 1];
      }
      columns.gram(null, squareGram);
    }
    for (int k = 0; k < size; k++) {
      System.arraycopy(squareGram[k], 0, matrix[k], 0, k + 1);
    }
  }

  /** The diagonal part of the second derivative in s, or what replaces it. */
  private double[] curvature(double[] s) {
    double norm = norm(s);
    double factor = Math.max(1, q - 1);
    double[] weights = new double[s.length];
    for (int j = 0; j < s.length; j++) {
      weights[j] = factor * Math.pow(Math.max(Math.abs(s[j]) / norm, FLAT), q - 2);
    }
    return weights;
  }

  /** The second derivative less its diagonal part: −(q − 2) vvᵀ with v = ∂‖s‖_q. */
  private void subtractRadial(double[] s, double[][] matrix) {
    int size = matrix.length;
    double[] radial = new double[s.length];
    double[] along = new double[size];
    Lp.of(q).subgradient(s, 0, s.length, norm(s), radial);
    columns.along(radial, along);
    for (int k = 0; k < size; k++) {
      for (int l = 0; l <= k; l++) {
        matrix[k][l] -= (q - 2) * along[k] * along[l];
      }
    }
  }
}

package org.mirrorflow.certificate.convex;

import java.util.List;
import java.util.Optional;
import org.mirrorflow.gauge.Lp;

/**
 * ½‖s‖_q² with s = Ax and 1 &lt; q &lt; ∞, and its derivatives for Newton's method in x. For q &lt;
 * 2, where it is not twice differentiable, its second derivative is replaced by the larger one of
 * iteratively reweighted least squares, diag(|s_j|/‖s‖)^{q−2}.
 */
final class SquaredNorm extends Objective {
  /** Entries of s below this share of the norm weigh as if they were as large. */
  private static final double FLAT = 1e-10;

  private final double q;

  SquaredNorm(double q) {
    // Reweighted least squares converges at the rate 2 − q; constraints that close in faster would
    // hold its iterates fast.
    super(List.of(), Math.max(0, 2 - q));
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

  /** The diagonal part of the second derivative in s, or what replaces it. */
  @Override
  double[] weights(double[] s) {
    if (q == 2) {
      return null;
    }
    double norm = norm(s);
    double factor = Math.max(1, q - 1);
    double[] weights = new double[s.length];
    for (int j = 0; j < s.length; j++) {
      weights[j] = factor * Math.pow(Math.max(Math.abs(s[j]) / norm, FLAT), q - 2);
    }
    return weights;
  }

  /** The second derivative less its diagonal part, −(q − 2) vvᵀ with v = ∂‖s‖_q, for q &gt; 2. */
  @Override
  Optional<Border> border(double[] s) {
    if (q <= 2) {
      return Optional.empty();
    }
    double[] radial = new double[s.length];
    Lp.of(q).subgradient(s, 0, s.length, norm(s), radial);
    return Optional.of(new Border(radial, 1 / (q - 2)));
  }

  @Override
  void rightSide(double[] s, double[] right) {
    gradient(s, right);
    for (int j = 0; j < s.length; j++) {
      right[j] = -right[j];
    }
  }

  /** It has no slacks. */
  @Override
  void follow(double rise, double[] ds) {}
}

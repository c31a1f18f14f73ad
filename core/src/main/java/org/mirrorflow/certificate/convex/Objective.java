package org.mirrorflow.certificate.convex;

import java.util.List;
import java.util.Optional;

/**
 * The norm of s = Ax that an {@link InteriorPoint} makes small: a smooth one as it is, another by
 * constraints of its own.
 *
 * <p>Its part of Newton's matrix is AᵀWA with W diagonal, and where that is not all one more
 * unknown τ, a {@link Border}.
 */
abstract class Objective {
  /** Its own constraints; none where it is smooth. */
  final List<Slacks> constraints;

  /** Share of the complementarity that a step keeps at least. */
  final double slowestDecrease;

  Objective(List<Slacks> constraints, double slowestDecrease) {
    this.constraints = constraints;
    this.slowestDecrease = slowestDecrease;
  }

  /**
   * The row and column of an unknown τ beside x.
   *
   * @param direction u; the column is Aᵀu
   * @param corner the diagonal entry, positive
   */
  record Border(double[] direction, double corner) {}

  boolean smooth() {
    return constraints.isEmpty();
  }

  /** Takes up the first s; returns the scale of the multipliers of the set. */
  abstract double begin(double[] s);

  /** The gradient in s, or the direction that the multipliers of the constraints form. */
  abstract void gradient(double[] s, double[] v);

  /** The diagonal of W; null for the identity. */
  abstract double[] weights(double[] s);

  /** The unknown beside x, if there is one. */
  Optional<Border> border(double[] s) {
    return Optional.empty();
  }

  /** Newton's right side in s but for the set: that in x is Aᵀ of it. */
  abstract void rightSide(double[] s, double[] right);

  /** Newton's right side of the unknown beside x. */
  double borderRightSide() {
    return 0;
  }

  /** The steps of its own slacks that belong to those of τ and s. */
  abstract void follow(double rise, double[] ds);
}

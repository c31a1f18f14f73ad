package org.mirrorflow.certificate.convex;

import java.util.List;

/**
 * The norm of s = Ax that an {@link InteriorPoint} makes small: a smooth one as it is, another by
 * constraints of its own.
 */
abstract class Objective {
  /** Its own constraints; none where it is smooth. */
  final List<Slacks> constraints;

  /** Number of unknowns of Newton's system that stand behind x. */
  final int unknowns;

  /** Share of the complementarity that a step keeps at least. */
  final double slowestDecrease;

  Objective(List<Slacks> constraints, int unknowns, double slowestDecrease) {
    this.constraints = constraints;
    this.unknowns = unknowns;
    this.slowestDecrease = slowestDecrease;
  }

  boolean smooth() {
    return constraints.isEmpty();
  }

  /** Takes up the first s; returns the scale of the multipliers of the set. */
  abstract double begin(double[] s);

  /** The gradient in s, or the direction that the multipliers of the constraints form. */
  abstract void gradient(double[] s, double[] v);

  /** Newton's matrix but for the set, its lower triangle. */
  abstract void hessian(double[] s, double[][] matrix);

  /** Newton's right side but for the set. */
  abstract void rightSide(double[] s, double[] right);

  /** The steps of its own slacks that belong to those of x and s. */
  abstract void follow(double[] dx, double[] ds);
}

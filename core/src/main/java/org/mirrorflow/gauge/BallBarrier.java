package org.mirrorflow.gauge;

import java.util.function.Consumer;

/**
 * A convex function F on the inside of a gauge's unit ball {Q &lt; 1} that grows to infinity at the
 * boundary. An interior-point method in the space of v then needs no projection, and does not mind
 * in which units the entries of v are.
 *
 * @since 0.2.0
 */
public interface BallBarrier {
  /**
   * {@return F(v), infinite where Q(v) ≥ 1}
   *
   * @param v vector
   */
  double value(double[] v);

  /**
   * Writes ∇F(v).
   *
   * @param v inside of the ball
   * @param out receives the gradient at the entries of the layout
   */
  void gradient(double[] v, double[] out);

  /**
   * Adds ∇²F(v). Near the boundary it has single terms rrᵀ that are far larger than the rest. They
   * are given as r, since a sum would lose what is small.
   *
   * @param v inside of the ball
   * @param lower the lower triangle of a matrix with a row for every entry of v at least
   * @param squares receives every r, of the length of v
   */
  void addHessian(double[] v, double[][] lower, Consumer<double[]> squares);
}

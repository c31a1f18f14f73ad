package org.mirrorflow.flow;

import org.mirrorflow.map.ParameterMap;

/**
 * The right-hand side of the flow at one point, as an explicit step needs it. The data may be
 * anywhere; {@link FlowPoint} is the case of data in memory.
 *
 * @param <E> the kind of evaluation, whose outputs can be compared
 * @since 0.1.0
 */
public interface Evaluation<E extends Evaluation<E>> {

  /**
   * Moves to the coordinates of a state: θ, outputs, log ℒ, weights and Σ p q; the direction is
   * left to {@link #computeDirection}.
   *
   * @param coordinates z or θ, block by block, see {@link FlowState}
   */
  void moveTo(double[] coordinates);

  /**
   * Moves to θ = ∇R*(z).
   *
   * @param dual z in the units of {@code units}
   * @param units the mirror map, or it {@linkplain ParameterMap#inUnits in units} of e^c
   */
  void moveToDual(double[] dual, ParameterMap units);

  /** Computes the direction g = Σ p_j ∂q_j at the point last moved to. */
  void computeDirection();

  /** {@return g = dz/ds, valid after {@link #computeDirection}; owned by this object} */
  double[] direction();

  /** {@return θ; owned by this object} */
  double[] theta();

  /** {@return log ℒ} */
  double logLoss();

  /** {@return Σ p_j q_j} */
  double weightedMargin();

  /** {@return min_j q_j} */
  double minimumMargin();

  /**
   * {@return how the outputs differ from those at another point}
   *
   * @param other the point to compare with
   */
  Change changeFrom(E other);

  /**
   * A difference of outputs.
   *
   * @param largest max |f_i − f'_i|; NaN if any is
   * @param scale max |f_i| of the first of the two
   */
  record Change(double largest, double scale) {}
}

package org.mirrorflow.flow;

import org.mirrorflow.map.ParameterMap;

/**
 * The flow's right-hand side at one point: what an explicit step needs to know, wherever the data
 * lie. {@link FlowPoint} has them in memory.
 *
 * @param <E> the kind of evaluation, whose outputs can be compared
 */
public interface Evaluation<E extends Evaluation<E>> {

  /**
   * Moves to the coordinates of a state: θ, outputs, log ℒ, weights and Σ p q; the direction is
   * left to {@link #turn}.
   */
  void moveTo(double[] coordinates);

  /** Moves to θ = ∇R*(z), z in the units of the given map. */
  void moveToDual(double[] dual, ParameterMap units);

  /** Computes the direction g = Σ p_j ∂q_j at the point last moved to. */
  void turn();

  /** g = dz/ds, valid after {@link #turn}; owned by this object. */
  double[] direction();

  /** θ; owned by this object. */
  double[] theta();

  /** log ℒ. */
  double logLoss();

  /** Σ p_j q_j. */
  double weightedMargin();

  /** min_j q_j. */
  double minimumMargin();

  /** How the outputs differ from those at another point. */
  Change changeFrom(E other);

  /**
   * A difference of outputs.
   *
   * @param largest max |f_i − f'_i|; NaN if any is
   * @param scale max |f_i| of the first of the two
   */
  record Change(double largest, double scale) {}
}

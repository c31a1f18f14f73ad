package org.mirrorflow.flow;

/**
 * Where a flow is: a value, from which it goes on with the same bits as if it had not been stopped.
 *
 * @param dual z = ∇R(θ), the state proper; θ = ∇R*(z) is derived from it
 * @param s rescaled time, ds = ℒ dt
 * @param work W = ∫ Σ p_j q_j ds; the balance equation says D_b(s) = D_b(0) + L_b W(s)
 * @param logTime log t; −∞ at the start
 * @param logStep log of the size of the step to try next, in s for flows, the learning rate for
 *     {@link MirrorDescent}; NaN: choose one
 * @param steps accepted steps so far
 */
public record FlowState(
    double[] dual, double s, double work, double logTime, double logStep, long steps) {

  /** Takes a copy of the dual variable. */
  public FlowState {
    dual = dual.clone();
  }

  /** A copy of the dual variable. */
  @Override
  public double[] dual() {
    return dual.clone();
  }

  /** The state at time 0. */
  public static FlowState initial(double[] dual) {
    return new FlowState(dual, 0, 0, Double.NEGATIVE_INFINITY, Double.NaN, 0);
  }
}

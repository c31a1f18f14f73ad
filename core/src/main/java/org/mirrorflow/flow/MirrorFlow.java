package org.mirrorflow.flow;

/**
 * Follows a mirror flow until the log-loss target, a limit or a stop. In s-time, with ds = ℒ dt, it
 * is dz/ds = Σ p_j ∂q_j with z = ∇R(θ) and p = (−∂ℒ/∂q)/ℒ (Jacobs and Montúfar 2026, arXiv
 * 2605.19458).
 *
 * @param problem what flows
 * @param integrator how
 * @param options how far and how accurately
 * @since 0.1.0
 */
public record MirrorFlow(FlowProblem problem, Integrator integrator, FlowOptions options) {

  /**
   * Runs from a state to the end.
   *
   * @param start where to begin or go on
   * @param observer sees the start and every accepted step, and may stop the flow
   * @return the state at the end and why it ended
   */
  public FlowResult run(FlowState start, FlowObserver observer) {
    Stepper stepper = integrator.bind(problem, options.tolerance());
    return FlowLoop.run(stepper, start, options, observer::at);
  }
}

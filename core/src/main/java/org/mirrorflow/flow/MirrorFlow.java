package org.mirrorflow.flow;

/**
 * Follows a mirror flow in s-time until the log-loss target, a limit or a stop.
 *
 * @param problem what flows
 * @param integrator how
 * @param options how far and how accurately
 */
public record MirrorFlow(FlowProblem problem, Integrator integrator, FlowOptions options) {

  /** The standard integrator with default options until log ℒ = {@code logLoss}. */
  public static MirrorFlow until(FlowProblem problem, double logLoss) {
    return new MirrorFlow(problem, ExplicitFlow.standard(), FlowOptions.until(logLoss));
  }

  /**
   * Runs from a state to the end.
   *
   * @param start where to begin or go on
   * @param observer sees the start and every accepted step, and may stop the flow
   */
  public FlowResult run(FlowState start, FlowObserver observer) {
    Stepper stepper = integrator.bind(problem, options.tolerance());
    stepper.load(start);
    Outcome outcome = null;
    while (outcome == null) {
      FlowPoint point = stepper.point();
      boolean go = observer.at(stepper::state, point);
      if (!Double.isFinite(point.logLoss())) {
        outcome = Outcome.NUMERICAL_FAILURE; // overflowed margins give −∞, below every target
      } else if (point.logLoss() <= options.untilLogLoss()) {
        outcome = Outcome.LOSS_TARGET_REACHED;
      } else if (!go) {
        outcome = Outcome.INTERRUPTED;
      } else if (stepper.steps() >= options.maxSteps()) {
        outcome = Outcome.STEP_LIMIT;
      } else {
        outcome = outcomeOf(stepper.step());
      }
    }
    FlowPoint end = stepper.point();
    double minimum = end.minimumMargin();
    return new FlowResult(settle(outcome, minimum), stepper.state(), end.logLoss(), minimum);
  }

  private static Outcome outcomeOf(Stepper.Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> null;
      case STALLED -> Outcome.STALLED;
      case FAILED -> Outcome.NUMERICAL_FAILURE;
      case OVERFLOW -> Outcome.DUAL_OVERFLOW;
    };
  }

  /** No outcome that speaks of a margin stands while a sample is misclassified. */
  private static Outcome settle(Outcome outcome, double minimumMargin) {
    boolean ended = outcome == Outcome.LOSS_TARGET_REACHED || outcome == Outcome.STEP_LIMIT;
    return ended && !(minimumMargin > 0) ? Outcome.NOT_SEPARATED : outcome;
  }
}

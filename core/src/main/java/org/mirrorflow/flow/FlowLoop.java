package org.mirrorflow.flow;

import java.util.function.BiPredicate;
import java.util.function.Supplier;

/**
 * The loop of a flow: steps until an end is reached, for any integrator and any place of the data.
 *
 * @since 0.1.0
 */
public final class FlowLoop {
  private FlowLoop() {}

  /**
   * Runs from a state to the end.
   *
   * @param <E> the kind of evaluation
   * @param stepper makes the steps
   * @param start where to begin or go on
   * @param options when to end
   * @param observer sees the start and every accepted step, and stops the flow with false
   * @return the state at the end and why it ended
   */
  public static <E extends Evaluation<E>> FlowResult run(
      Steps<E> stepper,
      FlowState start,
      FlowOptions options,
      BiPredicate<Supplier<FlowState>, E> observer) {
    stepper.load(start);
    FlowProgress progress = start.progress();
    Outcome outcome = null;
    while (outcome == null) {
      E point = stepper.point();
      FlowProgress known = progress;
      boolean go = observer.test(() -> stepper.state().withProgress(known), point);
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
        if (outcome == null && progress.isDue(stepper)) {
          FlowProgress next = progress.look(stepper);
          outcome = outcomeOf(progress.judge(next, stepper.point().minimumMargin() > 0), stepper);
          progress = next;
        }
      }
    }
    E end = stepper.point();
    double minimum = end.minimumMargin();
    FlowState state = stepper.state().withProgress(progress);
    return new FlowResult(settle(outcome, minimum), state, end.logLoss(), minimum);
  }

  private static Outcome outcomeOf(FlowProgress.Verdict verdict, Steps<?> stepper) {
    return switch (verdict) {
      case MOVING -> null;
      case AT_REST -> Outcome.STALLED;
      case WITHOUT_PROGRESS -> stepper.changesMethod() ? null : Outcome.NO_PROGRESS;
    };
  }

  private static Outcome outcomeOf(Steps.Verdict verdict) {
    return switch (verdict) {
      case ACCEPTED -> null;
      case STALLED -> Outcome.STALLED;
      case FAILED -> Outcome.NUMERICAL_FAILURE;
      case OVERFLOW -> Outcome.DUAL_OVERFLOW;
    };
  }

  /** Replaces an outcome that needs a margin while a sample is misclassified. */
  private static Outcome settle(Outcome outcome, double minimumMargin) {
    boolean ended = outcome == Outcome.LOSS_TARGET_REACHED || outcome == Outcome.STEP_LIMIT;
    return ended && !(minimumMargin > 0) ? Outcome.NOT_SEPARATED : outcome;
  }
}

package org.mirrorflow.flow.explicit;

import java.util.function.BiPredicate;
import java.util.function.Supplier;
import org.mirrorflow.flow.Evaluation;
import org.mirrorflow.flow.FlowLoop;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Steps;
import org.mirrorflow.map.ParameterMap;

/**
 * The explicit flow on data in several parts or on other machines. It takes the steps of {@link
 * ExplicitFlow}; the caller evaluates the right-hand side.
 *
 * @param <E> the kind of evaluation
 * @param points makes evaluations
 * @param map the mirror map
 * @param options how far and how accurately
 * @since 0.1.0
 */
public record RemoteFlow<E extends Evaluation<E>>(
    Supplier<E> points, ParameterMap map, FlowOptions options) {

  /**
   * Runs from a state to the end.
   *
   * @param start where to begin or go on
   * @param observer sees the start and every accepted step, and stops the flow with false
   * @return the state at the end and why it ended
   */
  public FlowResult run(FlowState start, BiPredicate<Supplier<FlowState>, E> observer) {
    Steps<E> steps = new ExplicitSteps<>(points, map, Tableau.HEUN, options.tolerance());
    return FlowLoop.run(steps, start, options, observer);
  }
}

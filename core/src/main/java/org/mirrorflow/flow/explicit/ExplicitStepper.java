package org.mirrorflow.flow.explicit;

import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Stepper;

/**
 * {@link ExplicitSteps} on data in memory.
 *
 * @since 0.1.0
 */
public final class ExplicitStepper extends ExplicitSteps<FlowPoint> implements Stepper {

  ExplicitStepper(FlowProblem problem, Tableau tableau, double tolerance) {
    super(() -> new FlowPoint(problem), problem.map(), tableau, tolerance);
  }
}

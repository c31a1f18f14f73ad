package org.mirrorflow.flow;

/** {@link ExplicitSteps} on data in memory. */
final class ExplicitStepper extends ExplicitSteps<FlowPoint> implements Stepper {

  ExplicitStepper(FlowProblem problem, Tableau tableau, double tolerance) {
    super(() -> new FlowPoint(problem), problem.map(), tableau, tolerance);
  }
}

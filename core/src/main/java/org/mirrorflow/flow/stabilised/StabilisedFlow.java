package org.mirrorflow.flow.stabilised;

import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;

/**
 * Explicit steps of the Runge–Kutta–Chebyshev method in s-time. A step has as many stages as the
 * stiffness of the force asks for. That is the root of the number of steps that two stages would
 * need. Gradients are taken over those samples alone that carry weight. {@link StepLimits} says how
 * long they are.
 */
public record StabilisedFlow() implements Integrator {

  @Override
  public StabilisedStepper bind(FlowProblem problem, double tolerance) {
    return new StabilisedStepper(problem, StepLimits.of(tolerance));
  }

  @Override
  public String spec() {
    return "stabilised";
  }

  @Override
  public double workUntil(double fallen) {
    return Integrator.byDecades(fallen);
  }
}

package org.mirrorflow.flow.stabilised;

import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;

/**
 * Explicit steps of the Runge–Kutta–Chebyshev method in s-time: as many stages as the stiffness of
 * the force asks for, which is the root of the number of steps with two stages, and gradients over
 * the samples alone that carry weight.
 *
 * <p>A step is accepted on the change of the outputs that its error makes: a share of the largest
 * output that goes with the tolerance to the power 3/2, so that the steps go with its root and the
 * error of the flow, second order in the steps, with the tolerance itself, as for the other
 * integrators. Where all is smooth that would be steps of tens of percent, so the change of a block
 * of θ in a step is bounded too, likewise by the root of the tolerance.
 */
public record StabilisedFlow() implements Integrator {
  /**
   * The tolerance at which the error of a step would be as large as the outputs. On digits, where
   * samples pass kinks all the time, directions are then as far from the limit of fine steps as
   * those of the explicit flow: 1e-2 to 2e-2 against 7e-3 at log ℒ = −3 and the default tolerance.
   */
  private static final double UNIT_TOLERANCE = 5e-3;

  /**
   * The tolerance at which a block of θ might change by its own norm in a step: 4.5 % at the
   * default one, 5.5 % for the implicit flow. Where all is smooth this bounds the steps.
   */
  private static final double WHOLE_TOLERANCE = 0.5;

  @Override
  public StabilisedStepper bind(FlowProblem problem, double tolerance) {
    double allowed = Math.pow(tolerance / UNIT_TOLERANCE, 1.5);
    return new StabilisedStepper(problem, allowed, Math.sqrt(tolerance / WHOLE_TOLERANCE));
  }

  @Override
  public String spec() {
    return "stabilised";
  }
}

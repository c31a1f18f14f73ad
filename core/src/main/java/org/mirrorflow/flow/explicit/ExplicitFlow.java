package org.mirrorflow.flow.explicit;

import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Stepper;

/**
 * Explicit Runge–Kutta steps in s-time, accepted on the change of the margins. The outputs of the
 * two solutions of an embedded pair may differ by the tolerance times the largest output; once
 * outputs are large, they may differ by an absolute amount.
 *
 * <p>Single entries of θ are not controlled: for p &gt; 2 the flow of an entry that changes sign is
 * only Hölder continuous. The number of steps is proportional to log(1/ℒ).
 *
 * @param tableau the Runge–Kutta pair
 * @since 0.1.0
 */
public record ExplicitFlow(Tableau tableau) implements Integrator {

  /**
   * Heun's method. On ReLU networks the kinks set the order: the drift of conserved quantities is
   * of first order in the tolerance for every pair. Heun's error estimate sees the kinks; a pair of
   * higher order takes them for smooth.
   *
   * @return the explicit flow with Heun's pair
   */
  public static ExplicitFlow standard() {
    return new ExplicitFlow(Tableau.HEUN);
  }

  /**
   * {@return the flow of {@link #standard} with default options}
   *
   * @param problem what flows
   * @param logLoss target of log ℒ
   */
  public static MirrorFlow until(FlowProblem problem, double logLoss) {
    return new MirrorFlow(problem, standard(), FlowOptions.until(logLoss));
  }

  @Override
  public Stepper bind(FlowProblem problem, double tolerance) {
    return new ExplicitStepper(problem, tableau, tolerance);
  }

  @Override
  public String spec() {
    return "explicit";
  }
}

package org.mirrorflow.flow.implicit;

import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Sizes;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Margins;

/**
 * Implicit steps in s-time with exact kinks: a fixed number of steps per decade of log(1/ℒ), where
 * explicit steps cost a number proportional to log(1/ℒ) itself.
 *
 * <p>A step may change every block of θ by a share of its norm; the limit goes with the tolerance
 * so that the error of the method is proportional to it. Start it when all samples are classified:
 * {@link AutoFlow}.
 *
 * @param method the implicit Runge–Kutta method
 */
public record ImplicitFlow(ImplicitMethod method) implements Integrator {

  /** Tolerance at which a step changes as much as the method's {@code largestChange} says. */
  private static final double UNIT_TOLERANCE = 1e-3;

  /** {@return the flow on the L-stable method of second order with two stages} */
  public static ImplicitFlow standard() {
    return new ImplicitFlow(ImplicitMethod.SDIRK2);
  }

  /**
   * {@inheritDoc}
   *
   * @throws InputException if the model does not show its layers, or is one for which margins x
   *     units are more numbers than an array has
   */
  @Override
  public ImplicitStepper bind(FlowProblem problem, double tolerance) {
    LayeredModel network =
        problem
            .model()
            .layered()
            .orElseThrow(
                () ->
                    new InputException(
                        "--integrator implicit",
                        "model " + problem.model().spec(),
                        "a linear model or a network that shows its layers",
                        "use --integrator explicit"));
    if (!fits(problem)) {
      throw new InputException(
          "--integrator implicit",
          "model " + problem.model().spec() + " on " + problem.data().size() + " samples",
          "margins x units of a layer below 2^31",
          "use --integrator explicit");
    }
    double share = tolerance / UNIT_TOLERANCE;
    double change = method.largestChange() * Math.pow(share, 1.0 / method.order());
    return new ImplicitStepper(problem, network, method, change);
  }

  /**
   * {@return whether the multipliers of all kinks of a layer fit in an array}
   *
   * @param problem of a dense network
   */
  public static boolean fits(FlowProblem problem) {
    long margins = new Margins(problem.data()).count();
    return problem.model().layout().blocks().stream().allMatch(b -> Sizes.fit(margins, b.rows()));
  }

  @Override
  public String spec() {
    return "implicit";
  }

  @Override
  public double workUntil(double fallen) {
    return Integrator.byDecades(fallen);
  }
}

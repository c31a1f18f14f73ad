package org.mirrorflow.flow;

import org.mirrorflow.io.InputException;

/** A method that follows a mirror flow step by step: data plus a few lines. */
public interface Integrator {

  /**
   * Binds the method to a problem.
   *
   * @param problem the flow
   * @param tolerance accuracy of a step, see {@link FlowOptions#tolerance()}
   */
  Stepper bind(FlowProblem problem, double tolerance);

  /** The name on the command line. */
  String spec();

  /** The integrator of that name: explicit, implicit or auto. */
  static Integrator parse(String name) {
    return switch (name) {
      case "explicit" -> ExplicitFlow.standard();
      case "implicit" -> ImplicitFlow.standard();
      case "auto" -> new AutoFlow();
      default ->
          throw new InputException(
              "--integrator " + name,
              "unknown integrator",
              "explicit, implicit or auto",
              "name one of them");
    };
  }
}

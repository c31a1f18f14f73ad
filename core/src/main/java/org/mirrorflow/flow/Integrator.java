package org.mirrorflow.flow;

import org.mirrorflow.io.InputException;

/**
 * A method that follows a mirror flow step by step.
 *
 * @since 0.1.0
 */
public interface Integrator {

  /**
   * Binds the method to a problem.
   *
   * @param problem the flow
   * @param tolerance accuracy of a step, see {@link FlowOptions#tolerance()}
   * @return the method at work; it has no state before {@link Steps#load}
   * @throws InputException if the method does not know such a model
   * @throws IllegalArgumentException if the method does not work with such a map
   */
  Stepper bind(FlowProblem problem, double tolerance);

  /** {@return the name on the command line} */
  String spec();

  /**
   * {@return the name of what goes on from a state, {@link #spec} unless this integrator chooses
   * among others}
   *
   * @param state a state that it came to
   */
  default String atWork(FlowState state) {
    return spec();
  }

  /**
   * {@return a scale on which its work is even, near enough to say how much is left: explicit steps
   * are proportional to the fall of log ℒ}
   *
   * @param fallen by how much log ℒ has fallen since the start, at least 0
   */
  default double workUntil(double fallen) {
    return fallen;
  }

  /**
   * {@return the scale of integrators whose steps are as many in every decade of log(1/ℒ)}
   *
   * @param fallen by how much log ℒ has fallen since the start, at least 0
   */
  static double byDecades(double fallen) {
    return Math.log1p(fallen / 10);
  }
}

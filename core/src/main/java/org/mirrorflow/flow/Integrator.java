package org.mirrorflow.flow;

import org.mirrorflow.io.InputException;

/** A method that follows a mirror flow step by step: data plus a few lines. */
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
}

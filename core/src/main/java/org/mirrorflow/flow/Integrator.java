package org.mirrorflow.flow;

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
}

package org.mirrorflow.flow;

import org.mirrorflow.flow.descent.MirrorDescent;

/**
 * The state of a flow: a value from which the flow continues with the same bits as if it had not
 * been stopped.
 *
 * <p>The coordinates are the dual variable z = ∇R(θ), or θ itself in blocks whose map says so
 * ({@link org.mirrorflow.map.MirrorMap.Chart}). The reason is that under rapidly growing potentials
 * z overflows at weights of moderate size. s and W then overflow, too, so they are given in units
 * of e^c. c is 0 unless they are about to leave the range of float64.
 *
 * @param coordinates z or θ, block by block
 * @param logUnit c
 * @param s rescaled time, ds = ℒ dt, over e^c
 * @param work W = ∫ Σ p_j q_j ds over e^c; the balance equation says D_b(s) = D_b(0) + L_b W(s)
 * @param logTime log t; −∞ at the start
 * @param logStep log of the size of the step to try next, in s for flows, the learning rate for
 *     {@link MirrorDescent}; NaN: choose one
 * @param steps accepted steps so far
 * @param memory what an integrator remembers besides, in an order of its own; empty for those that
 *     need nothing, and where another integrator takes over
 * @param progress by which it is seen whether the flow still moves
 * @since 0.1.0
 */
public record FlowState(
    double[] coordinates,
    double logUnit,
    double s,
    double work,
    double logTime,
    double logStep,
    long steps,
    double[] memory,
    FlowProgress progress) {

  private static final double[] NOTHING = {};

  /**
   * Takes copies of the arrays.
   *
   * @param coordinates z or θ, block by block, copied
   * @param logUnit c
   * @param s rescaled time over e^c
   * @param work W over e^c
   * @param logTime log t
   * @param logStep log of the next step, or NaN
   * @param steps accepted steps so far
   * @param memory what an integrator remembers besides, copied
   * @param progress by which it is seen whether the flow still moves
   */
  public FlowState {
    coordinates = coordinates.clone();
    memory = memory.clone();
  }

  /**
   * A state of which nothing is remembered but where it is.
   *
   * @param coordinates z or θ, block by block, copied
   * @param logUnit c
   * @param s rescaled time over e^c
   * @param work W over e^c
   * @param logTime log t
   * @param logStep log of the next step, or NaN
   * @param steps accepted steps so far
   */
  public FlowState(
      double[] coordinates,
      double logUnit,
      double s,
      double work,
      double logTime,
      double logStep,
      long steps) {
    this(coordinates, logUnit, s, work, logTime, logStep, steps, NOTHING, FlowProgress.NONE);
  }

  /**
   * A state with s and work in units of 1.
   *
   * @param coordinates z or θ, block by block, copied
   * @param s rescaled time
   * @param work W = ∫ Σ p_j q_j ds
   * @param logTime log t
   * @param logStep log of the next step, or NaN
   * @param steps accepted steps so far
   */
  public FlowState(
      double[] coordinates, double s, double work, double logTime, double logStep, long steps) {
    this(coordinates, 0, s, work, logTime, logStep, steps);
  }

  /** {@return z or θ, block by block, a copy} */
  @Override
  public double[] coordinates() {
    return coordinates.clone();
  }

  /** {@return a copy of the memory of the integrator} */
  @Override
  public double[] memory() {
    return memory.clone();
  }

  /**
   * {@return the same state with something to remember}
   *
   * @param remembered numbers of the integrator that goes on from here, copied
   */
  public FlowState withMemory(double[] remembered) {
    return new FlowState(
        coordinates, logUnit, s, work, logTime, logStep, steps, remembered, progress);
  }

  /**
   * {@return the same state with what is known of its progress}
   *
   * @param known the progress
   */
  public FlowState withProgress(FlowProgress known) {
    return new FlowState(coordinates, logUnit, s, work, logTime, logStep, steps, memory, known);
  }

  /**
   * {@return the same state with another length of the next step}
   *
   * @param log its log in s
   */
  public FlowState withLogStep(double log) {
    return new FlowState(coordinates, logUnit, s, work, logTime, log, steps, memory, progress);
  }

  /**
   * {@return the same state with another count of steps}
   *
   * @param count accepted steps
   */
  public FlowState withSteps(long count) {
    return new FlowState(coordinates, logUnit, s, work, logTime, logStep, count, memory, progress);
  }

  /**
   * {@return the state at time 0}
   *
   * @param coordinates z or θ, block by block, copied
   */
  public static FlowState initial(double[] coordinates) {
    return new FlowState(coordinates, 0, 0, Double.NEGATIVE_INFINITY, Double.NaN, 0);
  }
}

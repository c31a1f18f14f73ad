package org.mirrorflow.analysis;

/**
 * The end of a {@link LimitSolver}.
 *
 * @param theta θ̂ there, of gauge 1 (every block for block gauges)
 * @param qMargin its Q-margin, at least that of the start
 * @param certificate its certificate
 * @param angle between the start and the end, both of gauge 1, in radians
 * @param steps convex programs solved to acceptance
 * @param outcome why it ended
 */
public record LimitResult(
    double[] theta,
    double qMargin,
    Certificate certificate,
    double angle,
    int steps,
    Outcome outcome) {

  /** Why a {@link LimitSolver} ended. */
  public enum Outcome {
    /** κ is as small as was asked. */
    REACHED,
    /** Steps hardly raise the margin and κ no longer falls, or no step raises it at all. */
    STALLED,
    /** The number of steps was spent first. */
    STEP_LIMIT
  }
}

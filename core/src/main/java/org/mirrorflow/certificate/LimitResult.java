package org.mirrorflow.certificate;

/**
 * The end of a {@link LimitSolver}.
 *
 * @param theta θ̂ there, of gauge 1 (every block for block gauges)
 * @param qMargin its Q-margin, at least that of the start
 * @param certificate its certificate
 * @param angle between the start and the end, both of gauge 1, in radians
 * @param steps convex programs solved to acceptance
 * @param end why it ended
 */
public record LimitResult(
    double[] theta, double qMargin, Certificate certificate, double angle, int steps, End end) {

  /** Why a {@link LimitSolver} ended. */
  public enum End {
    /** κ is as small as was asked. */
    REACHED,
    /** Convex steps no longer raise the margin: a kink that the certificate does not see. */
    STALLED,
    /** What the steps came to has a larger κ than the start, which is handed back. */
    START_KEPT,
    /** More steps or a larger effort may bring κ down further. */
    EFFORT_SPENT
  }
}

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
 * @param startKept whether what the steps came to was certified to have a larger κ than the start,
 *     which is handed back in its place
 * @since 0.1.0
 */
public record LimitResult(
    double[] theta,
    double qMargin,
    Certificate certificate,
    double angle,
    int steps,
    End end,
    boolean startKept) {

  /**
   * {@return the start in the place of this end, where its certified κ is smaller; else this}
   *
   * @param start where the search began, of gauge 1
   * @param known its certificate
   */
  public LimitResult orStart(double[] start, Certificate known) {
    return known.kktGap() < certificate.kktGap()
        ? new LimitResult(start, known.qMargin(), known, 0, steps, end, true)
        : this;
  }

  /** Why a {@link LimitSolver} ended. */
  public enum End {
    /** κ is as small as was asked. */
    REACHED,
    /** Convex steps no longer raise the margin: a kink that the certificate does not see. */
    STALLED,
    /** More steps or a larger effort may bring κ down further. */
    EFFORT_SPENT
  }
}

package org.mirrorflow.flow.stabilised;

/**
 * What a step may be off by and how far it may go, by the tolerance.
 *
 * <p>A step passes kinks, between which all is smooth. Where it is smooth its error, of third
 * order, is measured and bounded. Kinks make errors of first order in what a step passes, which no
 * estimate shows, so no block of θ may change by more than a share of its norm. Short steps cost
 * little where few stages are stable, and what goes wrong early grows on the way, so that the share
 * is smaller there, in proportion to the stages up to {@link #FULL_STAGES}; unless the measured
 * error is very small.
 *
 * @param error the error in the outputs, as a share of the largest output
 * @param fineError an error that is very small
 * @param move most that a block of θ changes by, as a share of its norm
 * @param drift most that the balance of the blocks changes by while s grows e-fold, relative: the
 *     flow conserves it, samples that go from side to side of a kink do not
 * @param moveDrift the same while a block of θ moves by its own norm, where modes are slowed
 * @param leastDrift change of the balance that a step may make whatever its length: where a sample
 *     returns to its kink the balance changes fast, but for a moment
 * @param flatness share of the curvature at the largest entry of a block below which the map is
 *     straightened for a step; entries in the flat part follow the others a share of that late
 */
record StepLimits(
    double error,
    double fineError,
    double move,
    double drift,
    double moveDrift,
    double leastDrift,
    double flatness) {
  /**
   * The tolerance at which the error of a step would be as large as the outputs. On ten digits 2 %
   * at the default tolerance are a knee: samples that slide along kinks make errors of that size in
   * steps of any length, and steps became ten times as short for no better direction; 6 % are
   * beyond.
   */
  private static final double UNIT_TOLERANCE = 2e-3;

  /** Errors of so many tolerances are very small: Heun's pair of the explicit flow allows one. */
  private static final double FINE_TOLERANCES = 1.0 / 0.3;

  /**
   * The tolerance at which a block of θ might change by its own norm in a step: 2.4 % at the
   * default one.
   */
  private static final double WHOLE_TOLERANCE = 0.5;

  /**
   * Tolerances by which the balance may change while s grows e-fold: where samples slide it comes
   * to a tenth of that in the end, and no step of ten digits is refused for it.
   */
  private static final double DRIFT_TOLERANCES = 10;

  /**
   * The same while a block moves by its own norm, as a share. Modes that are slowed follow late,
   * and late in a flow θ moves while s hardly grows. A flow moves θ by its norm a few times. With
   * 0.3 the balance of neurons of p = 3 on ten digits is off by 1.2e-3 at −1,000, with 0.1 by 9e-4.
   */
  private static final double MOVE_DRIFT = 0.1;

  /** Tolerances by which any step may change the balance: a thousand of them make one. */
  private static final double LEAST_DRIFT_TOLERANCES = 1e-3;

  /**
   * The tolerance at which the map would be straight altogether. For p = 3 on ten digits a tenth of
   * the 1 % at the default tolerance leaves a radius that changes within a step, and steps that
   * raise the loss.
   */
  private static final double STRAIGHT_TOLERANCE = 0.03;

  /** Stages from which on a step may take the full share. */
  private static final int FULL_STAGES = 8;

  /**
   * {@return the limits that make the error of the flow proportional to the tolerance: the steps go
   * with its root}
   *
   * @param tolerance of the flow
   */
  static StepLimits of(double tolerance) {
    return new StepLimits(
        Math.pow(tolerance / UNIT_TOLERANCE, 1.5),
        FINE_TOLERANCES * tolerance,
        Math.sqrt(tolerance / WHOLE_TOLERANCE),
        DRIFT_TOLERANCES * tolerance,
        0,
        LEAST_DRIFT_TOLERANCES * tolerance,
        tolerance / STRAIGHT_TOLERANCE);
  }

  /** {@return the limits of steps in which modes are slowed} */
  StepLimits slowed() {
    return new StepLimits(error, fineError, move, drift, MOVE_DRIFT * drift, leastDrift, flatness);
  }

  /**
   * {@return how large a step is but for its error, at most 1 if it is within the limits; the third
   * power of its length}
   *
   * @param measured its error in the outputs, as a share of the largest output
   * @param moved the largest change of a block
   * @param drifted the change of the balance
   * @param share its length over s at its end
   * @param stages how many it had
   */
  double size(double measured, double moved, double drifted, double share, int stages) {
    double full = moved / move;
    double own = full * FULL_STAGES / Math.min(FULL_STAGES, stages);
    double few = Math.min(own * own * own, measured / fineError);
    double unbalanced = drifted / (drift * share + moveDrift * moved + leastDrift);
    return Math.max(unbalanced * unbalanced * unbalanced, Math.max(full * full * full, few));
  }

  /**
   * {@return the same by the change of the blocks alone}
   *
   * @param moved the largest change of a block
   */
  double ofMove(double moved) {
    double full = moved / move;
    return full * full * full;
  }
}

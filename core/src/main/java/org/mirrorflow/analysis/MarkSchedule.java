package org.mirrorflow.analysis;

/**
 * The points of a run at which it is measured: the start, log ℒ = −1 + k · spacing down to −1, then
 * log ℒ = −10^{k/perDecade}, and the end. The third kind is evenly spaced in log log(1/ℒ).
 *
 * @param perDecade marks per factor 10 of log(1/ℒ)
 * @param spacing between marks above −1
 * @since 0.1.0
 */
public record MarkSchedule(int perDecade, int spacing) {

  /** Default density. */
  public static final MarkSchedule STANDARD = new MarkSchedule(8);

  /** So few margins are certified within the time of a few steps. */
  private static final int FEW_MARGINS = 200;

  /**
   * Marks at whole values of log ℒ above −1.
   *
   * @param perDecade marks per factor 10 of log(1/ℒ)
   */
  public MarkSchedule(int perDecade) {
    this(perDecade, 1);
  }

  /**
   * {@return the schedule of the marks that have a certificate: every mark where margins are few,
   * else every second one}
   *
   * @param margins number of margins of the run
   * @since 0.2.0
   */
  public MarkSchedule certified(int margins) {
    return margins <= FEW_MARGINS ? this : new MarkSchedule((perDecade + 1) / 2, 2 * spacing);
  }

  /**
   * {@return the first level strictly below log ℒ}
   *
   * @param logLoss log ℒ
   */
  public double next(double logLoss) {
    if (!(logLoss <= -1)) {
      return Math.max(-1, spacing * (Math.ceil((logLoss + 1) / spacing) - 1) - 1);
    }
    long k = (long) Math.floor(perDecade * Math.log10(-logLoss));
    double level = level(k);
    while (level >= logLoss) {
      level = level(++k);
    }
    return level;
  }

  private double level(long k) {
    return -Math.pow(10, (double) k / perDecade);
  }
}

package org.mirrorflow.lab.run;

import java.util.Locale;

/** Progress that is even in log(1/ℒ), to which the number of explicit steps is proportional. */
public final class LossProgress {
  /** Progress is reported about this often, in nanoseconds. */
  private static final long PERIOD = 100_000_000L;

  private final Progress progress;
  private final double untilLogLoss;
  private double firstLogLoss = Double.NaN;
  private long last;

  /**
   * Begins at the first log-loss that it is told.
   *
   * @param progress is told how far the flow is
   * @param untilLogLoss target of log ℒ
   */
  public LossProgress(Progress progress, double untilLogLoss) {
    this.progress = progress;
    this.untilLogLoss = untilLogLoss;
  }

  /**
   * Reports where one is due.
   *
   * @param logLoss log ℒ now
   */
  public void at(double logLoss) {
    if (Double.isNaN(firstLogLoss)) {
      firstLogLoss = logLoss;
    }
    long now = System.nanoTime();
    if (now - last < PERIOD) {
      return;
    }
    last = now;
    double done = (firstLogLoss - logLoss) / (firstLogLoss - untilLogLoss);
    progress.report(
        Math.max(0, Math.min(1, done)), String.format(Locale.ROOT, "log loss %.4g", logLoss));
  }
}

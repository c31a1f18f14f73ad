package org.mirrorflow.lab.run;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** Progress by log ℒ, on a scale on which the work of the integrator is even. */
public final class LossProgress {
  /** Progress is reported about this often, in nanoseconds. */
  private static final long PERIOD = 100_000_000L;

  private final Progress progress;
  private final double untilLogLoss;
  private final DoubleUnaryOperator work;
  private double firstLogLoss = Double.NaN;
  private long last;

  /**
   * Begins at the first log-loss that it is told.
   *
   * @param progress is told how far the flow is
   * @param untilLogLoss target of log ℒ
   * @param work grows evenly with the work, a function of the fall of log ℒ
   */
  public LossProgress(Progress progress, double untilLogLoss, DoubleUnaryOperator work) {
    this.progress = progress;
    this.untilLogLoss = untilLogLoss;
    this.work = work;
  }

  /**
   * Reports where one is due.
   *
   * @param logLoss log ℒ now
   * @param more what is said after it, asked for only then
   */
  public void at(double logLoss, Supplier<String> more) {
    if (Double.isNaN(firstLogLoss)) {
      firstLogLoss = logLoss;
    }
    long now = System.nanoTime();
    if (now - last < PERIOD) {
      return;
    }
    last = now;
    double fallen = Math.max(0, firstLogLoss - logLoss);
    double all = Math.max(0, firstLogLoss - untilLogLoss);
    double done = all == 0 ? 1 : work.applyAsDouble(fallen) / work.applyAsDouble(all);
    progress.report(
        Math.max(0, Math.min(1, done)),
        String.format(Locale.ROOT, "log loss %.4g%s", logLoss, more.get()));
  }
}

package org.mirrorflow.djl.train;

import java.util.Locale;

/** The progress of a training in words, a few times per second. */
final class ProgressLine {
  private static final long REPORT_NANOS = 200_000_000L;

  private final TrainSpec spec;
  private final TrainProgress progress;
  private long last;

  ProgressLine(TrainSpec spec, TrainProgress progress) {
    this.spec = spec;
    this.progress = progress;
  }

  /**
   * Says how far the training is, unless it was just said.
   *
   * @param epochs done, with the part of the last one
   * @param logLoss log ℒ
   * @param accuracy share of images
   * @param minimum smallest margin
   */
  void report(double epochs, double logLoss, double accuracy, double minimum) {
    long now = System.nanoTime();
    if (now - last < REPORT_NANOS) {
      return;
    }
    last = now;
    double fraction = epochs / spec.epochs();
    if (spec.untilLogLoss() != null && spec.untilLogLoss() < 0) {
      fraction = Math.max(fraction, logLoss / spec.untilLogLoss());
    }
    progress.report(
        Math.max(0, Math.min(1, fraction)),
        String.format(
            Locale.ROOT,
            "log loss %.4g, accuracy %.2f %%, margin %.3g",
            logLoss,
            100 * accuracy,
            minimum));
  }
}

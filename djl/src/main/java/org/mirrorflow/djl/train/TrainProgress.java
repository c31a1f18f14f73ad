package org.mirrorflow.djl.train;

/** Where a training says how far it is. */
@FunctionalInterface
public interface TrainProgress {
  /** Says nothing. */
  TrainProgress SILENT = (fraction, text) -> {};

  /**
   * Says how far it is.
   *
   * @param fraction done so far, 0 to 1
   * @param text loss, accuracy and margin, in a few words
   */
  void report(double fraction, String text);
}

package org.mirrorflow.lab.run;

/** Receives the progress of long work. Called from several threads. */
@FunctionalInterface
public interface Progress {

  /** Says nothing. */
  Progress SILENT = (fraction, text) -> {};

  /**
   * Says how far the work is.
   *
   * @param fraction done so far, 0 to 1
   * @param text what is being done, a few words
   */
  void report(double fraction, String text);

  /**
   * Says at once what a user should know before the work goes on; by default nothing.
   *
   * @param text one line
   */
  default void warn(String text) {}
}

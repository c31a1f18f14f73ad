package org.mirrorflow.lab.advise;

import java.util.function.BooleanSupplier;

/**
 * The result of one pilot run on the held-out samples.
 *
 * @param accuracy there
 * @param units neurons of the first hidden layer, or features of a linear model
 * @param unitsNeeded the least number of strongest units with 99 % of the accuracy
 * @param halfAccuracy mean accuracy without a random half of the units
 * @param stepsToFit steps until 99 % of the training samples were classified; the steps taken where
 *     they never were
 * @param fitted whether they were
 * @param cut whether time ended the run, rather than its target or the limit of steps
 * @param qMargin q_min/Q^L at the end, NaN before the data fit
 * @param heldOut number of samples held out
 */
public record Pilot(
    double accuracy,
    int units,
    int unitsNeeded,
    double halfAccuracy,
    long stepsToFit,
    boolean fitted,
    boolean cut,
    double qMargin,
    int heldOut) {

  /** Of the accuracy that the strongest units have to keep. */
  static final double SHARE = 0.99;

  /** Where a pilot ends: all samples classified with room, features formed. */
  static final double UNTIL_LOG_LOSS = -5;

  /** Most steps of a run that is to end by itself. */
  public static final long MOST_STEPS = 20_000;

  /**
   * Trains on one part and looks at the other, from start to end.
   *
   * @param candidate map and scale
   * @param model model specification
   * @param data in two parts
   * @param seed of the initial weights and of what is left out
   * @param mostSteps the run is judged as it is after so many steps
   * @param stop asked after every step: the run is then judged as it is
   * @return what it showed
   */
  public static Pilot run(
      Candidate candidate,
      String model,
      Holdout data,
      long seed,
      long mostSteps,
      BooleanSupplier stop) {
    return new PilotRun(candidate, model, data, seed).advance(mostSteps, stop);
  }
}

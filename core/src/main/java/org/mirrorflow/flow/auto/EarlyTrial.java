package org.mirrorflow.flow.auto;

import org.mirrorflow.flow.stabilised.CostMean;

/**
 * What is known of implicit steps before all samples are classified. How large their systems become
 * is not known before they are made. So they are tried, and given up when a unit of log s costs
 * more than it did by stabilised steps. The mean begins with what was expected of the first step,
 * which takes twice as long as others: stabilised steps end beside the kinks. (A unit of log ℒ
 * would not compare: its cost grows in any case as a flow comes to rest.) The next trial waits
 * until s has doubled.
 *
 * @param notBefore log s before which no trial starts
 * @param allowed multiplications per unit of log s of the stabilised steps before the trial
 * @param cost of the implicit steps of the trial
 */
record EarlyTrial(double notBefore, double allowed, CostMean cost) {
  static final EarlyTrial NONE = new EarlyTrial(Double.NEGATIVE_INFINITY, 0, CostMean.NONE);

  /** Numbers of {@link #remember}. */
  static final int SIZE = 4;

  /** The first step of a trial, as a share of s: steps are 0.01 to 0.05 of s on tabular data. */
  static final double SHARE = 0.03;

  private static final double PAUSE = Math.log(2);

  static EarlyTrial recall(double[] memory, int from) {
    if (memory.length < from + SIZE) {
      return NONE;
    }
    CostMean cost = new CostMean(memory[from + 2], memory[from + 3]);
    return new EarlyTrial(memory[from], memory[from + 1], cost);
  }

  double[] remember() {
    return new double[] {notBefore, allowed, cost.cost(), cost.gain()};
  }

  boolean mayStart(double logS) {
    return logS >= notBefore;
  }

  EarlyTrial start(double perUnit) {
    return new EarlyTrial(notBefore, perUnit, CostMean.NONE);
  }

  /** After a step: what it cost, and by how much log s grew. */
  EarlyTrial with(double one, double grown) {
    return new EarlyTrial(notBefore, allowed, cost.with(one, grown));
  }

  boolean pays() {
    return cost.perUnit() <= allowed;
  }

  EarlyTrial giveUp(double logS) {
    return new EarlyTrial(logS + PAUSE, 0, CostMean.NONE);
  }
}

package org.mirrorflow.lab.study;

/** How much the study runs. */
public enum StudySize {
  /** One seed, short flows: a look. */
  QUICK(1, -10, 4),
  /** Three seeds, flows to where features have settled. */
  STANDARD(3, -100, -2);

  private final int seeds;
  private final double digitsLogLoss;
  private final double tenDigitsLogLoss;

  StudySize(int seeds, double digitsLogLoss, double tenDigitsLogLoss) {
    this.seeds = seeds;
    this.digitsLogLoss = digitsLogLoss;
    this.tenDigitsLogLoss = tenDigitsLogLoss;
  }

  /** Number of random starts on the synthetic set. */
  public int seeds() {
    return seeds;
  }

  /** Target of log ℒ on pairs of digits. */
  public double digitsLogLoss() {
    return digitsLogLoss;
  }

  /** Target of log ℒ on all ten digits; ℒ is a sum over 1,797 images. */
  public double tenDigitsLogLoss() {
    return tenDigitsLogLoss;
  }
}

package org.mirrorflow.lab.study;

/**
 * How much the study runs.
 *
 * @param name word for it in the summary
 * @param seeds number of random starts on the synthetic set
 * @param syntheticLogLoss no flow on the synthetic set goes below this log ℒ
 * @param pairs number of pairs of digits
 * @param digitsLogLoss target of log ℒ on pairs of digits
 * @param tenDigitsLogLoss target of log ℒ on all ten digits; ℒ is a sum over 1,797 images
 * @param farLogLoss no flow of the chapter on rates goes below this log ℒ; they cost the same at
 *     any
 */
public record StudySize(
    String name,
    int seeds,
    double syntheticLogLoss,
    int pairs,
    double digitsLogLoss,
    double tenDigitsLogLoss,
    double farLogLoss) {

  /** One seed, short flows: a look. */
  public static final StudySize QUICK = new StudySize("quick", 1, -1000, 1, -10, 5, -1e11);

  /** Three seeds, flows to where features have settled. */
  public static final StudySize STANDARD = new StudySize("standard", 3, -1000, 2, -100, -2, -1e11);
}

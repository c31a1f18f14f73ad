package org.mirrorflow.lab.study;

import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The size of a study: starts, data and targets.
 *
 * @param name word for it in the summary
 * @param seeds number of random starts (or data sets) behind an interval
 * @param syntheticLogLoss no flow on the synthetic set goes below this log ℒ
 * @param pairs number of pairs of digits
 * @param digitsLogLoss target of log ℒ on pairs of digits
 * @param tenDigitsLogLoss target of log ℒ on all ten digits; ℒ is a sum over 1,797 images
 * @param farLogLoss no flow of the chapters on rates goes below this log ℒ; they cost the same at
 *     any
 * @param images number of images of MNIST and Fashion-MNIST
 * @param convolutions number of random starts of convolutional networks
 * @param convolutionImages number of images of digits that they are trained on
 * @param convolutionsLogLoss target of log ℒ of convolutional networks
 * @param steps no descent of the known results takes more steps
 */
public record StudySize(
    String name,
    int seeds,
    double syntheticLogLoss,
    int pairs,
    double digitsLogLoss,
    double tenDigitsLogLoss,
    double farLogLoss,
    int images,
    int convolutions,
    int convolutionImages,
    double convolutionsLogLoss,
    long steps) {

  /** One seed, short flows: a look. */
  public static final StudySize QUICK =
      new StudySize("quick", 1, -1000, 1, -3, 5, -1e11, 50, 1, 20, -10, 1_000);

  /** Five seeds behind the intervals, flows to where features have settled. */
  public static final StudySize STANDARD =
      new StudySize("standard", 5, -1000, 2, -100, 2, -1e11, 200, 2, 20, -100, 10_000);

  /** Eight seeds behind every interval, more images. */
  public static final StudySize FULL =
      new StudySize("full", 8, -1000, 2, -100, -20, -1e11, 1000, 5, 40, -1000, 10_000);

  /** The option of {@code study} that asks for it; empty for the default. */
  String option() {
    return equals(QUICK) ? "--quick" : equals(FULL) ? "--full" : "";
  }

  /** A target of log ℒ on the synthetic set, not below {@link #syntheticLogLoss}. */
  double synthetic(double logLoss) {
    return Math.max(logLoss, syntheticLogLoss);
  }

  /** A target of log ℒ far out, not below {@link #farLogLoss}. */
  double far(double logLoss) {
    return Math.max(logLoss, farLogLoss);
  }

  /** What belongs to each of the random starts 0, 1, … behind an interval. */
  <T> List<T> starts(IntFunction<T> of) {
    return IntStream.range(0, seeds).mapToObj(of).toList();
  }
}

package org.mirrorflow.lab.page;

import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import org.mirrorflow.numeric.StudentT;

/**
 * What is shown around a mean: its 95 % interval over three or more seeds, otherwise the range. Two
 * values say next to nothing about where their mean lies, and flows that differ in their settings
 * are no sample.
 *
 * @param quantile of Student's t for the interval; NaN for the range
 */
record Spread(double quantile) {
  private static final int FEWEST = 3;

  /** What a caption calls the interval. */
  static final String INTERVAL = "95 % interval of the mean (Student's t)";

  /** What a caption calls the range. */
  static final String RANGE = "range, from the least to the largest";

  /** Of so many values, of flows that differ in their seed alone or in more. */
  static Spread of(int values, boolean seedsAlone) {
    boolean interval = seedsAlone && values >= FEWEST;
    return new Spread(interval ? StudentT.quantile(values - 1) : Double.NaN);
  }

  boolean isInterval() {
    return !Double.isNaN(quantile);
  }

  /** The mean and the ends, from the lower to the upper. */
  record Around(double mean, double low, double high) {}

  /** Around the mean of these values, one or more. */
  Around around(double... values) {
    DoubleSummaryStatistics all = Arrays.stream(values).summaryStatistics();
    double mean = all.getAverage();
    if (!isInterval()) {
      return new Around(mean, all.getMin(), all.getMax());
    }
    double half = quantile * StudentT.standardError(values);
    return new Around(mean, mean - half, mean + half);
  }
}

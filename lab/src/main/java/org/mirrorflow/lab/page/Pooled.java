package org.mirrorflow.lab.page;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Series;

/**
 * The mean of curves with its range: least and largest value where all curves are known.
 *
 * @param name in the legend
 */
record Pooled(String name) {
  private static final int POINTS = 160;

  /** One curve as it is; of several the mean, with the range as a band; empty without overlap. */
  Optional<Series> of(List<Series> curves) {
    if (curves.size() == 1) {
      Series one = curves.get(0);
      return Optional.of(new Series(name, one.x(), one.y(), one.style(), null, null));
    }
    double from = curves.stream().mapToDouble(c -> c.x()[0]).max().orElse(0);
    double to = curves.stream().mapToDouble(c -> c.x()[c.x().length - 1]).min().orElse(0);
    if (!(from < to)) {
      return Optional.empty();
    }
    double[] x = grid(from, to);
    double[] mean = new double[POINTS];
    double[] low = new double[POINTS];
    double[] high = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      double at = x[k];
      double[] values = curves.stream().mapToDouble(c -> value(c, at)).toArray();
      mean[k] = Arrays.stream(values).average().orElse(Double.NaN);
      low[k] = Arrays.stream(values).min().orElse(Double.NaN);
      high[k] = Arrays.stream(values).max().orElse(Double.NaN);
    }
    return Optional.of(
        new Series(name, x, mean, Series.Style.LINE, new Series.Band(low, high), null));
  }

  /** Evenly spaced, in the logarithm where the ends allow it. */
  private static double[] grid(double from, double to) {
    return IntStream.range(0, POINTS)
        .mapToDouble(
            k -> {
              double share = k / (POINTS - 1.0);
              return from > 0 ? from * Math.pow(to / from, share) : from + share * (to - from);
            })
        .map(at -> Math.min(to, Math.max(from, at)))
        .toArray();
  }

  /** Linear between the points of a curve. */
  private static double value(Series curve, double at) {
    double[] x = curve.x();
    int i = Arrays.binarySearch(x, at);
    if (i >= 0) {
      return curve.y()[i];
    }
    int right = Math.min(-i - 1, x.length - 1);
    int left = Math.max(0, right - 1);
    double share = x[right] > x[left] ? (at - x[left]) / (x[right] - x[left]) : 0;
    return curve.y()[left] + share * (curve.y()[right] - curve.y()[left]);
  }
}

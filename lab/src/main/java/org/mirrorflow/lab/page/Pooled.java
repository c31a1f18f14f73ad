package org.mirrorflow.lab.page;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Series;

/**
 * The mean of curves where all of them are known.
 *
 * @param name in the legend
 * @param seedsAlone whether they are curves of flows that differ in their seed alone
 */
record Pooled(String name, boolean seedsAlone) {
  private static final int POINTS = 160;

  /** One curve as it is; of several the mean, with a band; empty without overlap. */
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
    Spread spread = Spread.of(curves.size(), seedsAlone);
    List<Spread.Around> all =
        Arrays.stream(x)
            .mapToObj(at -> spread.around(curves.stream().mapToDouble(c -> value(c, at)).toArray()))
            .toList();
    return Optional.of(
        Series.line(name, x, column(all, Spread.Around::mean))
            .withBand(column(all, Spread.Around::low), column(all, Spread.Around::high)));
  }

  private static double[] column(List<Spread.Around> all, ToDoubleFunction<Spread.Around> of) {
    return all.stream().mapToDouble(of).toArray();
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

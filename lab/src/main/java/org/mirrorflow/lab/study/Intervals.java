package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Series;

/** Intervals of several maps side by side, as series and as cells of a table. */
final class Intervals {
  private Intervals() {}

  /** One bar with its interval per name. */
  static Series bars(String name, Map<String, double[]> values) {
    List<Interval> all = values.values().stream().map(Interval::of).toList();
    return Series.bars(name, column(all, Interval::mean))
        .withBand(column(all, Interval::low), column(all, Interval::high));
  }

  /** One point with its interval per name, for ordinates on a logarithmic axis. */
  static Series points(String name, Map<String, double[]> values) {
    List<Interval> all = values.values().stream().map(Interval::of).toList();
    return Series.points(name, all, Interval::mean)
        .withBand(column(all, Interval::low), column(all, Interval::high));
  }

  /** The axis of their names. */
  static Axis names(String name, Map<String, ?> values) {
    return Axis.categories(name, List.copyOf(values.keySet()));
  }

  static double[] column(List<Interval> intervals, ToDoubleFunction<Interval> end) {
    return intervals.stream().mapToDouble(end).toArray();
  }

  /** Rows of a table: a name, then one interval per measure. */
  static <T> List<List<String>> rows(
      Map<String, List<T>> byName, List<Function<T, Double>> measures) {
    List<List<String>> rows = new ArrayList<>();
    byName.forEach(
        (name, all) -> {
          List<String> row = new ArrayList<>(List.of(name));
          for (Function<T, Double> measure : measures) {
            row.add(Interval.of(all, item -> Numbers.orNaN(measure.apply(item))).text());
          }
          rows.add(row);
        });
    return rows;
  }
}

package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.run.Trajectory;

/** Curves of a study, one per entry of a map: along training, and by rank. */
final class Curves {

  /** The abscissa along training. */
  static final Axis DECAY = Axis.log("log(1/loss)").in("natural logarithm");

  private Curves() {}

  /** One item per entry, a series or a row, in the order of the map. */
  static <T, R> List<R> each(Map<String, T> byName, BiFunction<String, T, R> item) {
    return byName.entrySet().stream().map(e -> item.apply(e.getKey(), e.getValue())).toList();
  }

  /** The same names with something of every value. */
  static <T, R> Map<String, R> map(Map<String, T> byName, Function<T, R> what) {
    Map<String, R> result = new LinkedHashMap<>();
    byName.forEach((name, value) -> result.put(name, what.apply(value)));
    return result;
  }

  /** The same names with a number of every one of their items. */
  static <T> Map<String, double[]> numbers(
      Map<String, List<T>> byName, ToDoubleFunction<T> measure) {
    return map(byName, all -> all.stream().mapToDouble(measure).toArray());
  }

  /** The items of all lists by their names, in the order of the first. */
  static <T> Map<String, List<T>> byName(List<List<T>> lists, Function<T, String> name) {
    return lists.stream()
        .flatMap(List::stream)
        .collect(Collectors.groupingBy(name, LinkedHashMap::new, Collectors.toList()));
  }

  /** A column of a trajectory from log ℒ = −1 on. */
  static Series line(String name, Trajectory trajectory, String column) {
    return line(name, trajectory, column, UnaryOperator.identity());
  }

  /** What becomes of a column of a trajectory, from log ℒ = −1 on. */
  static Series line(
      String name, Trajectory trajectory, String column, UnaryOperator<double[]> shown) {
    Trajectory t = Numbers.fitted(trajectory);
    return Series.line(name, Numbers.decay(t), shown.apply(t.column(column)));
  }

  /** As shares of the last value. */
  static double[] relativeToLast(double[] values) {
    return Arrays.stream(values).map(x -> x / values[values.length - 1]).toArray();
  }

  /** The same, dashed. */
  static Series dashed(String name, Trajectory trajectory, String column) {
    Trajectory t = Numbers.fitted(trajectory);
    return Series.dashed(name, Numbers.decay(t), t.column(column));
  }

  /** Values relative to the largest, largest first, by rank. */
  static Series ranked(String name, double[] values) {
    double[] rank = IntStream.rangeClosed(1, values.length).asDoubleStream().toArray();
    return Series.line(name, rank, falling(values));
  }

  /** Values relative to the largest, largest first. */
  static double[] falling(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int last = sorted.length - 1;
    return IntStream.rangeClosed(0, last)
        .mapToDouble(i -> sorted[last - i] / sorted[last])
        .toArray();
  }
}

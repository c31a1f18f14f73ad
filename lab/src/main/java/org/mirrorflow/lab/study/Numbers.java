package org.mirrorflow.lab.study;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoublePredicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mirrorflow.lab.run.Trajectory;

/** Reads trajectories for figures: ordinates against log(1/ℒ), and numbers in words. */
final class Numbers {
  private Numbers() {}

  /** Rows of a trajectory with log ℒ ≤ −1, where log(1/ℒ) has a place on a logarithmic axis. */
  static Trajectory fitted(Trajectory trajectory) {
    return where(trajectory, "logLoss", logLoss -> logLoss <= -1);
  }

  /** The rows with a certificate: where margins are many, not every mark has one. */
  static Trajectory certified(Trajectory trajectory) {
    return where(trajectory, "kktGap", Double::isFinite);
  }

  /** The last KKT gap of the marks; NaN without one. */
  static double lastGap(Trajectory trajectory) {
    double[] gaps = certified(trajectory).column("kktGap");
    return gaps.length == 0 ? Double.NaN : gaps[gaps.length - 1];
  }

  private static Trajectory where(Trajectory trajectory, String column, DoublePredicate kept) {
    double[] values = trajectory.column(column);
    List<double[]> rows =
        IntStream.range(0, values.length)
            .filter(i -> kept.test(values[i]))
            .mapToObj(trajectory.rows()::get)
            .toList();
    return new Trajectory(trajectory.columns(), rows);
  }

  /** log(1/ℒ) of every row. */
  static double[] decay(Trajectory trajectory) {
    return Arrays.stream(trajectory.column("logLoss")).map(x -> -x).toArray();
  }

  /** Three significant digits. */
  static String text(double x) {
    if (x == Math.rint(x) && Math.abs(x) < 1e6) {
      return Long.toString((long) x);
    }
    return String.format(Locale.ROOT, "%.3g", x);
  }

  /** The same, or a dash for a number that does not exist. */
  static String orDash(Double x) {
    return x == null ? "-" : text(x);
  }

  /** The middle value; NaN where there is none or a value is NaN. */
  static double median(double[] values) {
    if (values.length == 0 || Arrays.stream(values).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int m = sorted.length;
    return m % 2 == 1 ? sorted[m / 2] : (sorted[m / 2 - 1] + sorted[m / 2]) / 2;
  }

  /** The numbers of a list. */
  static double[] array(Collection<? extends Number> list) {
    return list.stream().mapToDouble(Number::doubleValue).toArray();
  }

  /** Ten to a whole power, as it is read: 0.1, 1, 10, 10⁴. */
  static String powerOfTen(long exponent) {
    if (Math.abs(exponent) <= 2) {
      return BigDecimal.ONE.scaleByPowerOfTen((int) exponent).toPlainString();
    }
    StringBuilder digits = new StringBuilder("10");
    for (char c : Long.toString(exponent).toCharArray()) {
      digits.append(c == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹".charAt(c - '0'));
    }
    return digits.toString();
  }

  /** All items of all names. */
  static <T> List<T> all(Map<String, List<T>> byName) {
    return byName.values().stream().flatMap(List::stream).toList();
  }

  /** The largest measure; NaN without an item, or if one is NaN. */
  static <T> double largest(Collection<T> all, ToDoubleFunction<T> measure) {
    return all.stream().mapToDouble(measure).max().orElse(Double.NaN);
  }

  /** The least measure; NaN without an item, or if one is NaN. */
  static <T> double least(Collection<T> all, ToDoubleFunction<T> measure) {
    return all.stream().mapToDouble(measure).min().orElse(Double.NaN);
  }

  /** The mean of a measure; NaN without an item. */
  static <T> double mean(Collection<T> all, ToDoubleFunction<T> measure) {
    return all.stream().mapToDouble(measure).average().orElse(Double.NaN);
  }

  /** A number that may be missing. */
  static double orNaN(Double x) {
    return x == null ? Double.NaN : x;
  }

  /** Smallest to largest, or one number where they agree. */
  static String range(double[] values) {
    double low = Arrays.stream(values).min().orElse(Double.NaN);
    double high = Arrays.stream(values).max().orElse(Double.NaN);
    return low == high ? text(low) : text(low) + " to " + text(high);
  }

  /** Least-squares slope of log y against log x. */
  static double logSlope(double[] x, double[] y) {
    double mx = Arrays.stream(x).map(Math::log).average().orElse(0);
    double my = Arrays.stream(y).map(Math::log).average().orElse(0);
    double xy = 0;
    double xx = 0;
    for (int i = 0; i < x.length; i++) {
      xy += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
      xx += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
    }
    return xy / xx;
  }

  /** Spearman's rank correlation; NaN with fewer than two points, a NaN, or without spread. */
  static double rankCorrelation(double[] x, double[] y) {
    double[] a = ranks(x);
    double[] b = ranks(y);
    double middle = 0.5 * (a.length - 1);
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += (a[i] - middle) * (b[i] - middle);
      aa += (a[i] - middle) * (a[i] - middle);
      bb += (b[i] - middle) * (b[i] - middle);
    }
    boolean known =
        Arrays.stream(x).noneMatch(Double::isNaN) && Arrays.stream(y).noneMatch(Double::isNaN);
    return known ? ab / Math.sqrt(aa * bb) : Double.NaN;
  }

  /** Positions in ascending order, equal values sharing their mean. */
  private static double[] ranks(double[] x) {
    return Arrays.stream(x)
        .map(
            v ->
                Arrays.stream(x).filter(w -> w < v).count()
                    + 0.5 * (Arrays.stream(x).filter(w -> w == v).count() - 1))
        .toArray();
  }

  /** A matrix entry by entry. */
  static double[][] matrix(int rows, int columns, Entry entry) {
    double[][] values = new double[rows][columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        values[r][c] = entry.at(r, c);
      }
    }
    return values;
  }

  /** An entry of a matrix. */
  interface Entry {
    /** The entry in this row and column. */
    double at(int row, int column);
  }
}

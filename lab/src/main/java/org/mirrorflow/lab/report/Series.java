package org.mirrorflow.lab.report;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Named points of a chart. A value that is not finite leaves a gap.
 *
 * @param name shown in the legend, unique in its chart
 * @param x abscissae; indices on an axis of names
 * @param y ordinates, as many
 * @param style how the points are drawn
 * @param band an interval around the points, or null
 * @param like name of the series whose colour and symbol this one takes, for example the
 *     measurement that it predicts; null for its own
 */
public record Series(String name, double[] x, double[] y, Style style, Band band, String like) {

  /** How points are drawn. */
  public enum Style {
    /** Points joined by a solid line. */
    LINE,
    /** Points joined by a dashed line: what was predicted. */
    DASHED,
    /** Points whose value holds until the next. */
    STEP,
    /** Points alone. */
    SCATTER,
    /** One bar per name of the x axis. */
    BAR
  }

  /**
   * An interval at every point: a shaded band along lines, a whisker on bars and scattered points.
   *
   * @param low lower ends
   * @param high upper ends
   */
  public record Band(double[] low, double[] high) {

    /**
     * Copies the arrays.
     *
     * @param low lower ends, copied
     * @param high upper ends, copied
     */
    public Band {
      low = low.clone();
      high = high.clone();
    }
  }

  /**
   * Copies the arrays and checks that they agree in length.
   *
   * @param name shown in the legend
   * @param x abscissae, copied
   * @param y ordinates, copied
   * @param style how the points are drawn
   * @param band an interval around the points, or null
   * @param like name of another series, or null
   * @throws IllegalArgumentException if lengths differ
   */
  public Series {
    x = x.clone();
    y = y.clone();
    boolean fits = x.length == y.length;
    if (band != null) {
      fits &= band.low().length == x.length && band.high().length == x.length;
    }
    if (!fits) {
      throw new IllegalArgumentException("series '" + name + "': x, y and band differ in length");
    }
  }

  /**
   * {@return points joined by a solid line}
   *
   * @param name shown in the legend
   * @param x abscissae
   * @param y ordinates, as many
   * @throws IllegalArgumentException if lengths differ
   */
  public static Series line(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.LINE, null, null);
  }

  /**
   * {@return points joined by a dashed line: what was predicted}
   *
   * @param name shown in the legend
   * @param x abscissae
   * @param y ordinates, as many
   * @throws IllegalArgumentException if lengths differ
   */
  public static Series dashed(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.DASHED, null, null);
  }

  /**
   * {@return points whose value holds until the next}
   *
   * @param name shown in the legend
   * @param x abscissae
   * @param y ordinates, as many
   * @throws IllegalArgumentException if lengths differ
   */
  public static Series step(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.STEP, null, null);
  }

  /**
   * {@return points alone}
   *
   * @param name shown in the legend
   * @param x abscissae
   * @param y ordinates, as many
   * @throws IllegalArgumentException if lengths differ
   */
  public static Series scatter(String name, double[] x, double[] y) {
    return new Series(name, x, y, Style.SCATTER, null, null);
  }

  /**
   * {@return one point per name of the x axis}
   *
   * @param <T> what the names stand for
   * @param name shown in the legend
   * @param items in the order of the names
   * @param y ordinate of an item
   */
  public static <T> Series points(String name, Collection<T> items, ToDoubleFunction<T> y) {
    double[] x = IntStream.range(0, items.size()).asDoubleStream().toArray();
    return scatter(name, x, items.stream().mapToDouble(y).toArray());
  }

  /**
   * {@return one bar per name of the x axis}
   *
   * @param name shown in the legend
   * @param y lengths of the bars
   */
  public static Series bars(String name, double[] y) {
    double[] x = IntStream.range(0, y.length).asDoubleStream().toArray();
    return new Series(name, x, y, Style.BAR, null, null);
  }

  /**
   * {@return the same points with an interval around them}
   *
   * @param low lower ends, one per point
   * @param high upper ends, one per point
   * @throws IllegalArgumentException if lengths differ
   */
  public Series withBand(double[] low, double[] high) {
    return new Series(name, x, y, style, new Band(low, high), like);
  }

  /**
   * {@return the same points in the colour of another series of the chart}
   *
   * @param other name of that series
   */
  public Series like(String other) {
    return new Series(name, x, y, style, band, other);
  }

  Map<String, Object> entries() {
    Map<String, Object> entries = new HashMap<>();
    entries.put("name", name);
    entries.put("x", x);
    entries.put("y", y);
    entries.put("style", style.name());
    if (band != null) {
      entries.put("band", Map.of("low", band.low(), "high", band.high()));
    }
    if (like != null) {
      entries.put("like", like);
    }
    return entries;
  }
}

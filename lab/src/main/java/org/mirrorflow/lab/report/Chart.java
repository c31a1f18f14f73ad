package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Series over two axes.
 *
 * @param title heading
 * @param x horizontal axis
 * @param y vertical axis
 * @param series what is drawn
 * @param caption a sentence that says what to see
 */
public record Chart(String title, Axis x, Axis y, List<Series> series, String caption)
    implements Figure {

  /**
   * Checks that the series can be told apart and drawn on these axes.
   *
   * @param title heading
   * @param x horizontal axis
   * @param y vertical axis
   * @param series with different names, copied
   * @param caption a sentence that says what to see
   * @throws IllegalArgumentException if two series share a name, a series takes the colour of one
   *     that does not exist, or bars stand on anything but names and a linear axis, where their
   *     length would mean nothing
   */
  public Chart {
    series = List.copyOf(series);
    Set<String> names = new HashSet<>();
    for (Series s : series) {
      if (!names.add(s.name())) {
        throw new IllegalArgumentException(
            "chart '" + title + "': two series are named '" + s.name() + "'");
      }
      if (s.style() == Series.Style.BAR
          && (x.scale() != Axis.Scale.CATEGORY || y.scale() != Axis.Scale.LINEAR)) {
        throw new IllegalArgumentException(
            "chart '" + title + "': bars need named positions and a linear scale with a zero");
      }
    }
    for (Series s : series) {
      if (s.like() != null && !names.contains(s.like())) {
        throw new IllegalArgumentException(
            "chart '" + title + "': no series is named '" + s.like() + "'");
      }
    }
  }

  @Override
  public List<Axis> axes() {
    return List.of(x, y);
  }

  @Override
  public Map<String, Object> entries() {
    return Map.ofEntries(
        entry("type", "chart"),
        entry("title", title),
        entry("x", x.entries()),
        entry("y", y.entries()),
        entry("series", series.stream().map(Series::entries).toList()),
        entry("caption", caption));
  }
}

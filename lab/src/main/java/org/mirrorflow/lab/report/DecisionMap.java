package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The class that a classifier of the plane predicts at every point, with the data on top and equal
 * scales on both axes.
 *
 * @param title heading
 * @param x horizontal axis, linear
 * @param y vertical axis, linear
 * @param bounds the region: x from, x to, y from, y to
 * @param classes class of every cell, {@code classes[row][column]}, row 0 at the lowest y; class k
 *     has the colour of {@code points.get(k)}
 * @param points data of each class
 * @param caption a sentence that says what to see
 */
public record DecisionMap(
    String title,
    Axis x,
    Axis y,
    double[] bounds,
    int[][] classes,
    List<Series> points,
    String caption)
    implements Figure {

  /**
   * Checks that the cells fill the region and that their classes have points.
   *
   * @param title heading
   * @param x horizontal axis, linear
   * @param y vertical axis, linear
   * @param bounds x from, x to, y from, y to; copied
   * @param classes rows of one length, copied
   * @param points data of each class, copied
   * @param caption a sentence that says what to see
   * @throws IllegalArgumentException if the region is empty, rows differ in length or a cell has a
   *     class without points
   */
  public DecisionMap {
    bounds = bounds.clone();
    classes = Arrays.stream(classes).map(int[]::clone).toArray(int[][]::new);
    points = List.copyOf(points);
    if (bounds.length != 4 || !(bounds[0] < bounds[1]) || !(bounds[2] < bounds[3])) {
      throw new IllegalArgumentException("decision map '" + title + "': empty region");
    }
    int known = points.size();
    for (int[] row : classes) {
      if (row.length != classes[0].length
          || Arrays.stream(row).anyMatch(k -> k < 0 || k >= known)) {
        throw new IllegalArgumentException(
            "decision map '" + title + "': expected a full grid of classes 0 to " + (known - 1));
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
        entry("type", "decisionMap"),
        entry("title", title),
        entry("x", x.entries()),
        entry("y", y.entries()),
        entry("bounds", bounds),
        entry("classes", classes),
        entry("points", points.stream().map(Series::entries).toList()),
        entry("caption", caption));
  }
}

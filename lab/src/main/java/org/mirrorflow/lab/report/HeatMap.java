package org.mirrorflow.lab.report;

import static java.util.Map.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A matrix as coloured cells.
 *
 * @param title heading
 * @param x names of the columns
 * @param y names of the rows, from the top
 * @param values one value per cell, {@code values[row][column]}; a value that is not finite leaves
 *     the cell empty
 * @param valueName what the colour means
 * @param diverging true when zero is the middle and the sign matters
 * @param caption a sentence that says what to see
 */
public record HeatMap(
    String title,
    Axis x,
    Axis y,
    double[][] values,
    String valueName,
    boolean diverging,
    String caption)
    implements Figure {

  /**
   * Checks that the matrix has the names' shape.
   *
   * @param title heading
   * @param x an axis of names, as many as there are columns
   * @param y an axis of names, as many as there are rows
   * @param values one value per cell, copied
   * @param valueName what the colour means
   * @param diverging whether zero is the middle
   * @param caption a sentence that says what to see
   * @throws IllegalArgumentException if the matrix does not fit the names of its rows and columns
   */
  public HeatMap {
    values = Arrays.stream(values).map(double[]::clone).toArray(double[][]::new);
    int columns = x.categories().size();
    if (values.length != y.categories().size()
        || Arrays.stream(values).anyMatch(row -> row.length != columns)) {
      throw new IllegalArgumentException(
          "heat map '"
              + title
              + "': expected "
              + y.categories().size()
              + " × "
              + columns
              + " values");
    }
  }

  @Override
  public List<Axis> axes() {
    return List.of(x, y);
  }

  @Override
  public Map<String, Object> entries() {
    return Map.ofEntries(
        entry("type", "heatMap"),
        entry("title", title),
        entry("x", x.entries()),
        entry("y", y.entries()),
        entry("values", values),
        entry("valueName", valueName),
        entry("diverging", diverging),
        entry("caption", caption));
  }
}

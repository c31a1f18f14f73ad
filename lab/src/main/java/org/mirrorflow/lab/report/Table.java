package org.mirrorflow.lab.report;

import java.util.List;

/**
 * A table of text. A column whose cells are all numbers (or empty, or a dash) is set flush right.
 *
 * @param title heading of the table
 * @param columns column names
 * @param rows cells, row by row, as many in each as there are columns
 * @param caption a sentence that says what to see; may be empty
 */
public record Table(String title, List<String> columns, List<List<String>> rows, String caption) {

  /**
   * Checks that the rows fit the heading.
   *
   * @param title heading of the table
   * @param columns column names, copied
   * @param rows as many cells in each as there are columns, copied
   * @param caption a sentence that says what to see, or empty
   * @throws IllegalArgumentException if a row is longer or shorter than the heading
   */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<String> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(
            "table '" + title + "': " + row.size() + " cells, expected " + columns.size());
      }
    }
  }

  boolean isNumeric(int column) {
    return rows.stream()
        .map(row -> row.get(column))
        .allMatch(
            cell -> cell.matches("[-+−]?(\\d[\\d., ]*|\\.\\d+|∞)([eE][-+−]?\\d+)?\\s*%?|[-–—]?"));
  }
}

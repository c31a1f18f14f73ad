package org.mirrorflow.lab.store;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.mirrorflow.lab.sweep.CellResult;

/**
 * A table of the store and what a cell puts into it.
 *
 * @param <R> what a row is made from
 * @param name of the table
 * @param order the columns that order its rows
 * @param columns first to last
 * @param rows of a cell
 */
record Table<R>(
    String name, String order, List<Column<R>> columns, Function<CellResult, List<R>> rows) {

  /**
   * A column.
   *
   * @param name of the column
   * @param type in SQL, with its constraints
   * @param value in a row; null where it does not exist
   */
  record Column<R>(String name, String type, Function<R, Object> value) {}

  /** The statement that makes the empty table. */
  String create() {
    return columns.stream()
        .map(column -> column.name() + " " + column.type())
        .collect(Collectors.joining(", ", "CREATE TABLE " + name + " (", ")"));
  }

  List<String> columnNames() {
    return columns.stream().map(Column::name).toList();
  }

  /** The rows of a cell, values in the order of the columns. */
  List<Object[]> of(CellResult finished) {
    return rows.apply(finished).stream()
        .map(row -> columns.stream().map(column -> column.value().apply(row)).toArray())
        .toList();
  }
}

package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.Quantities;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.io.InputException;

/**
 * The marks of a run as a table of numbers: what is written to CSV and to checkpoints.
 *
 * @param columns names
 * @param rows one per mark
 */
public record Trajectory(List<String> columns, List<double[]> rows) {

  /**
   * Copies the lists.
   *
   * @param columns names, copied
   * @param rows one number per column in each; the list is copied
   */
  public Trajectory {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * {@return the empty table of a run}
   *
   * @param problem what flows
   * @param spec what is asked
   */
  public static Trajectory empty(FlowProblem problem, RunSpec spec) {
    return new Trajectory(Quantities.columns(problem.model(), spec.gauges()), List.of());
  }

  /**
   * {@return the table with one more row}
   *
   * @param mark what was measured
   */
  public Trajectory with(Mark mark) {
    List<double[]> more = new ArrayList<>(rows);
    more.add(Quantities.row(mark));
    return new Trajectory(columns, more);
  }

  /**
   * {@return one column, mark by mark}
   *
   * @param name of the column
   * @throws IllegalArgumentException if there is no such column
   */
  public double[] column(String name) {
    int index = columns.indexOf(name);
    if (index < 0) {
      throw new IllegalArgumentException("trajectory: no column " + name + " in " + columns);
    }
    return rows.stream().mapToDouble(row -> row[index]).toArray();
  }

  /**
   * {@return largest value of a column; NaN if any is NaN or there is no row}
   *
   * @param name of the column
   * @throws IllegalArgumentException if there is no such column
   */
  public double largest(String name) {
    double largest = rows.isEmpty() ? Double.NaN : Double.NEGATIVE_INFINITY;
    for (double x : column(name)) {
      largest = Math.max(largest, x);
    }
    return largest;
  }

  /**
   * {@return comma-separated values with a header; numbers read back to the same bits, and NaN is
   * an empty field}
   */
  public String csv() {
    StringBuilder text = new StringBuilder(String.join(",", columns)).append('\n');
    for (double[] row : rows) {
      for (int c = 0; c < row.length; c++) {
        text.append(c == 0 ? "" : ",").append(number(row[c]));
      }
      text.append('\n');
    }
    return text.toString();
  }

  /**
   * {@return the table of a text that {@link #csv} made}
   *
   * @param place file, for messages
   * @param text comma-separated values with a header
   * @throws InputException if a line has another number of fields, or a field is no number
   */
  static Trajectory parse(String place, String text) {
    List<String> lines = text.lines().toList();
    List<String> columns = lines.isEmpty() ? List.of() : List.of(lines.get(0).split(","));
    List<double[]> rows = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      String[] fields = lines.get(i).split(",", -1);
      if (fields.length != columns.size()) {
        throw damaged(place, i, fields.length + " fields", columns.size() + " fields", null);
      }
      double[] row = new double[fields.length];
      for (int c = 0; c < row.length; c++) {
        try {
          row[c] = fields[c].isEmpty() ? Double.NaN : Double.parseDouble(fields[c]);
        } catch (NumberFormatException e) {
          throw damaged(place, i, "'" + fields[c] + "' in " + columns.get(c), "a number", e);
        }
      }
      rows.add(row);
    }
    return new Trajectory(columns, rows);
  }

  private static InputException damaged(
      String place, int line, String what, String expected, NumberFormatException cause) {
    return new InputException(
        place + ":" + (line + 1), what, expected, "restore the file from the run", cause);
  }

  private static String number(double x) {
    if (Double.isNaN(x)) {
      return "";
    }
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1e15 && !(x == 0 && 1 / x < 0);
    return whole ? Long.toString((long) x) : Double.toString(x);
  }
}

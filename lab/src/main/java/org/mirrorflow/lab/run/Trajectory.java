package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.analysis.LayerFeatures;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Block;

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
   */
  public static Trajectory empty(FlowProblem problem) {
    List<String> columns =
        new ArrayList<>(
            List.of(
                "steps",
                "logUnit",
                "s",
                "work",
                "logTime",
                "logLoss",
                "minMargin",
                "gaugeValue",
                "qMargin",
                "smoothedMargin",
                "logScale",
                "horizonGap",
                "accuracy",
                "balanceDrift",
                "neuronBalanceDrift",
                "balanceResidual",
                "kktGap",
                "kktGapFixed",
                "kktGapLower",
                "kinks"));
    for (Block block : problem.model().layout().blocks()) {
      columns.add("dualPotential_" + block.name());
      columns.add("predictedDualPotential_" + block.name());
    }
    for (int l = 1; l <= problem.model().hiddenLayers().size(); l++) {
      for (String name :
          List.of(
              "active",
              "dead",
              "participationRatio",
              "hoyer",
              "gini",
              "firingFraction",
              "labelAlignment",
              "featureDrift")) {
        columns.add(name + "_" + l);
      }
    }
    return new Trajectory(columns, List.of());
  }

  /**
   * {@return the table with one more row}
   *
   * @param mark what was measured
   */
  public Trajectory with(Mark mark) {
    List<Double> row =
        new ArrayList<>(
            List.of(
                (double) mark.steps(),
                mark.logUnit(),
                mark.s(),
                mark.work(),
                mark.logTime(),
                mark.logLoss(),
                mark.margin().minimum(),
                mark.margin().gaugeValue(),
                mark.margin().qMargin(),
                mark.margin().smoothed(),
                mark.approach().logScale(),
                mark.approach().gap(),
                mark.accuracy(),
                mark.balanceDrift(),
                mark.neuronBalanceDrift(),
                mark.equationResidual()));
    addCertificate(row, mark.certificate());
    for (int b = 0; b < mark.potentials().length; b++) {
      row.add(mark.potentials()[b]);
      row.add(mark.predictedPotentials()[b]);
    }
    for (LayerFeatures layer : mark.layers()) {
      row.add((double) layer.strengths().active());
      row.add((double) layer.dead());
      row.add(layer.strengths().participationRatio());
      row.add(layer.strengths().hoyer());
      row.add(layer.strengths().gini());
      row.add(layer.firingFraction());
      row.add(layer.labelAlignment());
      row.add(layer.drift());
    }
    return with(row.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void addCertificate(List<Double> row, Certificate certificate) {
    boolean made = certificate != null && certificate.status() != Certificate.Status.NOT_SEPARATED;
    row.add(made ? certificate.kktGap() : Double.NaN);
    row.add(made ? certificate.kktGapFixed() : Double.NaN);
    row.add(made ? certificate.kktGapLower() : Double.NaN);
    row.add(made ? certificate.kinks() : Double.NaN);
  }

  private Trajectory with(double[] row) {
    List<double[]> more = new ArrayList<>(rows);
    more.add(row);
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

  /** {@return comma-separated values with a header; numbers read back to the same bits} */
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

  private static String number(double x) {
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1e15 && !(x == 0 && 1 / x < 0);
    return whole ? Long.toString((long) x) : Double.toString(x);
  }
}

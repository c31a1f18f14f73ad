package org.mirrorflow.lab.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.lab.run.GrowthSummary;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.GridKey;

/**
 * A cell's rows of the tables, values in the order of the columns. A number that does not exist is
 * NULL; infinities stay.
 */
final class Rows {
  /** Columns of marks after cell and mark, by their names in a trajectory. */
  private static final List<String> MARKS =
      List.of(
          "steps",
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
          "kinks");

  /** Columns of features after cell, mark, layer and neurons; in a trajectory with _1, _2, … */
  private static final List<String> FEATURES =
      List.of(
          "active",
          "dead",
          "participationRatio",
          "hoyer",
          "gini",
          "firingFraction",
          "labelAlignment",
          "featureDrift");

  private Rows() {}

  /** The columns that say what was asked, with which {@link #run} begins. */
  static List<String> asked() {
    List<String> columns = new ArrayList<>(List.of("cell"));
    GridKey.ALL.forEach(key -> columns.add(key.spec().replace('-', '_')));
    columns.add("start_seed");
    return columns;
  }

  static Object[] run(CellResult finished) {
    Cell cell = finished.cell();
    RunResult end = finished.result();
    List<Object> row = new ArrayList<>();
    row.add(cell.id());
    GridKey.ALL.forEach(key -> row.add(key.value(cell.value(key))));
    row.add(cell.spec().seed());
    row.addAll(
        Arrays.asList(
            end.outcome(),
            end.steps(),
            end.seconds(),
            end.logLoss(),
            end.logTime(),
            end.gauge(),
            end.qMargin(),
            end.smoothedMargin(),
            end.kktGap(),
            end.kktGapFixed(),
            end.kktGapLower(),
            end.kinks(),
            end.balanceDrift(),
            end.neuronBalanceDrift(),
            end.activeNeurons(),
            end.participationRatio(),
            end.accuracy(),
            end.regime()));
    row.addAll(laws(end.growth(), end.rate()));
    return row.toArray();
  }

  private static List<Object> laws(GrowthSummary growth, RateSummary rate) {
    List<Object> row = new ArrayList<>();
    row.add(growth == null ? null : growth.predictedLogTime());
    row.add(growth == null ? null : growth.residual());
    row.addAll(
        rate == null
            ? Arrays.asList(new Object[6])
            : Arrays.asList(
                rate.regime(),
                rate.law(),
                rate.exponent(),
                rate.low(),
                rate.high(),
                rate.predicted()));
    return row;
  }

  static List<Object[]> marks(CellResult finished) {
    Trajectory trajectory = finished.trajectory();
    int[] columns = columns(trajectory, MARKS, "");
    List<Object[]> rows = new ArrayList<>();
    for (int m = 0; m < trajectory.rows().size(); m++) {
      Object[] row = new Object[2 + columns.length];
      row[0] = finished.cell().id();
      row[1] = m;
      copy(trajectory.rows().get(m), columns, row, 2);
      row[2] = ((Double) row[2]).longValue();
      rows.add(row);
    }
    return rows;
  }

  /** Layer by layer at every mark, and after the last mark the end of the run. */
  static List<Object[]> features(CellResult finished) {
    Trajectory trajectory = finished.trajectory();
    int marks = trajectory.rows().size();
    List<Object[]> rows = new ArrayList<>();
    List<RunResult.Layer> layers = finished.result().layers();
    for (int l = 1; l <= layers.size(); l++) {
      RunResult.Layer end = layers.get(l - 1);
      int[] columns = columns(trajectory, FEATURES, "_" + l);
      for (int m = 0; m < marks; m++) {
        Object[] row = new Object[4 + columns.length];
        head(row, finished.cell().id(), m, l, end.neurons());
        copy(trajectory.rows().get(m), columns, row, 4);
        rows.add(row);
      }
      rows.add(end(finished.cell().id(), marks, l, end));
    }
    return rows;
  }

  private static Object[] end(String cell, int mark, int layer, RunResult.Layer end) {
    return new Object[] {
      cell,
      mark,
      layer,
      end.neurons(),
      (double) end.activeNeurons(),
      (double) end.deadNeurons(),
      end.participationRatio(),
      end.hoyer(),
      end.gini(),
      end.firingFraction(),
      end.labelAlignment(),
      end.featureDrift()
    };
  }

  private static void head(Object[] row, String cell, int mark, int layer, int neurons) {
    row[0] = cell;
    row[1] = mark;
    row[2] = layer;
    row[3] = neurons;
  }

  private static int[] columns(Trajectory trajectory, List<String> names, String ending) {
    return names.stream().mapToInt(name -> trajectory.columns().indexOf(name + ending)).toArray();
  }

  private static void copy(double[] from, int[] columns, Object[] to, int offset) {
    for (int c = 0; c < columns.length; c++) {
      double value = columns[c] < 0 ? Double.NaN : from[columns[c]];
      to[offset + c] = Double.isNaN(value) ? null : (Double) value;
    }
  }
}

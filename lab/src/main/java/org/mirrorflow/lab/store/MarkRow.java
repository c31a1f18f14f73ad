package org.mirrorflow.lab.store;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.analysis.Quantity;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.sweep.CellResult;

/**
 * The measurements of a cell at one mark, or of one of its layers at that mark.
 *
 * @param cell id
 * @param mark number, from 0
 * @param layer number, from 1; 0 for the mark itself
 * @param neurons width of the layer
 * @param numbers reads a quantity; NaN where it does not exist
 */
record MarkRow(
    String cell, int mark, int layer, int neurons, ToDoubleFunction<Quantity<?>> numbers) {

  /** The marks of a cell. */
  static List<MarkRow> marks(CellResult finished) {
    return of(finished, 0, 0, "");
  }

  /** Layer by layer at every mark, and after the last mark the end of the run. */
  static List<MarkRow> features(CellResult finished) {
    List<MarkRow> rows = new ArrayList<>();
    List<RunResult.Layer> layers = finished.result().layers();
    for (int l = 1; l <= layers.size(); l++) {
      RunResult.Layer end = layers.get(l - 1);
      List<MarkRow> marks = of(finished, l, end.neurons(), "_" + l);
      rows.addAll(marks);
      rows.add(
          new MarkRow(
              finished.cell().id(),
              marks.size(),
              l,
              end.neurons(),
              q -> end.feature(q.reported())));
    }
    return rows;
  }

  private static List<MarkRow> of(CellResult finished, int layer, int neurons, String ending) {
    Trajectory trajectory = finished.trajectory();
    Map<String, Integer> index = new HashMap<>();
    for (int c = 0; c < trajectory.columns().size(); c++) {
      index.put(trajectory.columns().get(c), c);
    }
    List<MarkRow> rows = new ArrayList<>();
    for (double[] row : trajectory.rows()) {
      rows.add(
          new MarkRow(
              finished.cell().id(),
              rows.size(),
              layer,
              neurons,
              q -> {
                Integer c = index.get(q.name() + ending);
                return c == null ? Double.NaN : row[c];
              }));
    }
    return rows;
  }

  /** A quantity; null where it does not exist. */
  Double value(Quantity<?> quantity) {
    double value = numbers.applyAsDouble(quantity);
    return Double.isNaN(value) ? null : (Double) value;
  }
}

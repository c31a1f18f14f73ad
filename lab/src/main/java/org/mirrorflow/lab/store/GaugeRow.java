package org.mirrorflow.lab.store;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.analysis.Besides;
import org.mirrorflow.analysis.Quantity;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.sweep.CellResult;

/**
 * The measurements of a cell in a gauge that was asked for, at one mark or at the end.
 *
 * @param cell id
 * @param mark number, from 0; after the last mark the end of the run
 * @param gauge its specification
 * @param numbers reads a quantity; NaN where it does not exist
 */
record GaugeRow(
    String cell, int mark, String gauge, ToDoubleFunction<Quantity<Besides.InGauge>> numbers) {

  static List<GaugeRow> of(CellResult finished) {
    List<GaugeRow> rows = new ArrayList<>();
    Trajectory marks = finished.trajectory();
    for (GaugeSpec gauge : finished.cell().spec().gauges()) {
      String ending = "_" + gauge.spec();
      for (int k = 0; k < marks.rows().size(); k++) {
        double[] row = marks.rows().get(k);
        rows.add(
            new GaugeRow(
                finished.cell().id(),
                k,
                gauge.spec(),
                q -> row[marks.columns().indexOf(q.name() + ending)]));
      }
      rows.add(
          new GaugeRow(
              finished.cell().id(),
              marks.rows().size(),
              gauge.spec(),
              q -> {
                Number end = finished.result().more().get(q.reported() + ending);
                return end == null ? Double.NaN : end.doubleValue();
              }));
    }
    return rows;
  }

  /** A quantity; null where it does not exist. */
  Double value(Quantity<Besides.InGauge> quantity) {
    double value = numbers.applyAsDouble(quantity);
    return Double.isNaN(value) ? null : (Double) value;
  }
}

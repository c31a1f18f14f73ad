package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.Optional;

/**
 * A {@link RowSpec} on a layout: the norm of rows as blocks, but normalised as a whole.
 *
 * @param form which norm
 * @param layout the blocks whose rows count
 * @param rows the same norm on the layout of the rows
 */
record RowGauge(RowSpec form, Layout layout, BlockGauge rows) implements Gauge {

  @Override
  public String spec() {
    return form.spec();
  }

  @Override
  public double value(double[] v) {
    return rows.value(v);
  }

  @Override
  public Gauge polar() {
    return new RowGauge(new RowSpec(!form.sums()), layout, (BlockGauge) rows.polar());
  }

  @Override
  public void subgradient(double[] v, double[] out) {
    rows.subgradient(v, out);
  }

  /**
   * For the largest, rows within {@link NormGauge#TOLERANCE} of it are tied, and of the others s is
   * to be 0.
   */
  @Override
  public double distance(double[] theta, double[] s) {
    if (!form.sums()) {
      return Gauge.super.distance(theta, s);
    }
    double tied = (1 - NormGauge.TOLERANCE) * value(theta);
    double[] onTied = s.clone();
    double square = 0;
    for (Gauge row : rows.gauges()) {
      if (row.value(theta) < tied) {
        double rest = Lp.of(2).norm(s, row.layout().start(), row.layout().end());
        square += rest * rest;
        Arrays.fill(onTied, row.layout().start(), row.layout().end(), 0);
      }
    }
    return Math.hypot(Math.sqrt(square), rows.distance(theta, onTied));
  }

  /** Of a single row it is the norm of that row. */
  @Override
  public Optional<Lp> entrywise() {
    return rows.gauges().size() == 1 ? rows.gauges().get(0).entrywise() : Optional.empty();
  }

  @Override
  public Optional<BallBarrier> barrier() {
    return rows.barrier();
  }

  @Override
  public double project(double[] v) {
    return rows.project(v);
  }
}

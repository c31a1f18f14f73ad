package org.mirrorflow.gauge;

/**
 * A {@link RowSpec} on a layout: the norm of rows as blocks, but normalised as a whole.
 *
 * @param form which norm
 * @param layout the blocks whose rows count
 * @param rows the same norm on the layout of the rows
 */
record RowGauge(RowSpec form, Layout layout, Gauge rows) implements Gauge {

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
    return new RowGauge(new RowSpec(!form.sums()), layout, rows.polar());
  }

  @Override
  public void subgradient(double[] v, double[] out) {
    rows.subgradient(v, out);
  }

  @Override
  public double distance(double[] theta, double[] s) {
    return rows.distance(theta, s);
  }

  @Override
  public double project(double[] v) {
    return rows.project(v);
  }
}

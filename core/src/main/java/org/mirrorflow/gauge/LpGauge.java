package org.mirrorflow.gauge;

/**
 * Q(v) = ‖v‖_p jointly over all entries of the layout; polar ‖·‖_{p/(p−1)}.
 *
 * @param norm the ℓp norm
 */
public record LpGauge(Lp norm) implements Gauge {

  /**
   * The joint gauge of index p.
   *
   * @param p index in [1, ∞]
   * @throws IllegalArgumentException if p lies outside
   */
  public LpGauge(double p) {
    this(Lp.of(p));
  }

  /** {@return the index p} */
  public double p() {
    return norm.p();
  }

  @Override
  public double value(double[] v, Layout layout) {
    return norm.norm(v, layout.start(), layout.end());
  }

  @Override
  public void subgradient(double[] v, Layout layout, double[] out) {
    norm.subgradient(v, layout.start(), layout.end(), value(v, layout), out);
  }

  @Override
  public LpGauge polar() {
    return new LpGauge(norm.dual());
  }

  @Override
  public String spec() {
    return norm.name();
  }
}

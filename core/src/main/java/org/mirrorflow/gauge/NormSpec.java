package org.mirrorflow.gauge;

/**
 * Q(v) = ‖m‖_p, where m holds the magnitudes of the parts of v, all blocks together. Over entries
 * this is the ℓp norm. Over rows it is the group norm, for index 1 the group lasso (Yuan and Lin
 * 2006, doi:10.1111/j.1467-9868.2005.00532.x). Over singular values it is the Schatten norm: for
 * index 1 the nuclear norm, for ∞ the operator norm (Bhatia 1997, Matrix Analysis, section IV.2).
 * The polar is of the same kind, with index p/(p − 1).
 *
 * @param norm the ℓp norm of the magnitudes
 * @param over the parts
 * @since 0.2.0
 */
public record NormSpec(Lp norm, Parts over) implements GaugeSpec {

  /**
   * The norm of index p.
   *
   * @param p index in [1, ∞]
   * @param over the parts
   * @throws IllegalArgumentException if p lies outside
   */
  public NormSpec(double p, Parts over) {
    this(Lp.of(p), over);
  }

  @Override
  public Gauge on(Layout layout) {
    return new NormGauge(this, layout);
  }

  /** {@return the specification of the polar} */
  NormSpec polar() {
    return new NormSpec(norm.dual(), over);
  }

  @Override
  public String spec() {
    return over.prefix() + over.text(norm);
  }
}

package org.mirrorflow.horizon;

import org.mirrorflow.map.Potential;

/**
 * How fast a potential grows at a scale ρ, given as u = log ρ. There are two measures. The index e
 * = ρ r'(ρ)/r(ρ) = 1 + D/r tends to the index p of regular variation (Bingham, Goldie and Teugels
 * 1987, Regular Variation, section 1.4). The effective exponent is p_eff = 1 + ρ r''/r'.
 *
 * @param potential r
 * @since 0.1.0
 */
public record Growth(Potential potential) {
  /**
   * {@return e(ρ) = ρ r'(ρ)/r(ρ): the local power of r; 1 or more for a convex r}
   *
   * @param logScale log ρ, from −700 to {@link Potential#largestLogX}
   */
  public double index(double logScale) {
    return potential.index(logScale);
  }

  /**
   * {@return p_eff(ρ) = 1 + ρ r''(ρ)/r'(ρ): the p of the p-norm potential that a training at scale
   * ρ sees}
   *
   * @param logScale log ρ, from −700 to {@link Potential#largestLogX}
   */
  public double effectiveExponent(double logScale) {
    return 1 + potential.order(logScale);
  }
}

package org.mirrorflow.horizon;

import org.mirrorflow.map.Potential;

/**
 * How fast a potential grows at a scale ρ, given as u = log ρ: the index e = ρ r'(ρ)/r(ρ) = 1 +
 * D/r, whose limit is the index p of regular variation (Bingham, Goldie and Teugels 1987, Regular
 * Variation, section 1.4), and the effective exponent p_eff = 1 + ρ r''/r'.
 *
 * @param potential r
 */
public record Growth(Potential potential) {
  /** Products below this lose digits to gradual underflow. */
  private static final double SAFE = 1e-290;

  /**
   * {@return e(ρ) = ρ r'(ρ)/r(ρ): the local power of r; 1 or more for a convex r}
   *
   * @param logScale log ρ, between −700 and 700
   */
  public double index(double logScale) {
    double x = Math.exp(logScale);
    double numerator = x * potential.gradient(x);
    double denominator = potential.value(x);
    if (representable(numerator) && representable(denominator)) {
      return numerator / denominator;
    }
    return Math.exp(Math.log(x) + potential.logGradient(x) - potential.logValue(x));
  }

  /**
   * {@return p_eff(ρ) = 1 + ρ r''(ρ)/r'(ρ): the p of the p-norm potential that a training at scale
   * ρ sees}
   *
   * @param logScale log ρ, between −700 and 700
   */
  public double effectiveExponent(double logScale) {
    double x = Math.exp(logScale);
    double numerator = x * potential.curvature(x);
    double denominator = potential.gradient(x);
    if (representable(numerator) && representable(denominator)) {
      return 1 + numerator / denominator;
    }
    return 1 + Math.exp(Math.log(x) + potential.logCurvature(x) - potential.logGradient(x));
  }

  private static boolean representable(double value) {
    return value > SAFE && value < Double.POSITIVE_INFINITY;
  }
}

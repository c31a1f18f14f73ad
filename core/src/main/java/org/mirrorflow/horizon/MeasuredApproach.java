package org.mirrorflow.horizon;

import org.mirrorflow.map.Potential;

/**
 * The approach h(ρ) = |Q_{1/ρ}(v) − 1| of a potential, measured at the v with m equal entries and
 * Q(v) = 1: with w = log Q_{1/ρ}(v),
 *
 * <p>log r(ρ e^w) = log r(ρ m^{−1/p}) + log m.
 *
 * <p>Laws of an estimated horizon hold far out; where r can be evaluated the measurement is better.
 *
 * @param potential r
 * @param p the index of its horizon, in [1, ∞]
 * @param coordinates m, at least 1
 */
record MeasuredApproach(Potential potential, double p, int coordinates) {
  private static final int BISECTIONS = 60;

  /** Scales of a scan, from the largest down. */
  private static final int SCALES = 400;

  /** h at log ρ. */
  double at(double logScale) {
    double logM = Math.log(coordinates);
    double target = logValue(logScale - logM / p) + logM;
    double low = -logM / p;
    double high = logM;
    for (int i = 0; i < BISECTIONS; i++) {
      double w = 0.5 * (low + high);
      if (logValue(logScale + w) < target) {
        low = w;
      } else {
        high = w;
      }
    }
    return Math.abs(Math.expm1(0.5 * (low + high)));
  }

  private double logValue(double u) {
    return potential.logValue(Math.exp(u));
  }

  /**
   * The log ρ from which h(ρ) ≤ ε; −∞ if that holds at every scale at which r can be evaluated;
   * {@code law} where it is beyond the doubles. At the largest scale the root may be above the
   * range: log r is +∞ or NaN there, which {@link #at} takes for more than any target.
   */
  double logScaleWithin(double epsilon, double law) {
    ScaleRange range = ScaleRange.of(potential).ofDoubles();
    double top = range.to();
    double bottom = range.from() + Math.log(coordinates);
    if (Double.isNaN(law) || law > top || coordinates == 1 || at(top) > epsilon) {
      return law;
    }
    double step = (top - bottom) / SCALES;
    double inside = top;
    while (inside > bottom && at(inside - step) <= epsilon) {
      inside -= step;
    }
    return inside > bottom ? crossing(epsilon, inside - step, inside) : Double.NEGATIVE_INFINITY;
  }

  private double crossing(double epsilon, double above, double below) {
    double low = above;
    double high = below;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = 0.5 * (low + high);
      if (at(middle) > epsilon) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return high;
  }
}

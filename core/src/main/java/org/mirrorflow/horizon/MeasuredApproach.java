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
   * The log ρ from which h(ρ) ≤ ε; {@code law} where that is beyond the doubles, or where h stays
   * below ε at every scale.
   */
  double logScaleWithin(double epsilon, double law) {
    ScaleRange range = ScaleRange.of(potential).ofDoubles();
    double margin = Math.log(coordinates);
    double top = range.to() - margin;
    double bottom = range.from() + margin;
    if (!Double.isFinite(law) || law > top || coordinates == 1 || at(top) > epsilon) {
      return law;
    }
    double step = (top - bottom) / SCALES;
    double inside = top;
    while (inside > bottom && at(inside - step) <= epsilon) {
      inside -= step;
    }
    return inside > bottom ? crossing(epsilon, inside - step, inside) : law;
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

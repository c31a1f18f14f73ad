package org.mirrorflow.certificate;

import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.gauge.Gauge;

/**
 * The best points so far of min_x max_v ⟨Ax, v⟩ with x in the {@link ClarkeSet} and Q(v) ≤ 1, and
 * what they prove. Any x gives the upper bound Q°(Ax). Any v gives the lower bound min_x ⟨Ax,
 * v⟩/Q(v).
 */
final class Bounds {
  private final ClarkeSet set;
  private final Gauge gauge;
  private final Gauge polar;
  private final double scale;
  private final Accuracy accuracy;
  private double[] x;
  private double[] v;
  private double upper = Double.POSITIVE_INFINITY;
  private double lower = Double.NEGATIVE_INFINITY;

  /**
   * @param scale L q̂_min, the unit in which the gap is measured
   */
  Bounds(ClarkeSet set, Gauge gauge, double scale, Accuracy accuracy) {
    this.set = set;
    this.gauge = gauge;
    this.polar = gauge.polar();
    this.scale = scale;
    this.accuracy = accuracy;
  }

  /** Offers x with s = Ax; returns its bound. */
  double offerUpper(double[] candidate, double[] s) {
    double value = polar.value(s);
    if (value < upper) {
      upper = value;
      x = candidate.clone();
    }
    return value;
  }

  /** Offers v with m = Aᵀv; returns its bound, −∞ at v = 0. */
  double offerLower(double[] candidate, double[] m) {
    double size = gauge.value(candidate);
    double value = size > 0 ? set.minimum(m) / size : Double.NEGATIVE_INFINITY;
    if (value > lower) {
      lower = value;
      v = candidate.clone();
    }
    return value;
  }

  /** Whether these two bounds are as close as was asked. */
  boolean close(double above, double below) {
    return (above - below) / scale <= accuracy.allowed(above / scale - 1);
  }

  /** Whether the best bounds are. */
  boolean close() {
    return close(upper, lower);
  }

  /** How far they are apart, as a share of 1 + κ. */
  double apart() {
    return (upper - lower) / Math.max(upper, scale);
  }

  /** κ from above. */
  double kappaUpper() {
    return upper / scale - 1;
  }

  /** κ from below. */
  double kappaLower() {
    return lower / scale - 1;
  }

  double upper() {
    return upper;
  }

  double lower() {
    return lower;
  }

  /** The x of the upper bound. */
  double[] x() {
    return x;
  }

  /** The v of the lower bound; null if none was offered. */
  double[] v() {
    return v;
  }
}

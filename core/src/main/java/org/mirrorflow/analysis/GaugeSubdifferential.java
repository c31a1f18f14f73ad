package org.mirrorflow.analysis;

import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;

/** Distances from the subdifferential of a gauge. */
final class GaugeSubdifferential {
  private GaugeSubdifferential() {}

  /** The ℓ2 distance of s from ∂Q(θ). */
  static double distance(Gauge gauge, Layout layout, double[] theta, double[] s) {
    double[] element = new double[theta.length];
    gauge.subgradient(theta, layout, element);
    double sum = 0;
    for (int j = 0; j < s.length; j++) {
      sum += (s[j] - element[j]) * (s[j] - element[j]);
    }
    return Math.sqrt(sum);
  }
}

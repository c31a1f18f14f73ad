package org.mirrorflow.certificate;

import org.mirrorflow.gauge.Gauge;

/**
 * A point whose κ is bounded: θ̂ itself, or one near it.
 *
 * @param unit the point, of gauge 1
 * @param gradients the margins there and their Clarke elements
 * @param bounds of κ there
 * @param distance Q(θ' − θ̂)
 */
record CertifiedPoint(double[] unit, MarginGradients gradients, Bounds bounds, double distance) {

  /**
   * κ at a point.
   *
   * @param start λ to begin with; what follows is ignored
   * @param direction v to begin with, or null
   * @param effort share of the full effort, up to 1
   */
  static CertifiedPoint of(
      Gauge gauge,
      double[] unit,
      MarginGradients gradients,
      double distance,
      Accuracy accuracy,
      double[] start,
      double[] direction,
      double effort) {
    double scale = gauge.layout().degree() * gradients.minimum();
    Bounds bounds =
        new WorkingSet(gradients, gauge, scale, accuracy)
            .solve(gradients.extend(start), direction, effort);
    return new CertifiedPoint(unit, gradients, bounds, distance);
  }

  /** κ from above; κ ≥ 0, so that rounding may be taken off. */
  double upper() {
    return Math.max(0, bounds.kappaUpper());
  }

  /** κ from below, likewise. */
  double lower() {
    return Math.max(0, Math.min(bounds.kappaLower(), bounds.kappaUpper()));
  }
}

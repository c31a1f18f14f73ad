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
   * κ at θ̂ itself with the slopes that the activation picks.
   *
   * @param start λ to begin with
   * @param effort share of the full effort, up to 1
   */
  static CertifiedPoint fixed(
      Gauge gauge,
      double[] unit,
      MarginGradients gradients,
      Accuracy accuracy,
      double[] start,
      double effort) {
    Bounds bounds =
        program(gauge, gradients, accuracy).solve(gradients.extend(start), null, effort);
    return new CertifiedPoint(unit, gradients, bounds, 0);
  }

  /** κ at a point near this one, about: from above, and on few margins. */
  CertifiedPoint near(
      Gauge gauge, double[] point, MarginGradients there, double way, Accuracy accuracy) {
    Bounds about =
        program(gauge, there, accuracy).solveOnce(there.extend(bounds.x()), bounds.v());
    return new CertifiedPoint(point, there, about, way);
  }

  /** κ here, from where it is known about. */
  CertifiedPoint finer(Gauge gauge, Accuracy accuracy) {
    Bounds finer =
        program(gauge, gradients, accuracy).solve(bounds.x(), bounds.v(), 1);
    return new CertifiedPoint(unit, gradients, finer, distance);
  }

  private static WorkingSet program(Gauge gauge, MarginGradients gradients, Accuracy accuracy) {
    double scale = gauge.layout().degree() * gradients.minimum();
    return new WorkingSet(gradients, gauge, scale, accuracy);
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

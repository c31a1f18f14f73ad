package org.mirrorflow.certificate;

import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;

/**
 * Stationarity of a mirror flow over a window, for any model and any activation: Q°(Δz) Q(θ) / ⟨Δz,
 * θ⟩ − 1 ≥ 0. Δz is the change of the dual variable over the window.
 *
 * <p>Δz is itself a positive combination of Clarke elements of the margins: those that the flow
 * chose, averaged over the window. So no kinks need to be found. It is 0 if θ points to the
 * maximiser of Δz over the unit ball. It does not test complementary slackness, so it bounds no KKT
 * gap. With z instead of Δz it measures how far the present scale is from the limit; it is then 0
 * for exact maps.
 *
 * <p>It serves models whose kinks a {@link Certificate} does not know. No command reports it.
 *
 * @since 0.1.0
 */
public final class WindowStationarity {
  private WindowStationarity() {}

  /**
   * The value over a window.
   *
   * @param gauge Q
   * @param from z at its start; zeros: the scale of z itself
   * @param to z at its end
   * @param theta θ at its end
   * @return +∞ if ⟨Δz, θ⟩ is not positive
   */
  public static double of(Gauge gauge, double[] from, double[] to, double[] theta) {
    Layout layout = gauge.layout();
    double[] change = new double[to.length];
    double inner = 0;
    for (int j = layout.start(); j < layout.end(); j++) {
      change[j] = to[j] - from[j];
      inner += change[j] * theta[j];
    }
    if (!(inner > 0)) {
      return Double.POSITIVE_INFINITY;
    }
    return gauge.polar().value(change) / inner * gauge.value(theta) - 1;
  }
}

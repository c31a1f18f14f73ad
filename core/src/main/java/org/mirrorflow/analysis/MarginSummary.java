package org.mirrorflow.analysis;

import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.model.Loss;

/**
 * Margins of a point relative to a gauge Q.
 *
 * <p>For Q = max_b Q_b every block is normalised by itself, so the margins are the product margins:
 * Π_b Q_b(θ_b)^{L_b}, {@link Gauge#power}, takes the place of Q(θ)^L. Balance does not equalise the
 * Q_b, and q_min / Q(θ)^L would tend to 0 where the blocks grow differently.
 *
 * @param minMargin q_min = min_j q_j
 * @param gaugeValue Q(θ)
 * @param qMargin γ = q_min / Q(θ)^L
 * @param smoothedMargin γ̃ = ℓ⁻¹(ℒ) / Q(θ)^L ≤ γ (Lyu and Li 2020, arXiv 1906.05890)
 * @since 0.1.0
 */
public record MarginSummary(
    double minMargin, double gaugeValue, double qMargin, double smoothedMargin) {

  /**
   * {@return the margins of θ, given its minimum margin and log-loss}
   *
   * @param gauge Q
   * @param theta θ
   * @param minimum min_j q_j(θ)
   * @param loss ℓ
   * @param logLoss log ℒ(θ)
   */
  public static MarginSummary of(
      Gauge gauge, double[] theta, double minimum, Loss loss, double logLoss) {
    double scale = gauge.power(theta);
    return new MarginSummary(
        minimum, gauge.value(theta), minimum / scale, loss.marginOfLogLoss(logLoss) / scale);
  }
}

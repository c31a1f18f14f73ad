package org.mirrorflow.analysis;

import org.mirrorflow.gauge.BlockGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.Loss;

/**
 * Margins of a point relative to a gauge Q.
 *
 * <p>For a {@link BlockGauge} Q = max_b Q_b every block is normalised by itself, so that the
 * margins are the product margins: Π_b Q_b(θ_b)^{L_b} stands in the place of Q(θ)^L. Balance does
 * not equalise the Q_b, and q_min / Q(θ)^L would tend to 0 where the blocks grow differently.
 *
 * @param minMargin q_min = min_j q_j
 * @param gaugeValue Q(θ)
 * @param qMargin γ = q_min / Q(θ)^L
 * @param smoothedMargin γ̃ = ℓ⁻¹(ℒ) / Q(θ)^L ≤ γ (Lyu and Li 2020, arXiv 1906.05890)
 */
public record MarginSummary(
    double minMargin, double gaugeValue, double qMargin, double smoothedMargin) {

  /**
   * {@return the margins of θ, given its minimum margin and log-loss}
   *
   * @param gauge Q
   * @param layout the blocks of θ with their degrees
   * @param theta θ
   * @param minimum min_j q_j(θ)
   * @param loss ℓ
   * @param logLoss log ℒ(θ)
   * @throws org.mirrorflow.io.InputException if the gauge does not fit the layout
   */
  public static MarginSummary of(
      Gauge gauge, Layout layout, double[] theta, double minimum, Loss loss, double logLoss) {
    double value = gauge.value(theta, layout);
    double scale =
        gauge instanceof BlockGauge blocks
            ? blocks.product(theta, layout)
            : Math.pow(value, layout.degree());
    return new MarginSummary(
        minimum, value, minimum / scale, loss.marginOfLogLoss(logLoss) / scale);
  }
}

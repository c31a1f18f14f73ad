package org.mirrorflow.analysis.rate;

import java.util.Optional;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.horizon.Regime;

/**
 * The growth law in closed form where every block's potential varies regularly: with D_b ~
 * ρ_b^{p_b} (log ρ_b)^{k_b},
 *
 * <p>log(1/ℒ) = log t + (2 − r) log log t − κ log log log t + O(1), 1/r = Σ_b L_b/p_b, κ = r Σ_b
 * L_b k_b/p_b,
 *
 * <p>and ρ_b ~ (log t)^{r/p_b} but for powers of log log t. One index p: r = p/L; p = 2 is Lyu and
 * Li 2020 (arXiv 1906.05890, Theorem 4.3).
 *
 * @param r as above
 * @param iterated κ; 1 for the p-norm with logarithm in all blocks
 * @since 0.1.0
 */
public record GrowthExponents(double r, double iterated) {
  /** Accuracy of an estimated exponent. */
  private static final double ESTIMATE = 0.05;

  /**
   * {@return the exponents of a map; empty if a potential grows rapidly (p = ∞), or by an unknown
   * slow factor}
   *
   * @param horizon the horizons of the blocks
   * @param layout the blocks with their degrees
   */
  public static Optional<GrowthExponents> of(MapHorizon horizon, Layout layout) {
    double inverse = 0;
    double logs = 0;
    for (int b = 0; b < layout.count(); b++) {
      Horizon block = horizon.blocks().get(b);
      double share = layout.block(b).degree() / block.p();
      inverse += share;
      logs += share * logPower(block);
    }
    double r = 1 / inverse;
    boolean known = Double.isFinite(r) && Double.isFinite(logs);
    return known && inverse > 0 && allFinite(horizon)
        ? Optional.of(new GrowthExponents(r, r * logs))
        : Optional.empty();
  }

  private static boolean allFinite(MapHorizon horizon) {
    return horizon.blocks().stream().allMatch(block -> Double.isFinite(block.p()));
  }

  /**
   * k: from ρ r'/r = p + C/log ρ, r ~ ρ^p (log ρ)^C, and D = r (p − 1) or, for p = 1, r C/log ρ.
   * NaN where the deviation from p falls as another power of log ρ.
   */
  private static double logPower(Horizon block) {
    Regime regime = block.regime();
    return switch (regime.kind()) {
      case EXACT, ALGEBRAIC -> 0;
      case LOGARITHMIC ->
          near(regime.exponent(), 1, block)
              ? regime.coefficient() - (near(block.p(), 1, block) ? 1 : 0)
              : Double.NaN;
      case SLOWER, NONE -> Double.NaN;
    };
  }

  /** Equal, up to the accuracy of an estimate. */
  private static boolean near(double value, double expected, Horizon block) {
    return Math.abs(value - expected) <= (block.estimated() ? ESTIMATE : 0);
  }

  /**
   * {@return the O(1) term, for a measured or predicted pair; it settles as t grows}
   *
   * @param logLoss log ℒ
   * @param logTime log t, above 1
   */
  public double constant(double logLoss, double logTime) {
    double logLogTime = Math.log(logTime);
    double third = iterated == 0 ? 0 : iterated * Math.log(logLogTime);
    return -logLoss - logTime - (2 - r) * logLogTime + third;
  }

  /**
   * {@return d log(1/ℒ)/d log t of a model of degree 1 under the cosh potential, γs/(1 + γs): ℒ
   * falls by a power of t below 1}
   *
   * @param margin γ in ℓ∞
   * @param s scale of the potential
   */
  public static double coshSlope(double margin, double s) {
    return margin * s / (1 + margin * s);
  }
}

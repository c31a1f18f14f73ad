package org.mirrorflow.horizon;

import java.util.Optional;
import org.mirrorflow.gauge.NormSpec;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.Potential;

/**
 * The horizon of a potential r: its sublevel sets, scaled to unit size, converge to the unit ball
 * of the horizon function Q (Jacobs and Montúfar 2026, arXiv 2605.19458). If r varies regularly at
 * infinity with index p, Q is the ℓp norm; if rapidly, it is ℓ∞. The norm is over entries, row
 * norms or singular values, as the map is.
 *
 * @param p the index in [1, ∞]; NaN in the regime NONE
 * @param regime how fast the sublevel sets approach the limit
 * @param estimated whether p and regime were estimated from values of r rather than known
 * @since 0.1.0
 */
public record Horizon(double p, Regime regime, boolean estimated) {

  /**
   * {@return the horizon of a potential: in closed form where it is known, estimated otherwise}
   *
   * @param potential r
   */
  public static Horizon of(Potential potential) {
    return closedForm(potential).orElseGet(() -> HorizonEstimator.estimate(potential));
  }

  /**
   * {@return the horizon in closed form; empty for a potential for which none is known}
   *
   * @param potential r
   */
  public static Optional<Horizon> closedForm(Potential potential) {
    return KnownHorizons.of(potential);
  }

  /**
   * {@return the limit gauge of a map with this horizon: ℓp over entries, group ℓp over rows,
   * Schatten-p}
   *
   * @param over what the potential adds over
   * @throws InputException in the regime NONE
   */
  public NormSpec limitGauge(Parts over) {
    if (regime.kind() == Regime.Kind.NONE) {
      throw new InputException(
          "horizon",
          "the potential has no limit gauge: " + regime.reason(),
          "a potential that grows like a power, slowly varying factors allowed, or faster",
          "choose another map");
    }
    return new NormSpec(p, over);
  }

  /**
   * The approach h(ρ) = sup over Q(v) = 1 of |Q_{1/ρ}(v) − 1|, to leading order as ρ → ∞, with m
   * coordinates (entries, rows or singular values). It is largest at m equal ones. With d the
   * deviation of {@link Regime}:
   *
   * <ul>
   *   <li>ALGEBRAIC, p &lt; ∞: h = |d| (m^{a/p} − 1)/(a p);
   *   <li>LOGARITHMIC and SLOWER, p &lt; ∞: h = |d| log m/(p (p + d));
   *   <li>p = ∞: h = d log m.
   * </ul>
   *
   * @param logScale log ρ
   * @param coordinates m, at least 1
   * @return h(ρ), a fraction of Q; NaN in the regime NONE
   */
  public double approach(double logScale, int coordinates) {
    double d = regime.deviation(logScale);
    double logM = Math.log(coordinates);
    if (Double.isInfinite(p)) {
      return d * logM;
    }
    return switch (regime.kind()) {
      case EXACT -> 0;
      case ALGEBRAIC -> Math.abs(d) * spread(logM);
      case LOGARITHMIC, SLOWER -> Math.abs(d) * logM / (p * (p + d));
      case NONE -> Double.NaN;
    };
  }

  /**
   * The log ρ from which h(ρ) ≤ ε, the inverse of {@link #approach}; −∞ if that holds at every
   * scale, NaN in the regime NONE. The value is a logarithm: for a logarithmic approach it is about
   * log m/ε, and ρ itself is no double.
   *
   * @param epsilon ε &gt; 0, a fraction of Q
   * @param coordinates m, at least 1
   * @return log ρ
   */
  public double logScaleWithin(double epsilon, int coordinates) {
    double logM = Math.log(coordinates);
    if (regime.kind() == Regime.Kind.NONE) {
      return Double.NaN;
    }
    if (regime.kind() == Regime.Kind.EXACT || coordinates == 1) {
      return Double.NEGATIVE_INFINITY;
    }
    if (Double.isInfinite(p)) {
      return regime.logScaleOfDeviation(epsilon / logM);
    }
    if (regime.kind() == Regime.Kind.ALGEBRAIC) {
      return regime.logScaleOfDeviation(epsilon / spread(logM));
    }
    double room = logM - Math.signum(regime.coefficient()) * epsilon * p;
    return room > 0 ? regime.logScaleOfDeviation(epsilon * p * p / room) : Double.NEGATIVE_INFINITY;
  }

  private double spread(double logM) {
    double a = regime.exponent();
    return Math.expm1(a / p * logM) / (a * p);
  }
}

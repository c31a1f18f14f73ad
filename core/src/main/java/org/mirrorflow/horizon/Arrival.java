package org.mirrorflow.horizon;

import org.mirrorflow.map.Potential;

/**
 * When a flow comes within ε of the limit gauge. It gives the scale from which h(ρ) ≤ ε ({@link
 * Horizon#logScaleWithin}), and the time at which an L-homogeneous model of margin γ reaches that
 * scale. For an estimated horizon h is measured where ρ is a double.
 *
 * <p>Along a ray, d/dt e^{γρ^L} = (Lγ)² ρ^{2L−1}/D'(ρ) with D'(ρ) = ρ r''(ρ) for the exponential
 * loss. So
 *
 * <p>log t = γρ^L + log D'(ρ) − 2 log(Lγ) − (2L − 1) log ρ,
 *
 * <p>up to O(1/(γρ^L)) and the O(1) that depends on how θ spreads over its coordinates. For a
 * logarithmic approach log ρ ≈ C/ε and so log t ≈ γ e^{CL/ε}, which itself overflows: then only log
 * log t is finite. See docs/rates.md.
 *
 * @param logScale log ρ; −∞ if the gauge is that close at every scale, NaN if it has no limit
 * @param logTime log t; +∞ where it is no double
 * @param logLogTime log log t; NaN where t &lt; 1
 * @since 0.1.0
 */
public record Arrival(double logScale, double logTime, double logLogTime) {

  /**
   * The arrival of a flow with this potential in all blocks.
   *
   * @param epsilon ε &gt; 0
   * @param potential r
   * @param coordinates number of entries, rows or singular values
   * @param degree L, homogeneity of the model
   * @param margin γ &gt; 0, the limit of q_min/Q^L
   * @return when h(ρ) ≤ ε
   */
  public static Arrival within(
      double epsilon, Potential potential, int coordinates, int degree, double margin) {
    Horizon horizon = Horizon.of(potential);
    double law = horizon.logScaleWithin(epsilon, coordinates);
    double u =
        horizon.estimated()
            ? new MeasuredApproach(potential, horizon.p(), coordinates).logScaleWithin(epsilon, law)
            : law;
    if (Double.isNaN(u) || u == Double.NEGATIVE_INFINITY) {
      return new Arrival(u, u, Double.NaN);
    }
    double logMain = Math.log(margin) + degree * u;
    double rest = rest(potential, u, degree, margin);
    double logTime = Math.exp(logMain) + rest;
    double logLogTime =
        Double.isInfinite(logTime) ? logMain : logTime > 0 ? Math.log(logTime) : Double.NaN;
    return new Arrival(u, logTime, logLogTime);
  }

  /**
   * The terms beside γρ^L. Above the largest ρ that is a double they are of order log ρ, or a power
   * of it, and γρ^L swallows them.
   */
  private static double rest(Potential potential, double u, int degree, double margin) {
    if (u > ScaleRange.LIMIT) {
      return 0;
    }
    double logCurvatureOfDual = u + potential.logCurvature(Math.exp(u));
    return logCurvatureOfDual - 2 * Math.log(degree * margin) - (2 * degree - 1) * u;
  }
}

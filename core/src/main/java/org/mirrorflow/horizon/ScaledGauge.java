package org.mirrorflow.horizon;

import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.Roots;

/**
 * The gauge-like function of the sublevel set at a finite scale ρ = 1/η,
 *
 * <p>Q_η(v) = η r⁻¹(Σ_j r(v_j/η)), r⁻¹ ≥ 0,
 *
 * <p>over entries, row norms or singular values; {Q_η ≤ 1} is the sublevel set of R at scale ρ,
 * divided by ρ. It tends to the limit gauge as η → 0 and is not homogeneous. All computations use
 * log r, so potentials that overflow (cosh at η = 1e-8) cause no overflow here.
 *
 * @param potential r
 * @param over what the v_j are the magnitudes of
 * @param layout the blocks, all together
 * @since 0.1.0
 */
public record ScaledGauge(Potential potential, Parts over, Layout layout) {
  /** Halvings of a bracket of length log m ≤ log 2^31 until it is below an ulp of 1. */
  private static final int BISECTIONS = 58;

  /**
   * {@return the function of a mirror map}
   *
   * @param map the map, for its potential and for what that adds over
   * @param layout the blocks that it is applied to
   */
  public static ScaledGauge of(MirrorMap map, Layout layout) {
    return new ScaledGauge(map.potential(), map.over(), layout);
  }

  /**
   * {@return Q_η(v)}
   *
   * @param v vector, read at the entries of the layout
   * @param eta η = 1/ρ &gt; 0
   * @throws ArithmeticException if r cannot be evaluated at v/η even in the log domain
   */
  public double value(double[] v, double eta) {
    return valueOf(over.magnitudes(v, layout), eta);
  }

  /**
   * {@return log ρ(θ), ρ(θ) = r⁻¹(R(θ)) the present scale: that of the coordinate that alone would
   * have the same R; −∞ at θ = 0}
   *
   * @param theta θ
   * @throws ArithmeticException if r cannot be evaluated at θ even in the log domain
   */
  public double logScale(double[] theta) {
    return Math.log(value(theta, 1));
  }

  /**
   * η r⁻¹(Σ_j r(m_j/η)) for magnitudes m_j ≥ 0. Let x be the largest m_j/η and n their number. Then
   * r(x) ≤ Σ ≤ n r(x) ≤ r(n x) by convexity, so the root is x e^w with 0 ≤ w ≤ log n.
   */
  private double valueOf(double[] magnitudes, double eta) {
    double largest = Lp.of(Double.POSITIVE_INFINITY).norm(magnitudes, 0, magnitudes.length);
    if (largest == 0) {
      return 0;
    }
    double x = largest / eta;
    double logLargest = potential.logValue(x);
    if (!Double.isFinite(logLargest)) {
      throw new ArithmeticException(
          "%s: log r(%s) = %s; the scale is out of reach"
              .formatted(potential.spec(), x, logLargest));
    }
    double sum = 0;
    int count = 0;
    for (double m : magnitudes) {
      if (m > 0) {
        sum += Math.exp(potential.logValue(m / eta) - logLargest);
        count++;
      }
    }
    return largest * Math.exp(solve(x, logLargest, Math.log(sum), Math.log(count)));
  }

  /**
   * The root w in [0, upper] of log r(x e^w) − log r(x) = target, by bisection. Where log r is
   * large, values give only the sign of its change, not its slope.
   */
  private double solve(double x, double logAtX, double target, double upper) {
    if (target == 0) {
      return 0;
    }
    return Roots.bisect(
            w -> !(potential.logValue(x * Math.exp(w)) - logAtX > target), 0, upper, BISECTIONS)
        .middle();
  }
}

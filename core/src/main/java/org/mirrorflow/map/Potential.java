package org.mirrorflow.map;

/**
 * A potential of one variable r: ℝ → ℝ, even, strictly convex, differentiable, r(0) = 0, with r'
 * onto ℝ. A potential is a record; everything else (group, spectral, horizon, tests) follows.
 *
 * <p>Maps between spaces: {@link #gradient} takes the primal line to the dual line, {@link
 * #inverse} takes it back; {@link #value} and {@link #dualPotential} take the primal line to ℝ.
 */
public interface Potential {

  /** r(x). */
  double value(double x);

  /** r'(x), the dual variable of x. */
  double gradient(double x);

  /**
   * (r')⁻¹(z), the primal variable, accurate to a few ulp as a function of z for every z whose
   * result is representable; never flushed, never clamped.
   */
  double inverse(double z);

  /** r''(x); may be 0 or +∞ at x = 0 (p-norms). */
  double curvature(double x);

  /** D(x) = x r'(x) − r(x) = ∫_0^|x| t r''(t) dt = r*(r'(x)), without cancellation. */
  double dualPotential(double x);

  /** r*(z) = D(inverse(z)), the convex conjugate. */
  default double conjugate(double z) {
    return dualPotential(inverse(z));
  }

  /** log r(x) for x &gt; 0; overridden where r overflows before log r does. */
  default double logValue(double x) {
    return Math.log(value(x));
  }

  /** log r'(x) for x &gt; 0; overridden where r' overflows before log r' does. */
  default double logGradient(double x) {
    return Math.log(gradient(x));
  }

  /** log D(x) for x &gt; 0; overridden where D overflows before log D does. */
  default double logDualPotential(double x) {
    return Math.log(dualPotential(x));
  }

  /** log r''(x) for x &gt; 0; overridden where r'' overflows before log r'' does. */
  default double logCurvature(double x) {
    return Math.log(curvature(x));
  }

  /**
   * x &gt; 0 with log r'(x) = {@code logZ}; overridden where z = r'(x) overflows long before x does
   * (cosh at x/s = 710).
   */
  default double inverseFromLog(double logZ) {
    return inverse(Math.exp(logZ));
  }

  /** Entrywise inverse of {@code z[from..to)}: the hot loop of every flow. */
  default void inverse(double[] z, int from, int to, double[] x) {
    for (int j = from; j < to; j++) {
      x[j] = inverse(z[j]);
    }
  }

  /**
   * e^{−c} r, this potential in units of e^c: its flow is the same in θ, with z, s and D = r* ∘ r'
   * divided by e^c, so that they are doubles where those of r are not.
   *
   * @param logUnit c
   */
  default Potential inUnits(double logUnit) {
    return logUnit == 0 ? this : new InUnits(this, logUnit);
  }

  /** The specification that parses to this potential, for example {@code hyperbolic:beta=0.1}. */
  String spec();
}

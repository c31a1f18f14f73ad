package org.mirrorflow.map;

/**
 * A potential of one variable r: ℝ → ℝ, even, strictly convex, differentiable, r(0) = 0, with r'
 * onto ℝ. A potential is a record; everything else (group, spectral, horizon, tests) follows.
 *
 * <p>Maps between spaces: {@link #gradient} takes the primal line to the dual line, {@link
 * #inverse} takes it back; {@link #value} and {@link #dualPotential} take the primal line to ℝ.
 */
public interface Potential {

  /**
   * {@return r(x) ≥ 0}
   *
   * @param x primal variable
   */
  double value(double x);

  /**
   * {@return r'(x), the dual variable of x}
   *
   * @param x primal variable
   */
  double gradient(double x);

  /**
   * {@return (r')⁻¹(z), the primal variable, accurate to a few ulp as a function of z for every z
   * whose result is representable; never flushed, never clamped}
   *
   * @param z dual variable
   */
  double inverse(double z);

  /**
   * {@return r''(x); may be 0 or +∞ at x = 0 (p-norms)}
   *
   * @param x primal variable
   */
  double curvature(double x);

  /**
   * {@return D(x) = x r'(x) − r(x) = ∫_0^|x| t r''(t) dt = r*(r'(x)), without cancellation
   * (Rockafellar 1970, Convex Analysis, theorem 23.5)}
   *
   * @param x primal variable
   */
  double dualPotential(double x);

  /**
   * {@return r*(z) = D(inverse(z)), the convex conjugate; for programs that use the library and for
   * its tests: the library itself has θ wherever it needs r*, and takes D}
   *
   * @param z dual variable
   */
  default double conjugate(double z) {
    return dualPotential(inverse(z));
  }

  /**
   * {@return log r(x); overridden where r overflows before log r does}
   *
   * @param x primal variable, positive
   */
  default double logValue(double x) {
    return Math.log(value(x));
  }

  /**
   * {@return log r'(x); overridden where r' overflows before log r' does}
   *
   * @param x primal variable, positive
   */
  default double logGradient(double x) {
    return Math.log(gradient(x));
  }

  /**
   * {@return log D(x); overridden where D overflows before log D does}
   *
   * @param x primal variable, positive
   */
  default double logDualPotential(double x) {
    return Math.log(dualPotential(x));
  }

  /**
   * {@return log r''(x); overridden where r'' overflows before log r'' does}
   *
   * @param x primal variable, positive
   */
  default double logCurvature(double x) {
    return Math.log(curvature(x));
  }

  /**
   * {@return x &gt; 0 with log r'(x) = {@code logZ}; overridden where z = r'(x) overflows long
   * before x does (cosh at x/s = 710)}
   *
   * @param logZ log of the dual variable
   */
  default double inverseFromLog(double logZ) {
    return inverse(Math.exp(logZ));
  }

  /**
   * Writes x[j] = (r')⁻¹(z[j]), j = from .. to − 1: the hot loop of every flow.
   *
   * @param z dual variables
   * @param from first index of the range
   * @param to index after the range
   * @param x receives the primal variables in the same range
   */
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
   * @return e^{−c} r
   */
  default Potential inUnits(double logUnit) {
    return logUnit == 0 ? this : new InUnits(this, logUnit);
  }

  /**
   * {@return the specification that parses to this potential, for example {@code
   * hyperbolic:beta=0.1}}
   */
  String spec();
}

package org.mirrorflow.map;

import java.util.Optional;

/**
 * A potential of one variable r: ℝ → ℝ, even, strictly convex, differentiable, r(0) = 0, with r'
 * onto ℝ. A potential is a record; everything else (group, spectral, horizon, tests) follows.
 *
 * <p>Maps between spaces: {@link #gradient} takes the primal line to the dual line, {@link
 * #inverse} takes it back; {@link #value} and {@link #dualPotential} take the primal line to ℝ.
 *
 * @since 0.1.0
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
   * {@return r*(z) = D(inverse(z)), the convex conjugate} It is for programs that use the library
   * and for its tests. The library itself has θ wherever it needs r*, and uses D.
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
   * {@return log r'(x) at log x; overridden where it is known beyond the largest double x}
   *
   * @param logX log x
   */
  default double logGradientAt(double logX) {
    return logGradient(Math.exp(logX));
  }

  /**
   * {@return e = x r'(x)/r(x), the local power of r; overridden where r overflows, since a
   * difference of large logarithms has no digits left}
   *
   * @param logX log x
   */
  default double index(double logX) {
    double x = Math.exp(logX);
    double numerator = x * gradient(x);
    double denominator = value(x);
    return representable(numerator) && representable(denominator)
        ? numerator / denominator
        : Math.exp(Math.log(x) + logGradient(x) - logValue(x));
  }

  /**
   * {@return x r''(x)/r'(x), the local power of r'; overridden where r' overflows, since a
   * difference of large logarithms has no digits left}
   *
   * @param logX log x
   */
  default double order(double logX) {
    double x = Math.exp(logX);
    double numerator = x * curvature(x);
    double denominator = gradient(x);
    return representable(numerator) && representable(denominator)
        ? numerator / denominator
        : Math.exp(Math.log(x) + logCurvature(x) - logGradient(x));
  }

  /** Products below 1e-290 lose digits to gradual underflow. */
  private static boolean representable(double value) {
    return value > 1e-290 && value < Double.POSITIVE_INFINITY;
  }

  /**
   * {@return the largest log x at which {@link #index}, {@link #order} and {@link #logGradientAt}
   * can be asked: 690 unless they are known beyond the doubles}
   */
  default double largestLogX() {
    return 690;
  }

  /**
   * {@return a log x beyond which no term of r overtakes another, as far as that is known; growth
   * seen below says nothing of the growth beyond}
   */
  default double settlingLogX() {
    return Double.NEGATIVE_INFINITY;
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
   * The inverse of a whole array in the functions of some library.
   *
   * @param <T> the arrays
   * @param functions the functions on them
   * @param z dual variables
   * @return (r')⁻¹(z) entry by entry; empty if it is not made of these functions
   */
  default <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.empty();
  }

  /**
   * e^{−c} r, this potential in units of e^c. Its flow is the same in θ. Its z, s and D = r* ∘ r'
   * are divided by e^c, so they are doubles where those of r are not.
   *
   * @param logUnit c
   * @return e^{−c} r
   */
  default Potential inUnits(double logUnit) {
    return logUnit == 0 ? this : new InUnits(this, logUnit);
  }

  /**
   * {@return a clause that says what could not be established of this potential; empty if it is one
   * for certain} Example: "its convexity could not be established everywhere between x = 1e8 and x
   * = 1e300".
   */
  default Optional<String> doubt() {
    return Optional.empty();
  }

  /**
   * {@return the specification that parses to this potential, for example {@code
   * hyperbolic:beta=0.1}}
   */
  String spec();
}

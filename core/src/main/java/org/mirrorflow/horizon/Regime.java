package org.mirrorflow.horizon;

/**
 * How the growth index e(ρ) = ρ r'/r settles as ρ → ∞, and with it the gauge of the sublevel sets.
 *
 * <p>The deviation d is e − p for a finite index p, and 1/e when e → ∞ (p = ∞). With u = log ρ:
 *
 * <ul>
 *   <li>EXACT: d = 0 at every scale;
 *   <li>ALGEBRAIC: d ~ C e^{−a (u + B)}; a = ∞ if faster than every power. B is 0, so that d ~ C
 *       ρ^{−a}, unless that C is beyond float64;
 *   <li>LOGARITHMIC: d ~ C (u + B)^{−a}, a ≥ 1 (iterated logarithms included);
 *   <li>SLOWER: d ~ C (u + B)^{−a}, a &lt; 1;
 *   <li>NONE: e has no limit or there is no mirror map; {@code reason} says why.
 * </ul>
 *
 * @param kind which of the five
 * @param exponent a; NaN for EXACT and NONE
 * @param coefficient C, with the sign of d; NaN for NONE
 * @param shift B; 0 for EXACT and NONE
 * @param reason why there is no limit; empty unless NONE
 * @since 0.1.0
 */
public record Regime(Kind kind, double exponent, double coefficient, double shift, String reason) {

  /** The five regimes, fastest first. */
  public enum Kind {
    /** The sublevel sets are balls of the limit gauge at every scale. */
    EXACT,
    /** The gauge is ε-close at a scale that is a power of 1/ε. */
    ALGEBRAIC,
    /** ε-close needs log ρ ≈ C/ε: exponentially slow. */
    LOGARITHMIC,
    /** Slower than every multiple of 1/log ρ. */
    SLOWER,
    /** No limit. */
    NONE
  }

  /** {@return no deviation at any scale} */
  public static Regime exact() {
    return new Regime(Kind.EXACT, Double.NaN, 0, 0, "");
  }

  /**
   * {@return d ~ C ρ^{−a}}
   *
   * @param exponent a &gt; 0; +∞ if faster than every power
   * @param coefficient C, with the sign of d
   */
  public static Regime algebraic(double exponent, double coefficient) {
    return new Regime(Kind.ALGEBRAIC, exponent, coefficient, 0, "");
  }

  /**
   * {@return d ~ C ρ^{−a}, also where C is beyond float64}
   *
   * @param exponent a, positive and finite
   * @param sign of C, not 0
   * @param logSize log |C|
   */
  static Regime algebraic(double exponent, double sign, double logSize) {
    double size = Math.exp(logSize);
    return size >= Double.MIN_NORMAL && size <= Double.MAX_VALUE
        ? algebraic(exponent, sign * size)
        : new Regime(Kind.ALGEBRAIC, exponent, sign, -logSize / exponent, "");
  }

  /**
   * {@return d ~ C (log ρ + B)^{−a} with a ≥ 1}
   *
   * @param exponent a ≥ 1
   * @param coefficient C, with the sign of d
   * @param shift B
   */
  public static Regime logarithmic(double exponent, double coefficient, double shift) {
    return new Regime(Kind.LOGARITHMIC, exponent, coefficient, shift, "");
  }

  /**
   * {@return d ~ C (log ρ + B)^{−a} with a &lt; 1}
   *
   * @param exponent a &lt; 1
   * @param coefficient C, with the sign of d
   * @param shift B
   */
  public static Regime slower(double exponent, double coefficient, double shift) {
    return new Regime(Kind.SLOWER, exponent, coefficient, shift, "");
  }

  /**
   * {@return no limit}
   *
   * @param reason why, a clause of a sentence
   */
  public static Regime none(String reason) {
    return new Regime(Kind.NONE, Double.NaN, Double.NaN, 0, reason);
  }

  /**
   * {@return the deviation d at log ρ, to leading order; NaN for NONE}
   *
   * @param logScale log ρ
   */
  public double deviation(double logScale) {
    return switch (kind) {
      case EXACT -> 0;
      case ALGEBRAIC -> coefficient * Math.exp(-exponent * (logScale + shift));
      case LOGARITHMIC, SLOWER -> coefficient * Math.pow(logScale + shift, -exponent);
      case NONE -> Double.NaN;
    };
  }

  /**
   * {@return the log ρ from which |d| ≤ {@code size}; −∞ if that holds at every scale, NaN for
   * NONE}
   *
   * @param size bound on |d|, positive
   */
  public double logScaleOfDeviation(double size) {
    double ratio = Math.log(Math.abs(coefficient)) - Math.log(size);
    return switch (kind) {
      case EXACT -> Double.NEGATIVE_INFINITY;
      case ALGEBRAIC -> ratio / exponent - shift;
      case LOGARITHMIC, SLOWER -> Math.exp(ratio / exponent) - shift;
      case NONE -> Double.NaN;
    };
  }
}

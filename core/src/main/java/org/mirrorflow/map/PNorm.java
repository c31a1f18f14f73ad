package org.mirrorflow.map;

import java.util.Optional;

/**
 * r(x) = |x|^p/p, r'(x) = sgn(x)|x|^(p−1), inverse sgn(z)|z|^(1/(p−1)). Horizon ℓp, exact (Grove,
 * Littlestone and Schuurmans, Machine Learning 43, 2001).
 *
 * @param p exponent &gt; 1
 * @since 0.1.0
 */
public record PNorm(double p) implements Potential {

  /**
   * Checks p.
   *
   * @param p above 1
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public PNorm {
    Numbers.require(
        p > 1,
        "p:" + Numbers.text(p),
        "p",
        p,
        "a finite p > 1",
        "for l1-type margins use hyperbolic:beta=0.1 or p:1.1");
  }

  @Override
  public double value(double x) {
    return Math.pow(Math.abs(x), p) / p;
  }

  @Override
  public double gradient(double x) {
    return Math.copySign(Math.pow(Math.abs(x), p - 1), x);
  }

  /** z^(1/(p−1)); the rounding error of the exponent, times log z, is put back to first order. */
  @Override
  public double inverse(double z) {
    return inverse(p, z);
  }

  /** The same without an object: other potentials start from it. */
  static double inverse(double p, double z) {
    double exponent = 1 / (p - 1);
    double a = Math.abs(z);
    if (exponent == 2) {
      return z * a;
    }
    if (exponent == 0.5) {
      return Math.copySign(Math.sqrt(a), z);
    }
    if (exponent == 1) {
      return z;
    }
    double power = Math.pow(a, exponent);
    double lost = Math.fma(-exponent, p - 1, 1) / (p - 1);
    boolean correct = lost != 0 && power > 0 && power < Double.POSITIVE_INFINITY;
    return Math.copySign(correct ? power + power * (lost * Math.log(a)) : power, z);
  }

  @Override
  public double inverseFromLog(double logZ) {
    return Math.exp(logZ / (p - 1));
  }

  @Override
  public double curvature(double x) {
    return (p - 1) * Math.pow(Math.abs(x), p - 2);
  }

  @Override
  public double dualPotential(double x) {
    return (p - 1) / p * Math.pow(Math.abs(x), p);
  }

  @Override
  public double logValue(double x) {
    return p * Math.log(x) - Math.log(p);
  }

  @Override
  public double logGradient(double x) {
    return (p - 1) * Math.log(x);
  }

  @Override
  public double logDualPotential(double x) {
    return p * Math.log(x) + Math.log((p - 1) / p);
  }

  @Override
  public double logCurvature(double x) {
    return (p - 2) * Math.log(x) + Math.log(p - 1);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.power(z, 1 / (p - 1)));
  }

  @Override
  public String spec() {
    return "p:" + Numbers.text(p);
  }
}

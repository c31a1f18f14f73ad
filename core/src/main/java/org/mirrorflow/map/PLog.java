package org.mirrorflow.map;

import org.mirrorflow.numeric.Elementary;

/**
 * r'(x) = sgn(x)|x|^{p−1} log(1 + |x|), so r(x) = (x r'(x) − I(|x|))/p with I(x) = ∫_0^x t^p/(1+t)
 * dt and D(x) = ((p − 1) x r'(x) + I(|x|))/p. Horizon ℓp, logarithmic although p &gt; 1.
 *
 * @param p exponent &gt; 1
 * @since 0.1.0
 */
public record PLog(double p) implements Potential {
  private static final int MAX_STEPS = 60;

  /** Where the two series for I meet. */
  private static final double SPLIT = 2;

  /**
   * Checks p.
   *
   * @param p above 1
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public PLog {
    Numbers.require(
        p > 1,
        "plog:p=" + Numbers.text(p),
        "p",
        p,
        "a finite p > 1",
        "for l1-type margins use log:a=1");
  }

  @Override
  public double value(double x) {
    double a = Math.abs(x);
    return Math.pow(a, p) * ((Math.log1p(a) - integralRatio(a)) / p);
  }

  @Override
  public double gradient(double x) {
    double a = Math.abs(x);
    return Math.copySign(Math.pow(a, p - 1) * Math.log1p(a), x);
  }

  /**
   * Newton's method in (log x, log z), where r' is concave. It starts from below, from bounds:
   * r'(x) ≤ x^p, and r'(x) ≤ x^{p−1} log(1 + X) for every X that bounds the root. The last step
   * leaves an error of about 1 + 1/(p_eff − 1) ulp, the second term from the rounding of log(1 +
   * x).
   */
  @Override
  public double inverse(double z) {
    double a = Math.abs(z);
    if (a == 0) {
      return z;
    }
    return Math.copySign(a < Double.MIN_NORMAL ? Math.pow(a, 1 / p) : positiveInverse(a), z);
  }

  private double positiveInverse(double z) {
    double logZ = Math.log(z);
    double y = Math.log(inverseStart(logZ));
    double change = 1;
    for (int step = 0; step < MAX_STEPS && Math.abs(change) > 1e-5; step++) {
      double x = Math.exp(y);
      if (!(x > 0 && x < Double.MAX_VALUE)) {
        return x;
      }
      double log = Elementary.log1p(x);
      double excess = Math.log(log) + (p - 1) * y - logZ;
      change = -excess / (p - 1 + x / (1 + x) / log);
      y += change;
    }
    return polish(Math.exp(y), z);
  }

  /** A Newton step on x = (z/log(1 + x))^{1/(p−1)}, with the rounding of the quotient put back. */
  private double polish(double x, double z) {
    double log = Math.log1p(x);
    double quotient = z / log;
    double lost = Math.fma(-quotient, log, z) / z;
    double power = PNorm.inverse(p, quotient);
    double next = power + power * (lost / (p - 1));
    return x - (x - next) / (1 + x / (1 + x) / log / (p - 1));
  }

  /** A lower bound of the root, close in the limits z → 0 and z → ∞. */
  private double inverseStart(double logZ) {
    double small = logZ / p;
    double large =
        (logZ - Math.log(Math.log1p(Math.exp(Math.max(small, 0) * p / (p - 1))))) / (p - 1);
    double bounded = Double.isFinite(large) ? large : (logZ - Math.log(710)) / (p - 1);
    return Math.exp(Math.max(small, bounded));
  }

  @Override
  public double inverseFromLog(double logZ) {
    if (Math.abs(logZ) < Elementary.LARGE) {
      return inverse(Math.exp(logZ));
    }
    double y = Math.log(inverseStart(logZ));
    for (int step = 0; step < MAX_STEPS && Double.isFinite(y); step++) {
      double x = Math.exp(y);
      double log = Math.log1p(x);
      double slope = p - 1 + x / (1 + x) / log;
      double change = (logZ - (p - 1) * y - Math.log(log)) / slope;
      y += change;
      if (!(Math.abs(change) > 1e-9)) {
        break;
      }
    }
    return Math.exp(y);
  }

  @Override
  public double curvature(double x) {
    double a = Math.abs(x);
    if (a < Elementary.TINY) {
      return p * Math.pow(a, p - 1);
    }
    return Math.pow(a, p - 1) * ((p - 1) * (Math.log1p(a) / a) + 1 / (1 + a));
  }

  @Override
  public double dualPotential(double x) {
    double a = Math.abs(x);
    return Math.pow(a, p) * (((p - 1) * Math.log1p(a) + integralRatio(a)) / p);
  }

  @Override
  public double logValue(double x) {
    return p * Math.log(x) + Math.log((Math.log1p(x) - integralRatio(x)) / p);
  }

  @Override
  public double logGradient(double x) {
    return (p - 1) * Math.log(x) + Math.log(Math.log1p(x));
  }

  @Override
  public double logDualPotential(double x) {
    return p * Math.log(x) + Math.log(((p - 1) * Math.log1p(x) + integralRatio(x)) / p);
  }

  @Override
  public double logCurvature(double x) {
    double ratio = x < Elementary.TINY ? 1 : Math.log1p(x) / x;
    return (p - 1) * Math.log(x) + Math.log((p - 1) * ratio + 1 / (1 + x));
  }

  /**
   * I(x)/x^p. Up to 2 the Gauss series in w = x/(1 + x) is used, I = x^p w/(p+1) Σ n!/(p+2)_n w^n.
   * Beyond 2 the series 1/(1 + t) = Σ (−1)^k t^{−k−1} is integrated from 2.
   */
  private double integralRatio(double x) {
    if (x <= SPLIT) {
      double w = x / (1 + x);
      double term = w / (p + 1);
      double sum = term;
      for (int n = 1; term > 0x1p-56 * sum; n++) {
        term *= w * n / (p + 1 + n);
        sum += term;
      }
      return sum;
    }
    double span = Math.log(x / SPLIT);
    double sum = integralRatio(SPLIT) * Math.pow(SPLIT / x, p);
    double term = 1;
    for (int k = 0; k < 3 || Math.abs(term) > 0x1p-56 * sum; k++) {
      double q = p - k;
      if (q > 0) {
        term = Math.pow(x, -k) * (-Math.expm1(-q * span) / q);
      } else {
        term =
            Math.pow(SPLIT / x, p)
                * Math.pow(SPLIT, -k)
                * (q == 0 ? span : Math.expm1(q * span) / q);
      }
      sum += k % 2 == 0 ? term : -term;
    }
    return sum;
  }

  @Override
  public String spec() {
    return "plog:p=" + Numbers.text(p);
  }
}

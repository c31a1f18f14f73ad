package org.mirrorflow.map;

import org.mirrorflow.numeric.Elementary;

/**
 * r(x) = |x|^p/p + c x²/2, p &gt; 2: the p-norm potential with a curvature that does not vanish at
 * 0. Horizon ℓp, algebraic of order ρ^(2−p).
 *
 * @param p exponent &gt; 2
 * @param quadratic weight c &gt; 0 of the quadratic
 * @since 0.1.0
 */
public record PNormQuadratic(double p, double quadratic) implements Potential {
  private static final int MAX_STEPS = 60;

  /**
   * Checks p and c.
   *
   * @param p above 2
   * @param quadratic positive and finite
   * @throws org.mirrorflow.io.InputException if one is not
   */
  public PNormQuadratic {
    String spec = spec(p, quadratic);
    Numbers.require(p > 2, spec, "p", p, "a finite p > 2", "drop the quadratic for p <= 2");
    Numbers.requireScale(spec, "quadratic", quadratic, "drop the quadratic for the pure p-norm");
  }

  @Override
  public double value(double x) {
    return Math.pow(Math.abs(x), p) / p + 0.5 * quadratic * x * x;
  }

  @Override
  public double gradient(double x) {
    return Math.copySign(Math.pow(Math.abs(x), p - 1), x) + quadratic * x;
  }

  /**
   * The root of x^(p−1) + c x = z. For p = 3 the root has a closed form. Otherwise Halley's method
   * starts from the smaller of the two roots that either term has alone, where the left side is
   * between z and 2z. It converges cubically.
   */
  @Override
  public double inverse(double z) {
    double a = Math.abs(z);
    if (a == 0 || Double.isInfinite(a)) {
      return z;
    }
    if (p == 3) {
      double root = 2 * Math.sqrt(a);
      boolean safe = quadratic < 1e150 && quadratic > 1e-150;
      double h =
          safe ? Math.sqrt(quadratic * quadratic + root * root) : Math.hypot(quadratic, root);
      return Math.copySign(root * (root / (quadratic + h)) / 2, z);
    }
    return Math.copySign(polish(a, Math.min(a / quadratic, Math.pow(a, 1 / (p - 1)))), z);
  }

  private double polish(double z, double start) {
    double x = start;
    if (x == 0) {
      return x;
    }
    for (int step = 0; step < MAX_STEPS; step++) {
      double half = Math.pow(x, 0.5 * (p - 1));
      double power = half / z * half;
      double linear = quadratic * x / z;
      double excess = power + linear - 1;
      double slope = (p - 1) * power + linear;
      double bend = (p - 1) * (p - 2) * power;
      double change = 2 * excess * slope / (2 * slope * slope - excess * bend);
      double next = x - x * change;
      if (!(Math.abs(change) > 1e-6)) {
        return next;
      }
      x = next;
    }
    return x;
  }

  @Override
  public double inverseFromLog(double logZ) {
    if (Math.abs(logZ) < Elementary.LARGE) {
      return inverse(Math.exp(logZ));
    }
    double y = Math.min(logZ - Math.log(quadratic), logZ / (p - 1));
    for (int step = 0; step < MAX_STEPS; step++) {
      double power = Math.exp((p - 1) * y - logZ);
      double linear = Math.exp(Math.log(quadratic) + y - logZ);
      double change = Math.log(power + linear) * (power + linear) / ((p - 1) * power + linear);
      y -= change;
      if (!(Math.abs(change) > 1e-9)) {
        return Math.exp(y);
      }
    }
    return Math.exp(y);
  }

  @Override
  public double curvature(double x) {
    return (p - 1) * Math.pow(Math.abs(x), p - 2) + quadratic;
  }

  @Override
  public double dualPotential(double x) {
    return (p - 1) / p * Math.pow(Math.abs(x), p) + 0.5 * quadratic * x * x;
  }

  @Override
  public double logValue(double x) {
    return logSum(x, 1 / p, 0.5 * quadratic, p);
  }

  @Override
  public double logGradient(double x) {
    return logSum(x, 1, quadratic, p - 1);
  }

  @Override
  public double logDualPotential(double x) {
    return logSum(x, (p - 1) / p, 0.5 * quadratic, p);
  }

  @Override
  public double logCurvature(double x) {
    return logSum(x, p - 1, quadratic, p - 2);
  }

  /** log(a x^e + b x^(e + 2 − p)). */
  private double logSum(double x, double a, double b, double e) {
    double logX = Math.log(x);
    double first = Math.log(a) + e * logX;
    double second = Math.log(b) + (e + 2 - p) * logX;
    return Math.max(first, second) + Math.log1p(Math.exp(-Math.abs(first - second)));
  }

  @Override
  public String spec() {
    return spec(p, quadratic);
  }

  private static String spec(double p, double quadratic) {
    return "p:" + Numbers.text(p) + ",quadratic=" + Numbers.text(quadratic);
  }
}

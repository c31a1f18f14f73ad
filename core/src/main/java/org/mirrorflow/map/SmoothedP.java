package org.mirrorflow.map;

import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.numeric.Elementary;

/**
 * r(x) = ((x² + δ²)^{p/2} − δ^p)/p, r'(x) = x (x² + δ²)^{p/2−1}, 1 &lt; p &lt; 2: the p-norm
 * potential without its kink of infinite curvature at 0. Horizon ℓp, algebraic of order ρ^(−p).
 *
 * @param p exponent in (1, 2)
 * @param delta scale δ &gt; 0 below which it is quadratic
 * @since 0.1.0
 */
public record SmoothedP(double p, double delta) implements Potential {
  private static final int MAX_STEPS = 60;

  /** Newton's error after a step of relative size δ is of order δ². */
  private static final double LAST_STEP = 1e-8;

  /**
   * Checks p and δ.
   *
   * @param p between 1 and 2
   * @param delta positive and finite
   * @throws org.mirrorflow.io.InputException if one is not
   */
  public SmoothedP {
    String spec = spec(p, delta);
    Numbers.require(
        p > 1 && p < 2, spec, "p", p, "1 < p < 2", "for p >= 2 use p:" + Numbers.text(p));
    Numbers.requireScale(spec, "delta", delta, "for delta = 0 use p:" + Numbers.text(p));
  }

  /** Up to x = δ as δ^p expm1(½p log1p(x²/δ²))/p, above as the difference of two powers. */
  @Override
  public double value(double x) {
    double u = Math.abs(x) / delta;
    double scale = Math.pow(delta, p);
    return u < 1 ? scale * (unitValue(u) / p) : (Math.pow(Math.hypot(x, delta), p) - scale) / p;
  }

  /** p R(u) = (1 + u²)^{p/2} − 1 for the potential R with δ = 1. */
  private double unitValue(double u) {
    return Math.expm1(0.5 * p * Math.log1p(u * u));
  }

  @Override
  public double gradient(double x) {
    double square = x * x + delta * delta;
    boolean safe = square > 1e-290 && square < 1e290;
    return x * (safe ? Math.pow(square, 0.5 * p - 1) : Math.pow(Math.hypot(x, delta), p - 2));
  }

  /**
   * Far beyond δ by Newton's method on x = z^{1/(p−1)} (1 + δ²/x²)^{(2−p)/(2(p−1))}, whose rounding
   * errors 1/(p−1) does not amplify. Else it works in (log x, log z), where r' is concave. It
   * starts from below: from the larger of the roots for r' = δ^{p−2} x and r' = x^{p−1}, which both
   * bound r' from above. Beyond δ a step of the first kind is the last.
   */
  @Override
  public double inverse(double z) {
    double a = Math.abs(z);
    double far = PNorm.inverse(p, a);
    double v = delta / far;
    if (v * v * (2 - p) / (p - 1) < 0.5) {
      return Math.copySign(fromFar(far, far), z);
    }
    double x = Math.max(a * Math.pow(delta, 2 - p), far);
    double change = 1;
    for (int step = 0; step < MAX_STEPS && Math.abs(change) > LAST_STEP; step++) {
      double u = x / delta;
      if (u < 1e-9) {
        return Math.copySign(x, z);
      }
      double slope = ((p - 1) * u * u + 1) / (u * u + 1);
      double ratio = gradient(x) / a;
      change = Math.abs(ratio - 1) < 1e-4 ? (1 - ratio) / slope : -Math.log(ratio) / slope;
      x *= Math.abs(change) < 1e-4 ? 1 + change : Math.exp(change);
    }
    return Math.copySign(x > delta ? fromFar(x, far) : x, z);
  }

  private double fromFar(double start, double far) {
    double exponent = (2 - p) / (p - 1);
    double x = start;
    for (int step = 0; step < MAX_STEPS && x < Double.POSITIVE_INFINITY; step++) {
      double v = delta / x;
      double w = v * v;
      double lift = Math.exp(0.5 * exponent * Elementary.log1p(w));
      double change = (x - far * lift) / (1 + exponent * (w / (1 + w)));
      x -= change;
      if (!(Math.abs(change) > LAST_STEP * x)) {
        break;
      }
    }
    return x;
  }

  /** Beyond the range of z by the p-norm, which r' equals there to the last bit. */
  @Override
  public double inverseFromLog(double logZ) {
    return Math.abs(logZ) < Elementary.LARGE
        ? inverse(Math.exp(logZ))
        : Math.max(Math.exp(logZ / (p - 1)), Math.exp(logZ + (2 - p) * Math.log(delta)));
  }

  @Override
  public double curvature(double x) {
    double h = Math.hypot(x, delta);
    double t = x / h;
    double d = delta / h;
    return Math.pow(h, p - 2) * ((p - 1) * t * t + d * d);
  }

  /** (1 − 1/p)((x² + δ²)^{p/2} − δ^p) + δ^p (1 − (1 + x²/δ²)^{p/2−1}): both terms positive. */
  @Override
  public double dualPotential(double x) {
    double scale = Math.pow(delta, p);
    return (p - 1) * value(x) + scale * unitDefect(Math.abs(x) / delta);
  }

  /** 1 − (1 + u²)^{p/2−1}. */
  private double unitDefect(double u) {
    return -Math.expm1((0.5 * p - 1) * Math.log1p(u * u));
  }

  @Override
  public double logValue(double x) {
    return logOfUnit(x, 1 / p, 0.5, u -> unitValue(u) / p);
  }

  @Override
  public double logGradient(double x) {
    return Math.log(x) + (p - 2) * Math.log(Math.hypot(x, delta));
  }

  @Override
  public double logDualPotential(double x) {
    return logOfUnit(x, (p - 1) / p, 0.5, u -> (p - 1) / p * unitValue(u) + unitDefect(u));
  }

  /** log of δ^p f(x/δ), f(u) ~ near·u² at 0 and far·u^p at infinity. */
  private double logOfUnit(double x, double far, double near, DoubleUnaryOperator f) {
    double u = x / delta;
    double logDelta = Math.log(delta);
    if (u > 1e100) {
      return p * Math.log(x) + Math.log(far);
    }
    return u < 1e-100
        ? 2 * Math.log(x) + (p - 2) * logDelta + Math.log(near)
        : p * logDelta + Math.log(f.applyAsDouble(u));
  }

  @Override
  public String spec() {
    return spec(p, delta);
  }

  private static String spec(double p, double delta) {
    return "smoothed:p=" + Numbers.text(p) + ",delta=" + Numbers.text(delta);
  }
}

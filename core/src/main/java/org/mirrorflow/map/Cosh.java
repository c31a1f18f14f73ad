package org.mirrorflow.map;

import java.util.Optional;
import org.mirrorflow.numeric.ArrayFunctions;
import org.mirrorflow.numeric.Elementary;

/**
 * r(x) = s(cosh(x/s) − 1), r'(x) = sinh(x/s), inverse s·asinh z. Horizon ℓ∞, algebraic.
 *
 * <p>z overflows at x/s = 710; the log methods and {@link #inverseFromLog} work far beyond.
 *
 * @param s scale s &gt; 0
 * @since 0.1.0
 */
public record Cosh(double s) implements Potential {
  private static final double LOG2 = Math.log(2);

  /**
   * Checks s.
   *
   * @param s positive and finite
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public Cosh {
    Numbers.requireScale("cosh:s=" + Numbers.text(s), "s", s, "try cosh:s=1");
  }

  /** 2 s sinh²(x/2s). */
  @Override
  public double value(double x) {
    double h = sinhOf(x, 0.5);
    return (s * h) * (2 * h);
  }

  @Override
  public double gradient(double x) {
    return sinhOf(x, 1);
  }

  /** sinh(f x/s), f = 1 or ½, with the rounding error of the quotient put back. */
  private double sinhOf(double x, double f) {
    double u = x / s;
    double sinh = Elementary.scaledSinh(1, f * u);
    double low = f * (Math.fma(-u, s, x) / s);
    return Math.abs(u) < 1 || Double.isInfinite(sinh) ? sinh : sinh + low * coshOf(sinh);
  }

  /** √(1 + sinh²); Math.hypot takes fifty times as long. */
  private static double coshOf(double sinh) {
    double a = Math.abs(sinh);
    return a < 1e9 ? Math.sqrt(Math.fma(a, a, 1)) : a;
  }

  @Override
  public double inverse(double z) {
    return s * Elementary.asinh(z);
  }

  /** s (log z + log 2) once e^{−2 log z} is below the last bit. */
  @Override
  public double inverseFromLog(double logZ) {
    return logZ > 20 ? s * (logZ + LOG2) : s * Elementary.asinh(Math.exp(logZ));
  }

  @Override
  public double curvature(double x) {
    return coshOf(gradient(x)) / s;
  }

  /** s(u sinh u − cosh u + 1) = 2 s sinh(u/2) cosh(u/2) (u − tanh(u/2)), u = |x|/s. */
  @Override
  public double dualPotential(double x) {
    double h = Math.abs(sinhOf(x, 0.5));
    double u = Math.abs(x) / s;
    return (s * h) * (2 * coshOf(h) * (u - Math.tanh(0.5 * u)));
  }

  @Override
  public double logValue(double x) {
    return Math.log(s) + LOG2 + 2 * Elementary.logSinh(0.5 * x / s);
  }

  @Override
  public double logGradient(double x) {
    return Elementary.logSinh(x / s);
  }

  @Override
  public double logDualPotential(double x) {
    double u = x / s;
    return Math.log(s)
        + LOG2
        + Elementary.logSinh(0.5 * u)
        + Elementary.logCosh(0.5 * u)
        + Math.log(u - Math.tanh(0.5 * u));
  }

  @Override
  public double logCurvature(double x) {
    return Elementary.logCosh(x / s) - Math.log(s);
  }

  /** u sinh u/(cosh u − 1) = u coth(u/2). */
  @Override
  public double index(double logX) {
    return scaledCoth(logX, 0.5);
  }

  /** u coth u. */
  @Override
  public double order(double logX) {
    return scaledCoth(logX, 1);
  }

  /** u coth(f u) at u = x/s, f = 1 or ½; 1/f at 0. */
  private double scaledCoth(double logX, double f) {
    double u = Math.exp(logX) / s;
    return u < Elementary.TINY ? 1 / f : u / Math.tanh(f * u);
  }

  @Override
  public void inverse(double[] z, int from, int to, double[] x) {
    ArrayFunctions.BEST.scaledAsinh(s, z, from, to, x);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.scaledAsinh(s, z));
  }

  @Override
  public String spec() {
    return "cosh:s=" + Numbers.text(s);
  }
}

package org.mirrorflow.map;

import java.util.Optional;
import org.mirrorflow.numeric.ArrayFunctions;
import org.mirrorflow.numeric.Elementary;

/**
 * r(x) = ((1 + u) log(1 + u) − u)/a², u = a|x|; r'(x) = sgn(x) log(1 + u)/a; inverse sgn(z)
 * expm1(a|z|)/a. Horizon ℓ1, logarithmic.
 *
 * @param a inverse scale a &gt; 0: |x| ≪ 1/a behaves like x²/2
 * @since 0.1.0
 */
public record LogMap(double a) implements Potential {

  /**
   * Checks a.
   *
   * @param a positive and finite
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public LogMap {
    Numbers.requireScale("log:a=" + Numbers.text(a), "a", a, "try log:a=1");
  }

  /** x r' − D, whose two terms differ by a factor of two at least. */
  @Override
  public double value(double x) {
    double d = dualPotential(x);
    return Double.isInfinite(d) ? d : x * gradient(x) - d;
  }

  @Override
  public double gradient(double x) {
    double u = a * Math.abs(x);
    if (u < Elementary.TINY) {
      return x;
    }
    boolean overflow = Double.isInfinite(u) && !Double.isInfinite(x);
    double log = overflow ? Math.log(a) + Math.log(Math.abs(x)) : Math.log1p(u);
    return Math.copySign(log / a, x);
  }

  @Override
  public double inverse(double z) {
    return Elementary.scaledExpm1(a, z);
  }

  @Override
  public double curvature(double x) {
    return 1 / (1 + a * Math.abs(x));
  }

  /** (u − log(1 + u))/a². */
  @Override
  public double dualPotential(double x) {
    double u = a * Math.abs(x);
    return Double.isInfinite(u) || u < Elementary.TINY
        ? (u > 1 ? Math.abs(x) / a : 0.5 * x * x)
        : Elementary.excessOverLog1p(u) / a / a;
  }

  @Override
  public void inverse(double[] z, int from, int to, double[] x) {
    ArrayFunctions.BEST.scaledExpm1(a, z, from, to, x);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.exponential(a, z));
  }

  @Override
  public String spec() {
    return "log:a=" + Numbers.text(a);
  }
}

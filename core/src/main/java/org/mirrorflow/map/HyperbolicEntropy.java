package org.mirrorflow.map;

import java.util.Optional;
import org.mirrorflow.numeric.ArrayFunctions;
import org.mirrorflow.numeric.Elementary;

/**
 * r(x) = x asinh(x/β) − √(x² + β²) + β, r'(x) = asinh(x/β), inverse β sinh z (Ghai, Hazan and
 * Singer, 2020, arXiv 1902.01903). Horizon ℓ1, logarithmic.
 *
 * @param beta scale β &gt; 0: |x| ≪ β behaves like x²/(2β), |x| ≫ β like an entropy
 * @since 0.1.0
 */
public record HyperbolicEntropy(double beta) implements Potential {

  /**
   * Checks β.
   *
   * @param beta positive and finite
   * @throws org.mirrorflow.io.InputException if it is not
   */
  public HyperbolicEntropy {
    Numbers.requireScale(
        "hyperbolic:beta=" + Numbers.text(beta), "beta", beta, "try hyperbolic:beta=0.1");
  }

  @Override
  public double value(double x) {
    return x * gradient(x) - dualPotential(x);
  }

  @Override
  public double gradient(double x) {
    return Elementary.asinhRatio(x, beta);
  }

  @Override
  public double inverse(double z) {
    return Elementary.scaledSinh(beta, z);
  }

  @Override
  public double curvature(double x) {
    return 1 / Math.hypot(x, beta);
  }

  /** √(x² + β²) − β = x²/(√(x² + β²) + β). */
  @Override
  public double dualPotential(double x) {
    double norm = Math.hypot(x, beta);
    return Double.isInfinite(norm) ? norm : x * (x / (norm + beta));
  }

  @Override
  public void inverse(double[] z, int from, int to, double[] x) {
    ArrayFunctions.BEST.scaledSinh(beta, z, from, to, x);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.scaledSinh(beta, z));
  }

  @Override
  public String spec() {
    return "hyperbolic:beta=" + Numbers.text(beta);
  }
}

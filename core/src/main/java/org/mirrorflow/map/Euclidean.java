package org.mirrorflow.map;

import java.util.Optional;

/**
 * r(x) = x²/2, r'(x) = x: mirror flow is gradient flow. Horizon ℓ2, exact.
 *
 * @since 0.1.0
 */
public record Euclidean() implements Potential {

  @Override
  public double value(double x) {
    return 0.5 * x * x;
  }

  @Override
  public double gradient(double x) {
    return x;
  }

  @Override
  public double inverse(double z) {
    return z;
  }

  @Override
  public double curvature(double x) {
    return 1;
  }

  @Override
  public double dualPotential(double x) {
    return 0.5 * x * x;
  }

  @Override
  public double logValue(double x) {
    return 2 * Math.log(x) - Math.log(2);
  }

  @Override
  public double logGradient(double x) {
    return Math.log(x);
  }

  @Override
  public double logDualPotential(double x) {
    return logValue(x);
  }

  @Override
  public double logCurvature(double x) {
    return 0;
  }

  @Override
  public void inverse(double[] z, int from, int to, double[] x) {
    System.arraycopy(z, from, x, from, to - from);
  }

  @Override
  public <T> Optional<T> inverse(OddFunctions<T> functions, T z) {
    return Optional.of(functions.copy(z));
  }

  @Override
  public String spec() {
    return "euclidean";
  }
}

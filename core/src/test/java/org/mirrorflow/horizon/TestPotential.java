package org.mirrorflow.horizon;

import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.map.Potential;

/**
 * A potential given for x &gt; 0 by log r and its index e = x r'/r as functions of u = log x: what
 * no formula can say, and some that are no mirror map.
 */
record TestPotential(String spec, DoubleUnaryOperator logR, DoubleUnaryOperator index)
    implements Potential {

  /** log(1 + x). */
  static double log1pExp(double u) {
    return u > 40 ? u : Math.log1p(Math.exp(u));
  }

  /** d/du log(1 + e^u). */
  static double sigmoid(double u) {
    return 1 / (1 + Math.exp(-u));
  }

  @Override
  public double logValue(double x) {
    return logR.applyAsDouble(Math.log(x));
  }

  @Override
  public double logGradient(double x) {
    double u = Math.log(x);
    return logR.applyAsDouble(u) + Math.log(index.applyAsDouble(u)) - u;
  }

  @Override
  public double value(double x) {
    return x == 0 ? 0 : Math.exp(logValue(Math.abs(x)));
  }

  @Override
  public double gradient(double x) {
    return x == 0 ? 0 : Math.copySign(Math.exp(logGradient(Math.abs(x))), x);
  }

  @Override
  public double inverse(double z) {
    throw new UnsupportedOperationException("the horizon needs no inverse map");
  }

  @Override
  public double curvature(double x) {
    throw new UnsupportedOperationException("the limit needs no curvature");
  }

  @Override
  public double dualPotential(double x) {
    return x * gradient(x) - value(x);
  }
}

package org.mirrorflow.map;

import org.mirrorflow.numeric.Elementary;

/** The odd functions on single numbers, by the textbook. */
record FunctionsOfNumbers() implements OddFunctions<Double> {
  @Override
  public Double copy(Double x) {
    return x;
  }

  @Override
  public Double power(Double x, double e) {
    return Math.copySign(Math.pow(Math.abs(x), e), x);
  }

  @Override
  public Double scaledSinh(double s, Double x) {
    return Math.abs(x) < 700 ? s * Math.sinh(x) : Elementary.scaledSinh(s, x);
  }

  @Override
  public Double scaledAsinh(double s, Double x) {
    return s * Elementary.asinh(x);
  }

  @Override
  public Double exponential(double a, Double x) {
    return Math.copySign(Math.expm1(a * Math.abs(x)) / a, x);
  }

  @Override
  public Double shrink(double lambda, Double x) {
    return Math.copySign(Math.max(Math.abs(x) - lambda, 0), x);
  }
}

package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import org.mirrorflow.map.OddFunctions;

/**
 * Tensor operations on the device of their argument and in its type. What is not needed any more is
 * closed at once where there is much of it: the next operation then writes to memory that is in the
 * cache.
 */
record DeviceFunctions() implements OddFunctions<NDArray> {
  @Override
  public NDArray copy(NDArray x) {
    return x.duplicate();
  }

  @Override
  public NDArray power(NDArray x, double e) {
    NDArray a = x.abs();
    if (e == 2) {
      return a.muli(x);
    }
    return (e == 0.5 ? a.sqrt() : a.powi(e)).muli(x.sign());
  }

  @Override
  public NDArray scaledSinh(double s, NDArray x) {
    return x.sinh().muli(s);
  }

  /**
   * sgn(x) log1p(y), y = a(1 + tan(atan(a)/2)), a = |x|: odd, no cancellation, no overflow up to
   * half of the largest number. log1p(y) = log u + (y − (u − 1))/u, where u is 1 + y rounded: the
   * second term puts the rounding error back, and is y itself where u = 1. What is left out is the
   * square of the rounding error. A choice between two forms would take longer than all of this.
   */
  @Override
  public NDArray scaledAsinh(double s, NDArray x) {
    NDArray y;
    try (NDArray a = x.abs();
        NDArray angle = a.atan()) {
      y = angle.muli(0.5).tan();
      y.addi(1).muli(a);
    }
    try (NDArray u = y.add(1);
        NDArray rounded = u.sub(1);
        NDArray log = u.log();
        NDArray sign = x.sign()) {
      return y.subi(rounded).divi(u).addi(log).muli(sign).muli(s);
    }
  }

  /** sgn(w) expm1(|w|) = 2 sinh(w/2) e^{|w|/2}, w = a x: no cancellation near 0. */
  @Override
  public NDArray exponential(double a, NDArray x) {
    NDArray half = x.mul(a).muli(0.5);
    return half.sinh().muli(half.abs().exp()).muli(2).divi(a);
  }

  @Override
  public NDArray shrink(double lambda, NDArray x) {
    return x.abs().subi(lambda).maximum(0).muli(x.sign());
  }
}

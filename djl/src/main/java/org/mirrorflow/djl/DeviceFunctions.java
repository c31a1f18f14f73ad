package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import org.mirrorflow.map.OddFunctions;

/** Tensor operations on the device of their argument and in its type. */
record DeviceFunctions() implements OddFunctions<NDArray> {
  /** From here on asinh a = log 2a to the last bit of float64, and a² is far from overflow. */
  private static final double HUGE = 1e9;

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
   * sgn(x) log1p(y), y = a + a²/(1 + √(1 + a²)), a = |x|: odd, no cancellation. log1p divides the
   * rounding error of u = 1 + y out: log(u) y/(u − 1), and y where u = 1 (Kahan, HP-15C 1982).
   */
  @Override
  public NDArray scaledAsinh(double s, NDArray x) {
    NDArray a = x.abs();
    NDArray small = a.minimum(HUGE);
    NDArray square = small.mul(small);
    NDArray y = square.div(square.add(1).sqrt().addi(1)).addi(small);
    NDArray u = y.add(1);
    NDArray rounded = u.sub(1);
    NDArray log1p = NDArrays.where(rounded.eq(0), y, u.log().mul(y).divi(rounded));
    NDArray large = a.log().addi(Math.log(2));
    return NDArrays.where(a.gt(HUGE), large, log1p).muli(x.sign()).muli(s);
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

package org.mirrorflow.model;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** The kernel on the JDK's Vector API: layer operations as strided products of {@link Product}. */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;

  /** Up to so many outputs a dot product per output beats a panel that is mostly padding. */
  private static final int FEW_OUTPUTS = 4;

  private final Product product = new Product();
  private final Dots dots = new Dots();
  private double[] transposed = new double[0];

  @Override
  public void outputs(
      int from,
      int to,
      int m,
      int d,
      double[] a,
      double[] w,
      int wFrom,
      double[] h,
      boolean add,
      Finish finish) {
    if (m <= FEW_OUTPUTS) {
      dots.outputs(from, to, m, d, a, w, wFrom, h, add);
      finish.apply(from * m, to * m);
      return;
    }
    product.scalars(a, from * d, d, 1);
    product.vectors(w, wFrom, 1, d);
    product.compute(to - from, m, d, h, from * m, add, finish);
  }

  /**
   * Two ways to lay the result on vectors: along the inputs, or along the units with a
   * transposition afterwards; the one with less padding wins.
   */
  @Override
  public void weights(
      int from, int to, int n, int m, int d, double[] g, double[] a, double[] v, int vFrom) {
    int units = to - from;
    if (Product.paddedSize(m, d) <= Product.paddedSize(d, m)) {
      product.scalars(g, from, 1, m);
      product.vectors(a, 0, d, 1);
      product.compute(units, d, n, v, vFrom + from * d, false, Finish.NONE);
      return;
    }
    if (transposed.length < d * units) {
      transposed = new double[d * units];
    }
    product.scalars(a, 0, 1, d);
    product.vectors(g, from, m, 1);
    product.compute(d, units, n, transposed, 0, false, Finish.NONE);
    for (int j = 0; j < units; j++) {
      int row = vFrom + (from + j) * d;
      for (int c = 0; c < d; c++) {
        v[row + c] = transposed[c * units + j];
      }
    }
  }

  @Override
  public void inputs(
      int from,
      int to,
      int m,
      int d,
      double[] g,
      double[] w,
      int wFrom,
      double[] b,
      Finish finish) {
    product.scalars(g, from * m, m, 1);
    product.vectors(w, wFrom, d, 1);
    product.compute(to - from, d, m, b, from * d, false, finish);
  }

  @Override
  public void activate(Activation sigma, double[] h, double[] a, int from, int to) {
    double slope = sigma.negativeSlope();
    int k = sigma.exponent();
    int j = from;
    for (int end = from + LANES.loopBound(to - from); j < end; j += LANES.length()) {
      DoubleVector x = DoubleVector.fromArray(LANES, h, j);
      VectorMask<Double> positive = x.compare(VectorOperators.GT, 0);
      DoubleVector y = x;
      for (int e = 1; e < k; e++) {
        y = y.mul(x);
      }
      x.mul(slope).blend(y, positive).intoArray(a, j);
    }
    for (; j < to; j++) {
      a[j] = sigma.value(h[j]);
    }
  }

  @Override
  public void multiplySlopes(Activation sigma, double[] h, double[] b, int from, int to) {
    double slope = sigma.negativeSlope();
    int k = sigma.exponent();
    int j = from;
    for (int end = from + LANES.loopBound(to - from); j < end; j += LANES.length()) {
      DoubleVector x = DoubleVector.fromArray(LANES, h, j);
      DoubleVector y = DoubleVector.fromArray(LANES, b, j);
      VectorMask<Double> positive = x.compare(VectorOperators.GT, 0);
      DoubleVector steep = DoubleVector.broadcast(LANES, 1);
      for (int e = 1; e < k; e++) {
        steep = steep.mul(x);
      }
      y.mul(DoubleVector.broadcast(LANES, slope).blend(steep.mul(k), positive)).intoArray(b, j);
    }
    for (; j < to; j++) {
      b[j] *= sigma.slope(h[j]);
    }
  }
}

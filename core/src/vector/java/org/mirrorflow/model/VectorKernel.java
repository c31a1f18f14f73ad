package org.mirrorflow.model;

import java.util.Optional;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.mirrorflow.gauge.Block;

/** The kernel on the JDK's Vector API: layer operations as strided products of {@link Product}. */
final class VectorKernel implements Kernel {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final DoubleVector ZERO = DoubleVector.zero(LANES);
  private static final DoubleVector TWO = DoubleVector.broadcast(LANES, 2);

  /** Up to so many outputs a dot product per output beats a panel that is mostly padding. */
  private static final int FEW_OUTPUTS = 4;

  private final Product product = new Product();
  private final SparseProduct sparse = new SparseProduct();
  private final Dots dots = new Dots();
  private final ShiftedProduct shifted = new ShiftedProduct();
  private double[] transposed = new double[0];

  @Override
  public void outputs(
      int from, int to, double[] a, double[] w, Block at, double[] h, boolean add, Finish finish) {
    int m = at.rows();
    int d = at.cols();
    if (m <= FEW_OUTPUTS) {
      dots.outputs(from, to, a, w, at, h, add);
      finish.apply(from * m, to * m);
      return;
    }
    product.scalars(a, from * d, d, 1);
    product.vectors(w, at.offset(), 1, d);
    product.compute(to - from, m, d, Product.DEPTH, h, from * m, add, finish);
  }

  /**
   * Two ways to lay the result on vectors: along the inputs, or along the units with a
   * transposition afterwards; the one with less padding wins.
   */
  @Override
  public void weights(int from, int to, int n, double[] g, double[] a, double[] v, Block at) {
    int m = at.rows();
    int d = at.cols();
    int units = to - from;
    int deepest = Product.depthFor((long) m * d);
    if (Product.paddedSize(m, d) <= Product.paddedSize(d, m)) {
      product.scalars(g, from, 1, m);
      product.vectors(a, 0, d, 1);
      product.compute(units, d, n, deepest, v, at.offset() + from * d, false, Finish.NONE);
      return;
    }
    if (transposed.length < d * units) {
      transposed = new double[d * units];
    }
    product.scalars(a, 0, 1, d);
    product.vectors(g, from, m, 1);
    product.compute(d, units, n, deepest, transposed, 0, false, Finish.NONE);
    for (int j = 0; j < units; j++) {
      int row = at.offset() + (from + j) * d;
      for (int c = 0; c < d; c++) {
        v[row + c] = transposed[c * units + j];
      }
    }
  }

  @Override
  public void inputs(
      int from, int to, double[] g, double[] w, Block at, double[] b, Finish finish) {
    int m = at.rows();
    int d = at.cols();
    if (m <= FEW_OUTPUTS) {
      FewOutputs.inputs(from, to, g, w, at, b, finish);
      return;
    }
    product.scalars(g, from * m, m, 1);
    product.vectors(w, at.offset(), d, 1);
    product.compute(to - from, d, m, Product.DEPTH, b, from * d, false, finish);
  }

  @Override
  public void sparse(
      int from, int to, SparseMatrix s, double[] b, int m, double[] c, Finish finish) {
    sparse.compute(from, to, s, b, m, c, finish);
  }

  @Override
  public void activate(Activation sigma, double[] h, double[] a, int from, int to) {
    int end = from + LANES.loopBound(to - from);
    if (sigma.exponent() == 1) {
      activateLinear(sigma.negativeSlope(), h, a, from, end);
    } else {
      activatePower(sigma.exponent(), h, a, from, end);
    }
    for (int j = end; j < to; j++) {
      a[j] = sigma.value(h[j]);
    }
  }

  /** Two loops and not one with a branch, for the reason given at the strips of {@link Product}. */
  private static void activateLinear(double slope, double[] h, double[] a, int from, int end) {
    for (int j = from; j < end; j += LANES.length()) {
      DoubleVector x = DoubleVector.fromArray(LANES, h, j);
      x.mul(slope).blend(x, x.compare(VectorOperators.GT, 0)).intoArray(a, j);
    }
  }

  private static void activatePower(int k, double[] h, double[] a, int from, int end) {
    for (int j = from; j < end; j += LANES.length()) {
      DoubleVector x = DoubleVector.fromArray(LANES, h, j).max(0);
      DoubleVector y = x;
      for (int e = 1; e < k; e++) {
        y = y.mul(x);
      }
      y.intoArray(a, j);
    }
  }

  @Override
  public void multiplySlopes(
      Activation sigma, double[] h, int ahead, double[] b, int from, int to) {
    int end = from + LANES.loopBound(to - from);
    if (sigma.exponent() == 1) {
      multiplyLinear(sigma.negativeSlope(), h, ahead, b, from, end);
    } else {
      multiplyPower(sigma.exponent(), h, ahead, b, from, end);
    }
    for (int j = end; j < to; j++) {
      b[j] *= sigma.slope(h[j + ahead]);
    }
  }

  private static void multiplyLinear(
      double slope, double[] h, int ahead, double[] b, int from, int end) {
    for (int j = from; j < end; j += LANES.length()) {
      DoubleVector y = DoubleVector.fromArray(LANES, b, j);
      VectorMask<Double> positive =
          DoubleVector.fromArray(LANES, h, j + ahead).compare(VectorOperators.GT, 0);
      y.mul(slope).blend(y, positive).intoArray(b, j);
    }
  }

  private static void multiplyPower(int k, double[] h, int ahead, double[] b, int from, int end) {
    for (int j = from; j < end; j += LANES.length()) {
      DoubleVector x = DoubleVector.fromArray(LANES, h, j + ahead).max(0);
      DoubleVector power = x;
      for (int e = 2; e < k; e++) {
        power = power.mul(x);
      }
      DoubleVector.fromArray(LANES, b, j).mul(power.mul(k)).intoArray(b, j);
    }
  }

  @Override
  public void correlate(int groups, Correlation shape, Slice x, Slice w, Slice h, boolean add) {
    ShiftedProduct.correlate(groups, shape, x, w, h, add);
  }

  @Override
  public void correlateWeights(int groups, Correlation shape, Slice g, Slice x, Slice v) {
    shifted.weights(groups, shape, g, x, v);
  }

  @Override
  public void largest(Squares squares, Slice x, Slice y, Slice which) {
    double[] in = x.values();
    int right = squares.right();
    int below = squares.below();
    for (int half = 0; half < Planes.LANES; half += LANES.length()) {
      for (int u = 0; u < squares.first().length; u++) {
        int s = x.from() + squares.first()[u] + half;
        DoubleVector a = DoubleVector.fromArray(LANES, in, s);
        DoubleVector b = DoubleVector.fromArray(LANES, in, s + right);
        DoubleVector c = DoubleVector.fromArray(LANES, in, s + below);
        DoubleVector d = DoubleVector.fromArray(LANES, in, s + below + right);
        VectorMask<Double> second = b.compare(VectorOperators.GT, a);
        VectorMask<Double> fourth = d.compare(VectorOperators.GT, c);
        DoubleVector upper = a.blend(b, second);
        DoubleVector lower = c.blend(d, fourth);
        VectorMask<Double> down = lower.compare(VectorOperators.GT, upper);
        upper.blend(lower, down).intoArray(y.values(), y.from() + squares.pooled()[u] + half);
        DoubleVector above = ZERO.blend(1, second);
        above
            .blend(TWO.blend(3, fourth), down)
            .intoArray(which.values(), which.from() + u * Planes.LANES + half);
      }
    }
  }

  @Override
  public void toLargest(Squares squares, Slice dy, Slice which, Slice dx) {
    double[] to = dx.values();
    int right = squares.right();
    int below = squares.below();
    for (int half = 0; half < Planes.LANES; half += LANES.length()) {
      for (int u = 0; u < squares.first().length; u++) {
        int s = dx.from() + squares.first()[u] + half;
        DoubleVector d =
            DoubleVector.fromArray(LANES, dy.values(), dy.from() + squares.pooled()[u] + half);
        DoubleVector k =
            DoubleVector.fromArray(LANES, which.values(), which.from() + u * Planes.LANES + half);
        ZERO.blend(d, k.compare(VectorOperators.EQ, 0)).intoArray(to, s);
        ZERO.blend(d, k.compare(VectorOperators.EQ, 1)).intoArray(to, s + right);
        ZERO.blend(d, k.compare(VectorOperators.EQ, 2)).intoArray(to, s + below);
        ZERO.blend(d, k.compare(VectorOperators.EQ, 3)).intoArray(to, s + below + right);
      }
    }
  }

  @Override
  public Optional<TwoLayer> twoLayer(int n, int m, int d, Activation sigma) {
    return FusedTwoLayer.suits(n, m, d, sigma)
        ? Optional.of(FusedTwoLayer.of(n, m, d, sigma))
        : Optional.empty();
  }
}

package org.mirrorflow.model;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link TwoLayer} with the units of the hidden layer on the lanes of vectors.
 *
 * <p>The last block of units begins at m − L and overlaps the one before it where L does not divide
 * m: it computes the same activations again, and its output weights are 0 where another block has
 * counted the unit.
 */
final class FusedTwoLayer implements TwoLayer {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  /** Up to so many inputs: beyond, the tiles of {@link Product} read W less often. */
  private static final int MOST_INPUTS = 8;

  private final int n;
  private final int m;
  private final int d;
  private final double slope;
  private final int blocks;

  /** Per block d vectors of W and one of v. */
  private final double[] packed;

  /** Per sample the lanes of f. */
  private final double[] lanes;

  /** Lanes of a block's derivatives: v, then W column by column. */
  private final double[] derivatives;

  private FusedTwoLayer(int n, int m, int d, double slope) {
    this.n = n;
    this.m = m;
    this.d = d;
    this.slope = slope;
    this.blocks = (m + L - 1) / L;
    this.packed = new double[blocks * (d + 1) * L];
    this.lanes = new double[n * L];
    this.derivatives = new double[(d + 1) * L];
  }

  /** Whether this way is the faster one, and possible. */
  static boolean suits(int n, int m, int d, Activation sigma) {
    return m >= L
        && d <= MOST_INPUTS
        && (long) n * m * d < SharedKernel.WORTH_SHARING
        && sigma.slopeFollowsFromValue();
  }

  static FusedTwoLayer of(int n, int m, int d, Activation sigma) {
    return new FusedTwoLayer(n, m, d, sigma.negativeSlope());
  }

  private int firstUnit(int block) {
    return Math.min(block * L, m - L);
  }

  @Override
  public void forward(double[] x, double[] theta, int wFrom, int vFrom, double[] a, double[] f) {
    pack(theta, wFrom, vFrom);
    for (int i = 0; i < n; i++) {
      sample(m, d, slope, x, i, packed, a, lanes);
    }
    for (int i = 0; i < n; i++) {
      double even = 0;
      double odd = 0;
      for (int j = i * L; j < i * L + L; j += 2) {
        even += lanes[j];
        odd += lanes[j + 1];
      }
      f[i] = even + odd;
    }
  }

  private void pack(double[] theta, int wFrom, int vFrom) {
    int to = 0;
    for (int b = 0; b < blocks; b++) {
      int first = firstUnit(b);
      for (int c = 0; c < d; c++) {
        int from = wFrom + first * d + c;
        for (int q = 0; q < L; q++) {
          packed[to + q] = theta[from + q * d];
        }
        to += L;
      }
      System.arraycopy(theta, vFrom + first, packed, to, L);
      Arrays.fill(packed, to, to + b * L - first, 0);
      to += L;
    }
  }

  private static void sample(
      int m, int d, double slope, double[] x, int i, double[] packed, double[] a, double[] lanes) {
    DoubleVector f0 = DoubleVector.zero(LANES);
    int at = 0;
    for (int b = 0; b < m; b += L) {
      int unit = Math.min(b, m - L);
      DoubleVector h0 = DoubleVector.zero(LANES);
      for (int c = i * d; c < i * d + d; c++) {
        DoubleVector w = DoubleVector.fromArray(LANES, packed, at);
        h0 = DoubleVector.broadcast(LANES, x[c]).fma(w, h0);
        at += L;
      }
      DoubleVector v = DoubleVector.fromArray(LANES, packed, at);
      at += L;
      DoubleVector a0 = choose(h0.reinterpretAsLongs(), h0.mul(slope), h0);
      a0.intoArray(a, i * m + unit);
      f0 = a0.fma(v, f0);
    }
    f0.intoArray(lanes, i * L);
  }

  @Override
  public void pullback(
      double[] x, double[] a, double[] u, double[] gradient, int wFrom, int vFrom) {
    for (int b = 0; b < blocks; b++) {
      int first = firstUnit(b);
      int v = (b * (d + 1) + d) * L;
      int c = 0;
      for (; c + 2 <= d; c += 2) {
        twoColumns(n, m, d, slope, x, c, a, first, u, derivatives);
      }
      if (c < d) {
        oneColumn(n, m, d, slope, x, c, a, first, u, derivatives);
      }
      outputColumn(n, m, a, first, u, derivatives, d * L);
      for (int q = b * L - first; q < L; q++) {
        for (int k = 0; k < d; k++) {
          gradient[wFrom + (first + q) * d + k] = packed[v + q] * derivatives[k * L + q];
        }
        gradient[vFrom + first + q] = derivatives[d * L + q];
      }
    }
  }

  /** Σ_i u_i σ'(a_i) x_ic and the same for c + 1. */
  private static void twoColumns(
      int n,
      int m,
      int d,
      double slope,
      double[] x,
      int c,
      double[] a,
      int unit,
      double[] u,
      double[] out) {
    DoubleVector s0 = DoubleVector.zero(LANES);
    DoubleVector s1 = DoubleVector.zero(LANES);
    for (int i = 0; i < n; i++) {
      DoubleVector g = derivative(slope, a, i * m + unit, u[i]);
      s0 = g.fma(DoubleVector.broadcast(LANES, x[i * d + c]), s0);
      s1 = g.fma(DoubleVector.broadcast(LANES, x[i * d + c + 1]), s1);
    }
    s0.intoArray(out, c * L);
    s1.intoArray(out, (c + 1) * L);
  }

  private static void oneColumn(
      int n,
      int m,
      int d,
      double slope,
      double[] x,
      int c,
      double[] a,
      int unit,
      double[] u,
      double[] out) {
    DoubleVector s0 = DoubleVector.zero(LANES);
    for (int i = 0; i < n; i++) {
      DoubleVector g = derivative(slope, a, i * m + unit, u[i]);
      s0 = g.fma(DoubleVector.broadcast(LANES, x[i * d + c]), s0);
    }
    s0.intoArray(out, c * L);
  }

  private static void outputColumn(
      int n, int m, double[] a, int unit, double[] u, double[] out, int to) {
    DoubleVector s0 = DoubleVector.zero(LANES);
    for (int i = 0; i < n; i++) {
      s0 =
          DoubleVector.fromArray(LANES, a, i * m + unit)
              .fma(DoubleVector.broadcast(LANES, u[i]), s0);
    }
    s0.intoArray(out, to);
  }

  /** u where a &gt; 0, else slope · u. */
  private static DoubleVector derivative(double slope, double[] a, int at, double u) {
    DoubleVector minus = DoubleVector.zero(LANES).sub(DoubleVector.fromArray(LANES, a, at));
    return choose(
        minus.reinterpretAsLongs(),
        DoubleVector.broadcast(LANES, u),
        DoubleVector.broadcast(LANES, slope * u));
  }

  /** By the sign bits: masks cost more on JDK 17, and max and min, which know NaN and −0, more. */
  private static DoubleVector choose(LongVector sign, DoubleVector negative, DoubleVector other) {
    LongVector base = other.reinterpretAsLongs();
    return negative
        .reinterpretAsLongs()
        .lanewise(VectorOperators.XOR, base)
        .and(sign.lanewise(VectorOperators.ASHR, 63))
        .lanewise(VectorOperators.XOR, base)
        .reinterpretAsDoubles();
  }
}

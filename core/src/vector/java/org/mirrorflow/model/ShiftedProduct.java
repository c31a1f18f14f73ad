package org.mirrorflow.model;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with shifted planes, see {@link Correlation}: tiles of four channels by two vectors of
 * positions for results, of four channels by two shifts for derivatives of kernels. At an edge a
 * tile repeats its last row or column, which computes the same numbers twice and needs no other
 * loop.
 *
 * <p>The order of summation depends on shapes and on the length of vectors alone.
 */
final class ShiftedProduct {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();
  private static final int TILE = 4;
  private static final double[] ZEROS = new double[L];

  private final double[] sums = new double[2 * TILE * L];

  /** As {@link Kernel#correlate}. */
  static void correlate(
      int samples,
      Correlation shape,
      double[] x,
      int xFrom,
      double[] w,
      int wFrom,
      double[] h,
      int hFrom,
      boolean add) {
    int rows = shape.rows();
    int depth = shape.columns();
    int span = shape.in().span();
    int plane = shape.out().plane();
    for (int i = 0; i < samples; i++) {
      int source = xFrom + i * shape.in().sample() + shape.in().first();
      int target = hFrom + i * shape.out().sample() + shape.out().first();
      for (int r = 0; r < rows; r += TILE) {
        int second = Math.min(r + 1, rows - 1);
        int third = Math.min(r + 2, rows - 1);
        int fourth = Math.min(r + 3, rows - 1);
        for (int s = 0; s < span; s += 2 * L) {
          tile(
              shape.shifts(),
              x,
              source + s,
              source + Math.min(s + L, span - L),
              w,
              wFrom + r * depth,
              wFrom + second * depth,
              wFrom + third * depth,
              wFrom + fourth * depth,
              h,
              target + s,
              r * plane,
              second * plane,
              third * plane,
              fourth * plane,
              Math.min(L, span - L - s),
              add);
        }
      }
    }
  }

  private static void tile(
      int[] shifts,
      double[] x,
      int left,
      int right,
      double[] w,
      int w0,
      int w1,
      int w2,
      int w3,
      double[] h,
      int at,
      int h0,
      int h1,
      int h2,
      int h3,
      int step,
      boolean add) {
    double[] base = add ? h : ZEROS;
    int on = add ? 1 : 0;
    DoubleVector c00 = DoubleVector.fromArray(LANES, base, on * (at + h0));
    DoubleVector c01 = DoubleVector.fromArray(LANES, base, on * (at + h0 + step));
    DoubleVector c10 = DoubleVector.fromArray(LANES, base, on * (at + h1));
    DoubleVector c11 = DoubleVector.fromArray(LANES, base, on * (at + h1 + step));
    DoubleVector c20 = DoubleVector.fromArray(LANES, base, on * (at + h2));
    DoubleVector c21 = DoubleVector.fromArray(LANES, base, on * (at + h2 + step));
    DoubleVector c30 = DoubleVector.fromArray(LANES, base, on * (at + h3));
    DoubleVector c31 = DoubleVector.fromArray(LANES, base, on * (at + h3 + step));
    for (int k = 0; k < shifts.length; k++) {
      int shift = shifts[k];
      DoubleVector x0 = DoubleVector.fromArray(LANES, x, left + shift);
      DoubleVector x1 = DoubleVector.fromArray(LANES, x, right + shift);
      DoubleVector s0 = DoubleVector.broadcast(LANES, w[w0 + k]);
      c00 = s0.fma(x0, c00);
      c01 = s0.fma(x1, c01);
      DoubleVector s1 = DoubleVector.broadcast(LANES, w[w1 + k]);
      c10 = s1.fma(x0, c10);
      c11 = s1.fma(x1, c11);
      DoubleVector s2 = DoubleVector.broadcast(LANES, w[w2 + k]);
      c20 = s2.fma(x0, c20);
      c21 = s2.fma(x1, c21);
      DoubleVector s3 = DoubleVector.broadcast(LANES, w[w3 + k]);
      c30 = s3.fma(x0, c30);
      c31 = s3.fma(x1, c31);
    }
    c00.intoArray(h, at + h0);
    c01.intoArray(h, at + h0 + step);
    c10.intoArray(h, at + h1);
    c11.intoArray(h, at + h1 + step);
    c20.intoArray(h, at + h2);
    c21.intoArray(h, at + h2 + step);
    c30.intoArray(h, at + h3);
    c31.intoArray(h, at + h3 + step);
  }

  /** As {@link Kernel#correlateWeights}. */
  void weights(
      int samples,
      Correlation shape,
      double[] g,
      int gFrom,
      double[] x,
      int xFrom,
      double[] v,
      int vFrom) {
    int rows = shape.rows();
    int[] shifts = shape.shifts();
    int source = xFrom + shape.in().first();
    for (int r = 0; r < rows; r += TILE) {
      int height = Math.min(TILE, rows - r);
      for (int k = 0; k < shifts.length; k += 2) {
        int width = Math.min(2, shifts.length - k);
        sumTile(
            samples,
            shape.in().span(),
            g,
            gFrom + shape.out().first() + r * shape.out().plane(),
            shape.out().plane(),
            height - 1,
            shape.out().sample(),
            x,
            source + shifts[k],
            source + shifts[k + width - 1],
            shape.in().sample());
        for (int q = 0; q < height; q++) {
          for (int p = 0; p < width; p++) {
            v[vFrom + (r + q) * shifts.length + k + p] += sum((2 * q + p) * L);
          }
        }
      }
    }
  }

  /** The lanes are added in pairs: the order of {@code reduceLanes} is not specified. */
  private double sum(int at) {
    for (int half = L / 2; half > 0; half /= 2) {
      for (int j = at; j < at + half; j++) {
        sums[j] += sums[j + half];
      }
    }
    return sums[at];
  }

  private void sumTile(
      int samples,
      int span,
      double[] g,
      int gFrom,
      int plane,
      int last,
      int gSample,
      double[] x,
      int left,
      int right,
      int xSample) {
    int g1 = Math.min(1, last) * plane;
    int g2 = Math.min(2, last) * plane;
    int g3 = Math.min(3, last) * plane;
    DoubleVector c00 = DoubleVector.zero(LANES);
    DoubleVector c01 = DoubleVector.zero(LANES);
    DoubleVector c10 = DoubleVector.zero(LANES);
    DoubleVector c11 = DoubleVector.zero(LANES);
    DoubleVector c20 = DoubleVector.zero(LANES);
    DoubleVector c21 = DoubleVector.zero(LANES);
    DoubleVector c30 = DoubleVector.zero(LANES);
    DoubleVector c31 = DoubleVector.zero(LANES);
    int at = gFrom;
    int x0 = left;
    int x1 = right;
    int behind = span;
    for (int steps = samples * (span / L); steps > 0; steps--) {
      DoubleVector a = DoubleVector.fromArray(LANES, x, x0);
      DoubleVector b = DoubleVector.fromArray(LANES, x, x1);
      DoubleVector d0 = DoubleVector.fromArray(LANES, g, at);
      c00 = d0.fma(a, c00);
      c01 = d0.fma(b, c01);
      DoubleVector d1 = DoubleVector.fromArray(LANES, g, at + g1);
      c10 = d1.fma(a, c10);
      c11 = d1.fma(b, c11);
      DoubleVector d2 = DoubleVector.fromArray(LANES, g, at + g2);
      c20 = d2.fma(a, c20);
      c21 = d2.fma(b, c21);
      DoubleVector d3 = DoubleVector.fromArray(LANES, g, at + g3);
      c30 = d3.fma(a, c30);
      c31 = d3.fma(b, c31);
      at += L;
      x0 += L;
      x1 += L;
      behind -= L;
      if (behind == 0) {
        behind = span;
        at += gSample - span;
        x0 += xSample - span;
        x1 += xSample - span;
      }
    }
    c00.intoArray(sums, 0);
    c01.intoArray(sums, L);
    c10.intoArray(sums, 2 * L);
    c11.intoArray(sums, 3 * L);
    c20.intoArray(sums, 4 * L);
    c21.intoArray(sums, 5 * L);
    c30.intoArray(sums, 6 * L);
    c31.intoArray(sums, 7 * L);
  }
}

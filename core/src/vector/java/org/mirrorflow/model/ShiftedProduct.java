package org.mirrorflow.model;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with shifted planes, see {@link Correlation}. Twelve sums, a vector of samples each,
 * stay in registers: for results those of a tile of four channels by three positions, for
 * derivatives of kernels those of four channels by three shifts. At an edge a tile repeats its last
 * channel or position, which computes the same numbers twice and needs no other loop.
 *
 * <p>The order of summation depends on shapes and on the length of vectors alone.
 */
final class ShiftedProduct {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 3;
  private static final double[] ZEROS = new double[L];

  /** Positions whose vectors in four planes fill half of a first-level cache. */
  private static final int PLACES = 128;

  private double[] sums = new double[0];

  /** As {@link Kernel#correlate}. */
  static void correlate(int groups, Correlation shape, Slice x, Slice w, Slice h, boolean add) {
    int last = shape.rows() - 1;
    int depth = shape.columns();
    int[] places = shape.places();
    int plane = shape.out().plane();
    int[] shifts = shape.shifts();
    for (int i = 0; i < groups * (Planes.LANES / L); i++) {
      int group = i / (Planes.LANES / L);
      int half = i % (Planes.LANES / L) * L;
      int source = x.from() + group * shape.in().group() + half;
      int target = h.from() + group * shape.out().group() + half;
      for (int s = 0; s < places.length; s += COLUMNS) {
        for (int r = 0; r <= last; r += ROWS) {
          int r1 = Math.min(r + 1, last);
          int r2 = Math.min(r + 2, last);
          int r3 = Math.min(r + 3, last);
          tile(
              shifts,
              x.values(),
              source,
              places[s],
              places[Math.min(s + 1, places.length - 1)],
              places[Math.min(s + 2, places.length - 1)],
              w.values(),
              w.from() + r * depth,
              w.from() + r1 * depth,
              w.from() + r2 * depth,
              w.from() + r3 * depth,
              h.values(),
              target + r * plane,
              target + r1 * plane,
              target + r2 * plane,
              target + r3 * plane,
              add);
        }
      }
    }
  }

  /** Four rows of W and of H, and three places t in a plane. */
  private static void tile(
      int[] shifts,
      double[] x,
      int from,
      int t0,
      int t1,
      int t2,
      double[] w,
      int w0,
      int w1,
      int w2,
      int w3,
      double[] h,
      int h0,
      int h1,
      int h2,
      int h3,
      boolean add) {
    double[] base = add ? h : ZEROS;
    int on = add ? 1 : 0;
    DoubleVector c00 = DoubleVector.fromArray(LANES, base, on * (h0 + t0));
    DoubleVector c01 = DoubleVector.fromArray(LANES, base, on * (h0 + t1));
    DoubleVector c02 = DoubleVector.fromArray(LANES, base, on * (h0 + t2));
    DoubleVector c10 = DoubleVector.fromArray(LANES, base, on * (h1 + t0));
    DoubleVector c11 = DoubleVector.fromArray(LANES, base, on * (h1 + t1));
    DoubleVector c12 = DoubleVector.fromArray(LANES, base, on * (h1 + t2));
    DoubleVector c20 = DoubleVector.fromArray(LANES, base, on * (h2 + t0));
    DoubleVector c21 = DoubleVector.fromArray(LANES, base, on * (h2 + t1));
    DoubleVector c22 = DoubleVector.fromArray(LANES, base, on * (h2 + t2));
    DoubleVector c30 = DoubleVector.fromArray(LANES, base, on * (h3 + t0));
    DoubleVector c31 = DoubleVector.fromArray(LANES, base, on * (h3 + t1));
    DoubleVector c32 = DoubleVector.fromArray(LANES, base, on * (h3 + t2));
    for (int k = 0; k < shifts.length; k++) {
      int shift = shifts[k];
      DoubleVector x0 = DoubleVector.fromArray(LANES, x, from + t0 + shift);
      DoubleVector x1 = DoubleVector.fromArray(LANES, x, from + t1 + shift);
      DoubleVector x2 = DoubleVector.fromArray(LANES, x, from + t2 + shift);
      DoubleVector s0 = DoubleVector.broadcast(LANES, w[w0 + k]);
      c00 = s0.fma(x0, c00);
      c01 = s0.fma(x1, c01);
      c02 = s0.fma(x2, c02);
      DoubleVector s1 = DoubleVector.broadcast(LANES, w[w1 + k]);
      c10 = s1.fma(x0, c10);
      c11 = s1.fma(x1, c11);
      c12 = s1.fma(x2, c12);
      DoubleVector s2 = DoubleVector.broadcast(LANES, w[w2 + k]);
      c20 = s2.fma(x0, c20);
      c21 = s2.fma(x1, c21);
      c22 = s2.fma(x2, c22);
      DoubleVector s3 = DoubleVector.broadcast(LANES, w[w3 + k]);
      c30 = s3.fma(x0, c30);
      c31 = s3.fma(x1, c31);
      c32 = s3.fma(x2, c32);
    }
    c00.intoArray(h, h0 + t0);
    c01.intoArray(h, h0 + t1);
    c02.intoArray(h, h0 + t2);
    c10.intoArray(h, h1 + t0);
    c11.intoArray(h, h1 + t1);
    c12.intoArray(h, h1 + t2);
    c20.intoArray(h, h2 + t0);
    c21.intoArray(h, h2 + t1);
    c22.intoArray(h, h2 + t2);
    c30.intoArray(h, h3 + t0);
    c31.intoArray(h, h3 + t1);
    c32.intoArray(h, h3 + t2);
  }

  /**
   * As {@link Kernel#correlateWeights}. Four planes of G stay in a first-level cache: the positions
   * are taken some rows at a time, for every weight of their four rows.
   */
  void weights(int groups, Correlation shape, Slice g, Slice x, Slice v) {
    int columns = shape.columns();
    if (sums.length < ROWS * columns * L) {
      sums = new double[ROWS * columns * L];
    }
    for (int r = 0; r < shape.rows(); r += ROWS) {
      int height = Math.min(ROWS, shape.rows() - r);
      Arrays.fill(sums, 0, ROWS * columns * L, 0);
      for (int group = 0; group < groups; group++) {
        int planes = g.from() + group * shape.out().group() + r * shape.out().plane();
        int source = x.from() + group * shape.in().group();
        for (int half = 0; half < Planes.LANES; half += L) {
          addGroup(shape, g.values(), planes + half, height - 1, x.values(), source + half);
        }
      }
      int first = v.from() + r * columns;
      for (int q = 0; q < height * columns; q++) {
        v.values()[first + q] += lanes(q);
      }
    }
  }

  /** A vector of samples of four rows of G, with every weight of these rows. */
  private void addGroup(Correlation shape, double[] g, int at, int last, double[] x, int from) {
    int columns = shape.columns();
    int plane = shape.out().plane();
    int stride = shape.in().stride();
    int height = shape.in().height();
    int together = Math.max(1, PLACES * Planes.LANES / stride);
    int g1 = Math.min(1, last) * plane;
    int g2 = Math.min(2, last) * plane;
    int g3 = Math.min(3, last) * plane;
    for (int top = 0; top < height; top += together) {
      int bottom = Math.min(height, top + together);
      for (int k = 0; k < columns; k += COLUMNS) {
        int begin = shape.in().first() + Math.max(top, shape.firstRow(k)) * stride;
        int end = shape.in().first() + Math.min(bottom, shape.endRow(k)) * stride;
        addRun(
            g,
            at + begin,
            g1,
            g2,
            g3,
            x,
            from + begin + shape.shifts()[k],
            end - begin,
            k,
            columns);
      }
    }
  }

  /**
   * Positions one after the other, through the places on the right of every row, where G is 0. The
   * three shifts of a row of a kernel are neighbours: two of their vectors are those of the
   * position before.
   */
  private void addRun(
      double[] g,
      int at,
      int g1,
      int g2,
      int g3,
      double[] x,
      int from,
      int length,
      int k,
      int columns) {
    int s0 = k * L;
    int s1 = s0 + columns * L;
    int s2 = s1 + columns * L;
    int s3 = s2 + columns * L;
    DoubleVector c00 = DoubleVector.fromArray(LANES, sums, s0);
    DoubleVector c01 = DoubleVector.fromArray(LANES, sums, s0 + L);
    DoubleVector c02 = DoubleVector.fromArray(LANES, sums, s0 + 2 * L);
    DoubleVector c10 = DoubleVector.fromArray(LANES, sums, s1);
    DoubleVector c11 = DoubleVector.fromArray(LANES, sums, s1 + L);
    DoubleVector c12 = DoubleVector.fromArray(LANES, sums, s1 + 2 * L);
    DoubleVector c20 = DoubleVector.fromArray(LANES, sums, s2);
    DoubleVector c21 = DoubleVector.fromArray(LANES, sums, s2 + L);
    DoubleVector c22 = DoubleVector.fromArray(LANES, sums, s2 + 2 * L);
    DoubleVector c30 = DoubleVector.fromArray(LANES, sums, s3);
    DoubleVector c31 = DoubleVector.fromArray(LANES, sums, s3 + L);
    DoubleVector c32 = DoubleVector.fromArray(LANES, sums, s3 + 2 * L);
    DoubleVector x0 = DoubleVector.fromArray(LANES, x, from);
    DoubleVector x1 = DoubleVector.fromArray(LANES, x, from + Planes.LANES);
    for (int p = 0; p < length; p += Planes.LANES) {
      DoubleVector x2 = DoubleVector.fromArray(LANES, x, from + 2 * Planes.LANES + p);
      DoubleVector d0 = DoubleVector.fromArray(LANES, g, at + p);
      c00 = d0.fma(x0, c00);
      c01 = d0.fma(x1, c01);
      c02 = d0.fma(x2, c02);
      DoubleVector d1 = DoubleVector.fromArray(LANES, g, at + g1 + p);
      c10 = d1.fma(x0, c10);
      c11 = d1.fma(x1, c11);
      c12 = d1.fma(x2, c12);
      DoubleVector d2 = DoubleVector.fromArray(LANES, g, at + g2 + p);
      c20 = d2.fma(x0, c20);
      c21 = d2.fma(x1, c21);
      c22 = d2.fma(x2, c22);
      DoubleVector d3 = DoubleVector.fromArray(LANES, g, at + g3 + p);
      c30 = d3.fma(x0, c30);
      c31 = d3.fma(x1, c31);
      c32 = d3.fma(x2, c32);
      x0 = x1;
      x1 = x2;
    }
    c00.intoArray(sums, s0);
    c01.intoArray(sums, s0 + L);
    c02.intoArray(sums, s0 + 2 * L);
    c10.intoArray(sums, s1);
    c11.intoArray(sums, s1 + L);
    c12.intoArray(sums, s1 + 2 * L);
    c20.intoArray(sums, s2);
    c21.intoArray(sums, s2 + L);
    c22.intoArray(sums, s2 + 2 * L);
    c30.intoArray(sums, s3);
    c31.intoArray(sums, s3 + L);
    c32.intoArray(sums, s3 + 2 * L);
  }

  /** The lanes are added in pairs: the order of {@code reduceLanes} is not specified. */
  private double lanes(int number) {
    double[] c = sums;
    int at = number * L;
    if (L == 8) {
      double even = (c[at] + c[at + 4]) + (c[at + 2] + c[at + 6]);
      return even + ((c[at + 1] + c[at + 5]) + (c[at + 3] + c[at + 7]));
    }
    if (L == 4) {
      return (c[at] + c[at + 2]) + (c[at + 1] + c[at + 3]);
    }
    return L == 2 ? c[at] + c[at + 1] : c[at];
  }
}

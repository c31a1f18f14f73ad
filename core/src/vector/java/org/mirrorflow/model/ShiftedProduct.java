package org.mirrorflow.model;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products with shifted planes, see {@link Correlation}: tiles of four channels by three positions,
 * a vector of samples each, for results, of four channels by three shifts for derivatives of
 * kernels, so that twelve sums stay in registers. At an edge a tile repeats its last channel or
 * position, which computes the same numbers twice and needs no other loop.
 *
 * <p>The order of summation depends on shapes and on the length of vectors alone.
 */
final class ShiftedProduct {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();
  private static final int ROWS = 4;
  private static final int COLUMNS = 3;
  private static final double[] ZEROS = new double[L];

  private final double[] sums = new double[ROWS * COLUMNS * L];

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
      for (int r = 0; r <= last; r += ROWS) {
        int r1 = Math.min(r + 1, last);
        int r2 = Math.min(r + 2, last);
        int r3 = Math.min(r + 3, last);
        for (int s = 0; s < places.length; s += COLUMNS) {
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

  /** As {@link Kernel#correlateWeights}. */
  void weights(int groups, Correlation shape, Slice g, Slice x, Slice v) {
    int rows = shape.rows();
    int[] shifts = shape.shifts();
    for (int r = 0; r < rows; r += ROWS) {
      int height = Math.min(ROWS, rows - r);
      for (int k = 0; k < shifts.length; k += COLUMNS) {
        for (int half = 0; half < Planes.LANES; half += L) {
          int plane = g.from() + half + r * shape.out().plane();
          sum(shape, groups, g.values(), plane, height - 1, x.values(), x.from() + half, k);
          for (int q = 0; q < height; q++) {
            for (int p = 0; p < COLUMNS; p++) {
              v.values()[v.from() + (r + q) * shifts.length + k + p] +=
                  lanes((COLUMNS * q + p) * L);
            }
          }
        }
      }
    }
  }

  /** The lanes are added in pairs: the order of {@code reduceLanes} is not specified. */
  private double lanes(int at) {
    return halves(at, L);
  }

  private double halves(int at, int count) {
    double[] c = sums;
    if (count == 8) {
      double even = (c[at] + c[at + 4]) + (c[at + 2] + c[at + 6]);
      return even + ((c[at + 1] + c[at + 5]) + (c[at + 3] + c[at + 7]));
    }
    if (count == 4) {
      return (c[at] + c[at + 2]) + (c[at + 1] + c[at + 3]);
    }
    return count == 2 ? c[at] + c[at + 1] : c[at];
  }

  /**
   * One loop and not two, one in the other: there the sums would not stay in registers. Rows whose
   * neighbours above or below are outside the image are left out.
   */
  private void sum(
      Correlation shape, int groups, double[] g, int gFrom, int last, double[] x, int from, int k) {
    int[] places = shape.places();
    int g1 = Math.min(1, last) * shape.out().plane();
    int g2 = Math.min(2, last) * shape.out().plane();
    int g3 = Math.min(3, last) * shape.out().plane();
    int shift0 = shape.shifts()[k];
    int shift1 = shape.shifts()[k + 1];
    int shift2 = shape.shifts()[k + 2];
    int groupOfG = gFrom;
    int groupOfX = from;
    int first = shape.firstRow(k) * shape.in().width();
    int end = shape.endRow(k) * shape.in().width();
    int next = first;
    DoubleVector c00 = DoubleVector.zero(LANES);
    DoubleVector c01 = DoubleVector.zero(LANES);
    DoubleVector c02 = DoubleVector.zero(LANES);
    DoubleVector c10 = DoubleVector.zero(LANES);
    DoubleVector c11 = DoubleVector.zero(LANES);
    DoubleVector c12 = DoubleVector.zero(LANES);
    DoubleVector c20 = DoubleVector.zero(LANES);
    DoubleVector c21 = DoubleVector.zero(LANES);
    DoubleVector c22 = DoubleVector.zero(LANES);
    DoubleVector c30 = DoubleVector.zero(LANES);
    DoubleVector c31 = DoubleVector.zero(LANES);
    DoubleVector c32 = DoubleVector.zero(LANES);
    for (int steps = groups * (end - first); steps > 0; steps--) {
      int at = groupOfG + places[next];
      int place = groupOfX + places[next];
      DoubleVector x0 = DoubleVector.fromArray(LANES, x, place + shift0);
      DoubleVector x1 = DoubleVector.fromArray(LANES, x, place + shift1);
      DoubleVector x2 = DoubleVector.fromArray(LANES, x, place + shift2);
      DoubleVector d0 = DoubleVector.fromArray(LANES, g, at);
      c00 = d0.fma(x0, c00);
      c01 = d0.fma(x1, c01);
      c02 = d0.fma(x2, c02);
      DoubleVector d1 = DoubleVector.fromArray(LANES, g, at + g1);
      c10 = d1.fma(x0, c10);
      c11 = d1.fma(x1, c11);
      c12 = d1.fma(x2, c12);
      DoubleVector d2 = DoubleVector.fromArray(LANES, g, at + g2);
      c20 = d2.fma(x0, c20);
      c21 = d2.fma(x1, c21);
      c22 = d2.fma(x2, c22);
      DoubleVector d3 = DoubleVector.fromArray(LANES, g, at + g3);
      c30 = d3.fma(x0, c30);
      c31 = d3.fma(x1, c31);
      c32 = d3.fma(x2, c32);
      boolean over = ++next == end;
      next = over ? first : next;
      groupOfG += over ? shape.out().group() : 0;
      groupOfX += over ? shape.in().group() : 0;
    }
    c00.intoArray(sums, 0);
    c01.intoArray(sums, L);
    c02.intoArray(sums, 2 * L);
    c10.intoArray(sums, 3 * L);
    c11.intoArray(sums, 4 * L);
    c12.intoArray(sums, 5 * L);
    c20.intoArray(sums, 6 * L);
    c21.intoArray(sums, 7 * L);
    c22.intoArray(sums, 8 * L);
    c30.intoArray(sums, 9 * L);
    c31.intoArray(sums, 10 * L);
    c32.intoArray(sums, 11 * L);
  }
}

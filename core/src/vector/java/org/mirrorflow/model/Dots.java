package org.mirrorflow.model;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.mirrorflow.gauge.Block;

/**
 * Layer outputs as dot products, four samples at a time: for layers with one or few outputs.
 *
 * <p>The lanes are added here and not by {@code reduceLanes}, whose order is unspecified and
 * differs between interpreted and compiled code.
 */
final class Dots {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  private final double[] lanes = new double[4 * L];

  /** As {@link Kernel#outputs}. */
  void outputs(int from, int to, double[] a, double[] w, Block at, double[] h, boolean add) {
    int m = at.rows();
    int d = at.cols();
    int i = from;
    for (; i + 4 <= to; i += 4) {
      for (int j = 0; j < m; j++) {
        int row = at.offset() + j * d;
        four(d, a, i * d, w, row, lanes);
        for (int r = 0; r < 4; r++) {
          put(r * L, d, a, (i + r) * d, w, row, h, (i + r) * m + j, add);
        }
      }
    }
    for (; i < to; i++) {
      for (int j = 0; j < m; j++) {
        int row = at.offset() + j * d;
        one(d, a, i * d, w, row, lanes);
        put(0, d, a, i * d, w, row, h, i * m + j, add);
      }
    }
  }

  private static void four(int d, double[] a, int aRow, double[] w, int wRow, double[] lanes) {
    DoubleVector s0 = DoubleVector.zero(LANES);
    DoubleVector s1 = DoubleVector.zero(LANES);
    DoubleVector s2 = DoubleVector.zero(LANES);
    DoubleVector s3 = DoubleVector.zero(LANES);
    int end = LANES.loopBound(d);
    for (int c = 0; c < end; c += L) {
      DoubleVector x = DoubleVector.fromArray(LANES, w, wRow + c);
      s0 = DoubleVector.fromArray(LANES, a, aRow + c).fma(x, s0);
      s1 = DoubleVector.fromArray(LANES, a, aRow + d + c).fma(x, s1);
      s2 = DoubleVector.fromArray(LANES, a, aRow + 2 * d + c).fma(x, s2);
      s3 = DoubleVector.fromArray(LANES, a, aRow + 3 * d + c).fma(x, s3);
    }
    s0.intoArray(lanes, 0);
    s1.intoArray(lanes, L);
    s2.intoArray(lanes, 2 * L);
    s3.intoArray(lanes, 3 * L);
  }

  private static void one(int d, double[] a, int aRow, double[] w, int wRow, double[] lanes) {
    DoubleVector s = DoubleVector.zero(LANES);
    int end = LANES.loopBound(d);
    for (int c = 0; c < end; c += L) {
      DoubleVector x = DoubleVector.fromArray(LANES, w, wRow + c);
      s = DoubleVector.fromArray(LANES, a, aRow + c).fma(x, s);
    }
    s.intoArray(lanes, 0);
  }

  private void put(
      int at,
      int d,
      double[] a,
      int aRow,
      double[] w,
      int wRow,
      double[] h,
      int target,
      boolean add) {
    for (int half = L / 2; half > 0; half /= 2) {
      for (int j = at; j < at + half; j++) {
        lanes[j] += lanes[j + half];
      }
    }
    double sum = lanes[at];
    for (int c = LANES.loopBound(d); c < d; c++) {
      sum += a[aRow + c] * w[wRow + c];
    }
    h[target] = add ? h[target] + sum : sum;
  }
}

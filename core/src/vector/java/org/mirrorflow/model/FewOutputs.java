package org.mirrorflow.model;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;
import org.mirrorflow.gauge.Block;

/**
 * Derivatives of the inputs of a layer with one or few outputs, B = G W with m small: every row of
 * B is a sum of m rows of W times scalars, written where it belongs without a copy of W.
 */
final class FewOutputs {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  /** Doubles of B after which the rows so far are finished, while they are in the nearest cache. */
  private static final int CHUNK = 1 << 11;

  private FewOutputs() {}

  /** As {@link Kernel#inputs}. */
  static void inputs(
      int from, int to, double[] g, double[] w, Block at, double[] b, Kernel.Finish finish) {
    int m = at.rows();
    int d = at.cols();
    int rows = Math.max(1, CHUNK / d);
    for (int i = from; i < to; i += rows) {
      int end = Math.min(to, i + rows);
      for (int r = i; r < end; r++) {
        scale(d, g[r * m], w, at.offset(), b, r * d);
        for (int j = 1; j < m; j++) {
          addScaled(d, g[r * m + j], w, at.offset() + j * d, b, r * d);
        }
      }
      finish.apply(i * d, end * d);
    }
  }

  private static void scale(int d, double factor, double[] w, int wFrom, double[] b, int bFrom) {
    int end = LANES.loopBound(d);
    DoubleVector u = DoubleVector.broadcast(LANES, factor);
    for (int c = 0; c < end; c += L) {
      DoubleVector.fromArray(LANES, w, wFrom + c).mul(u).intoArray(b, bFrom + c);
    }
    for (int c = end; c < d; c++) {
      b[bFrom + c] = factor * w[wFrom + c];
    }
  }

  private static void addScaled(
      int d, double factor, double[] w, int wFrom, double[] b, int bFrom) {
    int end = LANES.loopBound(d);
    DoubleVector u = DoubleVector.broadcast(LANES, factor);
    for (int c = 0; c < end; c += L) {
      DoubleVector sum = DoubleVector.fromArray(LANES, b, bFrom + c);
      DoubleVector.fromArray(LANES, w, wFrom + c).fma(u, sum).intoArray(b, bFrom + c);
    }
    for (int c = end; c < d; c++) {
      b[bFrom + c] = Math.fma(w[wFrom + c], factor, b[bFrom + c]);
    }
  }
}

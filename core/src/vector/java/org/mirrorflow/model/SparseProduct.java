package org.mirrorflow.model;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The product C = S B of a {@link SparseMatrix} S and B (depth × m), C row-major and contiguous.
 *
 * <p>Columns of B are taken in panels of 8 vectors, the rest in panels of 4. A slab of a panel is
 * copied, so that it stays in a first-level cache. A block of rows of C stays in a second-level
 * cache while it meets slab after slab. Entries of C are sums in the order of depth.
 */
final class SparseProduct {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();
  private static final int WIDE = 8 * L;
  private static final int NARROW = 4 * L;

  /** Rows of a block: with a panel of C they take 128 KB with 8 lanes. */
  private static final int ROWS = 256;

  private static final double[] ZEROS = new double[WIDE];

  private final double[] packed = new double[SparseMatrix.SLAB * WIDE];
  private final double[] edge = new double[ROWS * NARROW];

  /** C = S B for rows from .. to − 1 of C. */
  void compute(
      int from, int to, SparseMatrix s, double[] b, int m, double[] c, Kernel.Finish finish) {
    for (int r = from; r < to; r += ROWS) {
      int end = Math.min(to, r + ROWS);
      int p = 0;
      for (; p + WIDE <= m; p += WIDE) {
        panel(r, end, s, b, m, p, WIDE, WIDE, c, r * m + p, m);
      }
      for (; p < m; p += NARROW) {
        int width = Math.min(NARROW, m - p);
        if (width == NARROW) {
          panel(r, end, s, b, m, p, NARROW, NARROW, c, r * m + p, m);
        } else {
          panel(r, end, s, b, m, p, NARROW, width, edge, 0, NARROW);
          for (int i = r; i < end; i++) {
            System.arraycopy(edge, (i - r) * NARROW, c, i * m + p, width);
          }
        }
      }
      finish.apply(r * m, end * m);
    }
  }

  /** Columns p .. p + width − 1 of B, filled up with zeros to a panel. */
  private void panel(
      int from,
      int to,
      SparseMatrix s,
      double[] b,
      int m,
      int p,
      int panel,
      int width,
      double[] c,
      int cFrom,
      int cRow) {
    for (int k = 0, slab = 0; k < s.depth(); k += SparseMatrix.SLAB, slab++) {
      int span = Math.min(SparseMatrix.SLAB, s.depth() - k);
      for (int i = 0; i < span; i++) {
        System.arraycopy(b, (k + i) * m + p, packed, i * panel, width);
        Arrays.fill(packed, i * panel + width, (i + 1) * panel, 0);
      }
      int at = s.at(slab, from);
      double[] base = k == 0 ? ZEROS : c;
      int baseFrom = k == 0 ? 0 : cFrom;
      int baseRow = k == 0 ? 0 : cRow;
      if (panel == WIDE) {
        wide(to - from, at, s, packed, c, cFrom, cRow, base, baseFrom, baseRow);
      } else {
        narrow(to - from, at, s, packed, c, cFrom, cRow, base, baseFrom, baseRow);
      }
    }
  }

  private static void wide(
      int rows,
      int at,
      SparseMatrix s,
      double[] b,
      double[] c,
      int cFrom,
      int cRow,
      double[] base,
      int baseFrom,
      int baseRow) {
    int[] starts = s.starts();
    byte[] columns = s.columns();
    double[] values = s.values();
    for (int r = 0; r < rows; r++) {
      int from = starts[at + r];
      int to = starts[at + r + 1];
      int z = baseFrom + r * baseRow;
      DoubleVector c0 = DoubleVector.fromArray(LANES, base, z);
      DoubleVector c1 = DoubleVector.fromArray(LANES, base, z + L);
      DoubleVector c2 = DoubleVector.fromArray(LANES, base, z + 2 * L);
      DoubleVector c3 = DoubleVector.fromArray(LANES, base, z + 3 * L);
      DoubleVector c4 = DoubleVector.fromArray(LANES, base, z + 4 * L);
      DoubleVector c5 = DoubleVector.fromArray(LANES, base, z + 5 * L);
      DoubleVector c6 = DoubleVector.fromArray(LANES, base, z + 6 * L);
      DoubleVector c7 = DoubleVector.fromArray(LANES, base, z + 7 * L);
      for (int e = from; e < to; e++) {
        DoubleVector x = DoubleVector.broadcast(LANES, values[e]);
        int k = columns[e] * WIDE;
        c0 = x.fma(DoubleVector.fromArray(LANES, b, k), c0);
        c1 = x.fma(DoubleVector.fromArray(LANES, b, k + L), c1);
        c2 = x.fma(DoubleVector.fromArray(LANES, b, k + 2 * L), c2);
        c3 = x.fma(DoubleVector.fromArray(LANES, b, k + 3 * L), c3);
        c4 = x.fma(DoubleVector.fromArray(LANES, b, k + 4 * L), c4);
        c5 = x.fma(DoubleVector.fromArray(LANES, b, k + 5 * L), c5);
        c6 = x.fma(DoubleVector.fromArray(LANES, b, k + 6 * L), c6);
        c7 = x.fma(DoubleVector.fromArray(LANES, b, k + 7 * L), c7);
      }
      int y = cFrom + r * cRow;
      c0.intoArray(c, y);
      c1.intoArray(c, y + L);
      c2.intoArray(c, y + 2 * L);
      c3.intoArray(c, y + 3 * L);
      c4.intoArray(c, y + 4 * L);
      c5.intoArray(c, y + 5 * L);
      c6.intoArray(c, y + 6 * L);
      c7.intoArray(c, y + 7 * L);
    }
  }

  private static void narrow(
      int rows,
      int at,
      SparseMatrix s,
      double[] b,
      double[] c,
      int cFrom,
      int cRow,
      double[] base,
      int baseFrom,
      int baseRow) {
    int[] starts = s.starts();
    byte[] columns = s.columns();
    double[] values = s.values();
    for (int r = 0; r < rows; r++) {
      int from = starts[at + r];
      int to = starts[at + r + 1];
      int z = baseFrom + r * baseRow;
      DoubleVector c0 = DoubleVector.fromArray(LANES, base, z);
      DoubleVector c1 = DoubleVector.fromArray(LANES, base, z + L);
      DoubleVector c2 = DoubleVector.fromArray(LANES, base, z + 2 * L);
      DoubleVector c3 = DoubleVector.fromArray(LANES, base, z + 3 * L);
      for (int e = from; e < to; e++) {
        DoubleVector x = DoubleVector.broadcast(LANES, values[e]);
        int k = columns[e] * NARROW;
        c0 = x.fma(DoubleVector.fromArray(LANES, b, k), c0);
        c1 = x.fma(DoubleVector.fromArray(LANES, b, k + L), c1);
        c2 = x.fma(DoubleVector.fromArray(LANES, b, k + 2 * L), c2);
        c3 = x.fma(DoubleVector.fromArray(LANES, b, k + 3 * L), c3);
      }
      int y = cFrom + r * cRow;
      c0.intoArray(c, y);
      c1.intoArray(c, y + L);
      c2.intoArray(c, y + 2 * L);
      c3.intoArray(c, y + 3 * L);
    }
  }
}

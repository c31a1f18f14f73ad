package org.mirrorflow.model;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The strided matrix product C = S V with S (rows × depth) read as scalars, V (depth × columns)
 * read as vectors, C row-major and contiguous.
 *
 * <p>After Goto and van de Geijn (2008), doi:10.1145/1356052.1356053: V is copied, one block of
 * depth at a time, into panels two vectors wide; blocks of rows that stay in cache with their part
 * of C meet one panel after the other; the innermost loop keeps a tile of four rows by one panel in
 * registers. Entries of C are sums in the order of depth, block by block, whatever the rows.
 */
final class Product {
  private static final VectorSpecies<Double> LANES = DoubleVector.SPECIES_PREFERRED;
  private static final int L = LANES.length();

  /** Columns of a panel. */
  private static final int PANEL = 2 * L;

  /** Rows of a tile: 8 accumulators hide the latency of two multiply-add units. */
  private static final int TILE = 4;

  /**
   * Depth of a block: a panel of it takes 64 KB with 8 lanes and streams from the second-level
   * cache.
   */
  static final int DEPTH = 512;

  /** Depth of a block whose panel stays in a first-level cache of 32 KB, next to what C needs. */
  private static final int SHALLOW = 128;

  /** Doubles of C up to which it stays in the second-level cache from one block to the next. */
  private static final int SMALL = 1 << 17;

  /** Doubles of C and S that a block of rows may take: half of a second-level cache of 512 KB. */
  private static final int BLOCK = 1 << 15;

  /** Up to so many rows V is read where it is, a panel being used too few times to be copied. */
  private static final int FEW_ROWS = 12;

  /** Doubles of a page of memory: scalars so far apart cost an address translation each. */
  private static final int PAGE = 512;

  private static final double[] ZEROS = new double[PANEL];

  /** From so many columns on scalars that lie apart are gathered before they are used. */
  private static final int MANY_COLUMNS = 64;

  private double[] s;
  private int sFrom;
  private int sRow;
  private int sStep;
  private double[] v;
  private int vFrom;
  private int vStep;
  private int vColumn;
  private boolean direct;
  private boolean gathers;
  private double[] gathered = new double[0];
  private boolean keepsPanels;
  private double[] packed = new double[0];
  private double[] edge = new double[0];

  /** Entries of a result of this shape after padding to whole tiles. */
  static long paddedSize(int rows, int columns) {
    return (long) roundUp(rows, TILE) * roundUp(columns, PANEL);
  }

  private static int roundUp(int size, int unit) {
    return (size + unit - 1) / unit * unit;
  }

  /** S(r, k) = s[from + r·row + k·step]. */
  void scalars(double[] s, int from, int row, int step) {
    this.s = s;
    sFrom = from;
    sRow = row;
    sStep = step;
  }

  /** V(k, c) = v[from + k·step + c·column]. */
  void vectors(double[] v, int from, int step, int column) {
    this.v = v;
    vFrom = from;
    vStep = step;
    vColumn = column;
  }

  /**
   * The depth of blocks for a whole result of this size: where C stays in cache, adding to it more
   * often costs less than reading panels from further away. Not for one thread's part of C, since
   * the order of summation follows from it.
   */
  static int depthFor(long resultSize) {
    return resultSize <= SMALL ? SHALLOW : DEPTH;
  }

  /** C = S V, or C += S V, at c[from ..), in blocks of at most {@code deepest}. */
  void compute(
      int rows,
      int columns,
      int depth,
      int deepest,
      double[] c,
      int from,
      boolean add,
      Kernel.Finish finish) {
    int blocks = (depth + deepest - 1) / deepest;
    int step = (depth + blocks - 1) / blocks;
    int block = blockRows(rows, columns, step);
    reserve(columns, step, block, rows);
    for (int k = 0; k < depth; k += step) {
      int span = Math.min(step, depth - k);
      boolean last = k + span == depth;
      for (int r = 0; r < rows; r += block) {
        int height = Math.min(block, rows - r);
        rowBlock(r, height, columns, k, span, c, from + r * columns, add || k > 0);
        if (last) {
          finish.apply(from + r * columns, from + (r + height) * columns);
        }
      }
    }
  }

  private static int blockRows(int rows, int columns, int step) {
    int fits = Math.max(TILE, BLOCK / (columns + step) / TILE * TILE);
    return Math.min(rows, fits);
  }

  /** A panel that one block of rows meets is packed, used and forgotten; else all are kept. */
  private void reserve(int columns, int step, int block, int rows) {
    direct = vColumn == 1 && rows <= FEW_ROWS;
    keepsPanels = block < rows;
    int size = (keepsPanels ? roundUp(columns, PANEL) : PANEL) * step;
    if (packed.length < size) {
      packed = new double[size];
    }
    if (edge.length < block * PANEL) {
      edge = new double[block * PANEL];
    }
  }

  /** Copies V(k + j, column + c) to packed[target + j·PANEL + c], with zeros from width on. */
  private void pack(int column, int width, int k, int span, int target) {
    int source = vFrom + k * vStep + column * vColumn;
    if (width < PANEL) {
      Arrays.fill(packed, target, target + span * PANEL, 0);
      packEdge(source, target, width, span);
    } else if (vColumn == 1) {
      packRows(source, target, span);
    } else {
      packColumns(source, target, span);
    }
  }

  private void packEdge(int source, int target, int width, int span) {
    for (int j = 0; j < span; j++) {
      for (int c = 0; c < width; c++) {
        packed[target + j * PANEL + c] = v[source + j * vStep + c * vColumn];
      }
    }
  }

  private void packRows(int source, int target, int span) {
    double[] from = v;
    double[] to = packed;
    for (int j = 0; j < span; j++) {
      int at = source + j * vStep;
      DoubleVector.fromArray(LANES, from, at).intoArray(to, target + j * PANEL);
      DoubleVector.fromArray(LANES, from, at + L).intoArray(to, target + j * PANEL + L);
    }
  }

  private void packColumns(int source, int target, int span) {
    double[] from = v;
    double[] to = packed;
    int step = vStep;
    int column = vColumn;
    if (span < PANEL) {
      for (int j = 0; j < span; j++) {
        for (int c = 0; c < PANEL; c++) {
          to[target + j * PANEL + c] = from[source + c * column + j * step];
        }
      }
      return;
    }
    for (int c = 0; c < PANEL; c++) {
      int at = source + c * column;
      for (int j = 0; j < span; j++) {
        to[target + j * PANEL + c] = from[at + j * step];
      }
    }
  }

  private void rowBlock(
      int r, int height, int columns, int k, int span, double[] c, int from, boolean add) {
    int start = sFrom + r * sRow + k * sStep;
    gathers = sRow == 1 && sStep >= PAGE && columns >= MANY_COLUMNS;
    if (gathers) {
      gather(height, start, span);
    }
    for (int p = 0; p < columns; p += PANEL) {
      int width = Math.min(PANEL, columns - p);
      if (direct && width == PANEL) {
        int at = vFrom + k * vStep + p;
        strip(height, span, start, v, at, vStep, c, from + p, columns, add);
        continue;
      }
      int panel = keepsPanels ? p * span : 0;
      if (r == 0) {
        pack(p, width, k, span, panel);
      }
      if (width == PANEL) {
        strip(height, span, start, packed, panel, PANEL, c, from + p, columns, add);
      } else {
        strip(height, span, start, packed, panel, PANEL, edge, 0, PANEL, false);
        copyEdge(height, width, c, from + p, columns, add);
      }
    }
  }

  private void copyEdge(int height, int width, double[] c, int from, int columns, boolean add) {
    for (int r = 0; r < height; r++) {
      for (int j = 0; j < width; j++) {
        double value = edge[r * PANEL + j];
        int at = from + r * columns + j;
        c[at] = add ? c[at] + value : value;
      }
    }
  }

  /**
   * One panel of columns. S, V and C are arguments here and below, because each stands in one of
   * two places: S as given or gathered, V as given or packed, C itself or the edge.
   */
  private void strip(
      int height,
      int span,
      int start,
      double[] v,
      int vFrom,
      int vStep,
      double[] c,
      int cFrom,
      int cRow,
      boolean add) {
    double[] base = add ? c : ZEROS;
    int baseFrom = add ? cFrom : 0;
    int baseRow = add ? cRow : 0;
    int r = 0;
    for (; r + TILE <= height; r += TILE) {
      int to = cFrom + r * cRow;
      int baseAt = baseFrom + r * baseRow;
      if (gathers) {
        tile(
            span, gathered, r * span, 1, TILE, v, vFrom, vStep, c, to, cRow, base, baseAt, baseRow);
      } else {
        tile(
            span,
            s,
            start + r * sRow,
            sRow,
            sStep,
            v,
            vFrom,
            vStep,
            c,
            to,
            cRow,
            base,
            baseAt,
            baseRow);
      }
    }
    if (r + 2 <= height) {
      int to = cFrom + r * cRow;
      int baseAt = baseFrom + r * baseRow;
      pair(
          span,
          s,
          start + r * sRow,
          sRow,
          sStep,
          v,
          vFrom,
          vStep,
          c,
          to,
          cRow,
          base,
          baseAt,
          baseRow);
      r += 2;
    }
    if (r < height) {
      int at = start + r * sRow;
      row(span, s, at, sStep, v, vFrom, vStep, c, cFrom + r * cRow, base, baseFrom + r * baseRow);
    }
  }

  /** Copies S by tiles: S(r, j) of the block goes to r/TILE·TILE·span + j·TILE + r mod TILE. */
  private void gather(int height, int start, int span) {
    int whole = height / TILE * TILE;
    if (gathered.length < whole * span) {
      gathered = new double[whole * span];
    }
    double[] from = s;
    double[] to = gathered;
    for (int j = 0; j < span; j++) {
      int source = start + j * sStep;
      int target = j * TILE;
      for (int r = 0; r < whole; r += TILE) {
        for (int q = 0; q < TILE; q++) {
          to[target + r * span + q] = from[source + r + q];
        }
      }
    }
  }

  private static void tile(
      int span,
      double[] s,
      int sFrom,
      int sRow,
      int sStep,
      double[] v,
      int vFrom,
      int vStep,
      double[] c,
      int cFrom,
      int cRow,
      double[] base,
      int baseFrom,
      int baseRow) {
    DoubleVector c00 = DoubleVector.zero(LANES);
    DoubleVector c01 = DoubleVector.zero(LANES);
    DoubleVector c10 = DoubleVector.zero(LANES);
    DoubleVector c11 = DoubleVector.zero(LANES);
    DoubleVector c20 = DoubleVector.zero(LANES);
    DoubleVector c21 = DoubleVector.zero(LANES);
    DoubleVector c30 = DoubleVector.zero(LANES);
    DoubleVector c31 = DoubleVector.zero(LANES);
    for (int k = 0; k < span; k++) {
      DoubleVector v0 = DoubleVector.fromArray(LANES, v, vFrom + k * vStep);
      DoubleVector v1 = DoubleVector.fromArray(LANES, v, vFrom + k * vStep + L);
      int at = sFrom + k * sStep;
      DoubleVector s0 = DoubleVector.broadcast(LANES, s[at]);
      c00 = s0.fma(v0, c00);
      c01 = s0.fma(v1, c01);
      DoubleVector s1 = DoubleVector.broadcast(LANES, s[at + sRow]);
      c10 = s1.fma(v0, c10);
      c11 = s1.fma(v1, c11);
      DoubleVector s2 = DoubleVector.broadcast(LANES, s[at + 2 * sRow]);
      c20 = s2.fma(v0, c20);
      c21 = s2.fma(v1, c21);
      DoubleVector s3 = DoubleVector.broadcast(LANES, s[at + 3 * sRow]);
      c30 = s3.fma(v0, c30);
      c31 = s3.fma(v1, c31);
    }
    put(c00, c01, base, baseFrom, c, cFrom);
    put(c10, c11, base, baseFrom + baseRow, c, cFrom + cRow);
    put(c20, c21, base, baseFrom + 2 * baseRow, c, cFrom + 2 * cRow);
    put(c30, c31, base, baseFrom + 3 * baseRow, c, cFrom + 3 * cRow);
  }

  private static void pair(
      int span,
      double[] s,
      int sFrom,
      int sRow,
      int sStep,
      double[] v,
      int vFrom,
      int vStep,
      double[] c,
      int cFrom,
      int cRow,
      double[] base,
      int baseFrom,
      int baseRow) {
    DoubleVector c00 = DoubleVector.zero(LANES);
    DoubleVector c01 = DoubleVector.zero(LANES);
    DoubleVector c10 = DoubleVector.zero(LANES);
    DoubleVector c11 = DoubleVector.zero(LANES);
    for (int k = 0; k < span; k++) {
      DoubleVector v0 = DoubleVector.fromArray(LANES, v, vFrom + k * vStep);
      DoubleVector v1 = DoubleVector.fromArray(LANES, v, vFrom + k * vStep + L);
      int at = sFrom + k * sStep;
      DoubleVector s0 = DoubleVector.broadcast(LANES, s[at]);
      c00 = s0.fma(v0, c00);
      c01 = s0.fma(v1, c01);
      DoubleVector s1 = DoubleVector.broadcast(LANES, s[at + sRow]);
      c10 = s1.fma(v0, c10);
      c11 = s1.fma(v1, c11);
    }
    put(c00, c01, base, baseFrom, c, cFrom);
    put(c10, c11, base, baseFrom + baseRow, c, cFrom + cRow);
  }

  private static void row(
      int span,
      double[] s,
      int sFrom,
      int sStep,
      double[] v,
      int vFrom,
      int vStep,
      double[] c,
      int cFrom,
      double[] base,
      int baseFrom) {
    DoubleVector c0 = DoubleVector.zero(LANES);
    DoubleVector c1 = DoubleVector.zero(LANES);
    for (int k = 0; k < span; k++) {
      DoubleVector x = DoubleVector.broadcast(LANES, s[sFrom + k * sStep]);
      c0 = x.fma(DoubleVector.fromArray(LANES, v, vFrom + k * vStep), c0);
      c1 = x.fma(DoubleVector.fromArray(LANES, v, vFrom + k * vStep + L), c1);
    }
    put(c0, c1, base, baseFrom, c, cFrom);
  }

  /**
   * C = base + sum, with zeros for base where C is overwritten. A branch here would cost a factor
   * of ten: where only one side has been taken, compiled code keeps the way back to the interpreter
   * open, and for that it turns the vectors into objects.
   */
  private static void put(
      DoubleVector left, DoubleVector right, double[] base, int baseAt, double[] c, int at) {
    left.add(DoubleVector.fromArray(LANES, base, baseAt)).intoArray(c, at);
    right.add(DoubleVector.fromArray(LANES, base, baseAt + L)).intoArray(c, at + L);
  }
}

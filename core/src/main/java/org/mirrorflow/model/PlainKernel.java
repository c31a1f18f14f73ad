package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.numeric.Norms;

/**
 * The kernel in plain Java. Every product is a sum of rows times scalars, four rows at a time.
 *
 * <p>The rows are first copied to arrays of their own. The compiler of the virtual machine makes
 * vector instructions of a loop over several arrays only if all are read at the same index.
 * Otherwise it cannot exclude that they overlap.
 */
final class PlainKernel implements Kernel {
  /** Rows copied at a time, so that they stay in cache. */
  private static final int DEPTH = 64;

  /** Below so many outputs a sum of rows has no length to gain from. */
  private static final int FEW_OUTPUTS = 4;

  private double[][] rows = new double[DEPTH][0];
  private double[] sum = new double[0];

  @Override
  public void outputs(
      int from, int to, double[] a, double[] w, Block at, double[] h, boolean add, Finish finish) {
    int m = at.rows();
    if (m < FEW_OUTPUTS) {
      dots(from, to, m, at.cols(), a, w, at.offset(), h, add);
    } else {
      sums(from, to, m, at.cols(), a, w, at.offset(), h, add);
    }
    finish.apply(from * m, to * m);
  }

  private static void dots(
      int from, int to, int m, int d, double[] a, double[] w, int wFrom, double[] h, boolean add) {
    for (int i = from; i < to; i++) {
      for (int j = 0; j < m; j++) {
        double product = Norms.dot(a, i * d, w, wFrom + j * d, d);
        h[i * m + j] = add ? h[i * m + j] + product : product;
      }
    }
  }

  private void sums(
      int from, int to, int m, int d, double[] a, double[] w, int wFrom, double[] h, boolean add) {
    reserve(m);
    for (int c = 0; c < d; c += DEPTH) {
      int depth = Math.min(DEPTH, d - c);
      for (int k = 0; k < depth; k++) {
        for (int j = 0; j < m; j++) {
          rows[k][j] = w[wFrom + j * d + c + k];
        }
      }
      addRows(to - from, m, depth, a, from * d + c, d, 1, h, from * m, add || c > 0);
    }
  }

  @Override
  public void weights(int from, int to, int n, double[] g, double[] a, double[] v, Block at) {
    int m = at.rows();
    int d = at.cols();
    reserve(d);
    for (int i = 0; i < n; i += DEPTH) {
      int depth = Math.min(DEPTH, n - i);
      copyRows(a, i * d, depth, d);
      addRows(to - from, d, depth, g, i * m + from, 1, m, v, at.offset() + from * d, i > 0);
    }
  }

  @Override
  public void inputs(
      int from, int to, double[] g, double[] w, Block at, double[] b, Finish finish) {
    int m = at.rows();
    int d = at.cols();
    reserve(d);
    for (int j = 0; j < m; j += DEPTH) {
      int depth = Math.min(DEPTH, m - j);
      copyRows(w, at.offset() + j * d, depth, d);
      addRows(to - from, d, depth, g, from * m + j, m, 1, b, from * d, j > 0);
    }
    finish.apply(from * d, to * d);
  }

  @Override
  public void sparse(
      int from, int to, SparseMatrix s, double[] b, int m, double[] c, Finish finish) {
    Arrays.fill(c, from * m, to * m, 0);
    for (int k = 0, slab = 0; k < s.depth(); k += SparseMatrix.SLAB, slab++) {
      for (int r = from; r < to; r++) {
        int at = s.at(slab, r);
        for (int e = s.starts()[at]; e < s.starts()[at + 1]; e++) {
          int row = (k + s.columns()[e]) * m;
          for (int j = 0; j < m; j++) {
            c[r * m + j] += s.values()[e] * b[row + j];
          }
        }
      }
    }
    finish.apply(from * m, to * m);
  }

  private void reserve(int width) {
    if (sum.length < width) {
      sum = new double[width];
      rows = new double[DEPTH][width];
    }
  }

  private void copyRows(double[] source, int at, int count, int width) {
    for (int k = 0; k < count; k++) {
      System.arraycopy(source, at + k * width, rows[k], 0, width);
    }
  }

  /**
   * C = S rows, or C += S rows, with S(r, k) = s[sFrom + r·sRow + k·sStep] and C at c[cFrom ..).
   */
  private void addRows(
      int height,
      int width,
      int depth,
      double[] s,
      int sFrom,
      int sRow,
      int sStep,
      double[] c,
      int cFrom,
      boolean add) {
    for (int r = 0; r < height; r++) {
      int at = cFrom + r * width;
      if (add) {
        System.arraycopy(c, at, sum, 0, width);
      } else {
        Arrays.fill(sum, 0, width, 0);
      }
      int next = sFrom + r * sRow;
      int k = 0;
      for (; k + 4 <= depth; k += 4) {
        addFour(
            width,
            s[next],
            rows[k],
            s[next + sStep],
            rows[k + 1],
            s[next + 2 * sStep],
            rows[k + 2],
            s[next + 3 * sStep],
            rows[k + 3],
            sum);
        next += 4 * sStep;
      }
      for (; k < depth; k++) {
        addOne(width, s[next], rows[k], sum);
        next += sStep;
      }
      System.arraycopy(sum, 0, c, at, width);
    }
  }

  private static void addFour(
      int width,
      double s0,
      double[] row0,
      double s1,
      double[] row1,
      double s2,
      double[] row2,
      double s3,
      double[] row3,
      double[] sum) {
    for (int c = 0; c < width; c++) {
      sum[c] = sum[c] + s0 * row0[c] + s1 * row1[c] + s2 * row2[c] + s3 * row3[c];
    }
  }

  private static void addOne(int width, double s, double[] row, double[] sum) {
    for (int c = 0; c < width; c++) {
      sum[c] += s * row[c];
    }
  }

  @Override
  public void activate(Activation sigma, double[] h, double[] a, int from, int to) {
    for (int j = from; j < to; j++) {
      a[j] = sigma.value(h[j]);
    }
  }

  @Override
  public void multiplySlopes(
      Activation sigma, double[] h, int ahead, double[] b, int from, int to) {
    for (int j = from; j < to; j++) {
      b[j] *= sigma.slope(h[j + ahead]);
    }
  }

  @Override
  public void correlate(int groups, Correlation shape, Slice x, Slice w, Slice h, boolean add) {
    int[] shifts = shape.shifts();
    int lanes = shape.in().lanes();
    int width = shape.in().width() * lanes;
    reserve(width);
    for (int i = 0; i < groups * shape.in().height(); i++) {
      int group = i / shape.in().height();
      int row = shape.in().first() + i % shape.in().height() * shape.in().stride();
      int source = x.from() + group * shape.in().group() + row;
      int target = h.from() + group * shape.out().group() + row;
      for (int k = 0; k < shifts.length; k += DEPTH) {
        int depth = Math.min(DEPTH, shifts.length - k);
        for (int j = 0; j < depth; j++) {
          System.arraycopy(x.values(), source + shifts[k + j], rows[j], 0, width);
        }
        for (int r = 0; r < shape.rows(); r++) {
          int weights = w.from() + r * shifts.length + k;
          int plane = target + r * shape.out().plane();
          addRows(1, width, depth, w.values(), weights, 0, 1, h.values(), plane, add || k > 0);
        }
      }
    }
  }

  @Override
  public void correlateWeights(int groups, Correlation shape, Slice g, Slice x, Slice v) {
    int[] shifts = shape.shifts();
    int span = shape.in().plane() - shape.in().first();
    for (int i = 0; i < groups; i++) {
      int source = x.from() + i * shape.in().group() + shape.in().first();
      int plane = g.from() + i * shape.out().group() + shape.out().first();
      for (int r = 0; r < shape.rows(); r++) {
        for (int k = 0; k < shifts.length; k++) {
          v.values()[v.from() + r * shifts.length + k] +=
              Norms.dot(g.values(), plane, x.values(), source + shifts[k], span);
        }
        plane += shape.out().plane();
      }
    }
  }
}

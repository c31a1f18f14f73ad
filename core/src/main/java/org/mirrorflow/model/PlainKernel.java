package org.mirrorflow.model;

import java.util.Arrays;

/**
 * The kernel in plain Java. Every product is a sum of rows times scalars, a form that the compiler
 * of the virtual machine turns into vector instructions; W is transposed first where it has to be.
 */
final class PlainKernel implements Kernel {
  private double[] transposed = new double[0];

  @Override
  public void outputs(
      int from,
      int to,
      int m,
      int d,
      double[] a,
      double[] w,
      int wFrom,
      double[] h,
      boolean add,
      Finish finish) {
    transpose(m, d, w, wFrom);
    for (int i = from; i < to; i++) {
      if (!add) {
        Arrays.fill(h, i * m, (i + 1) * m, 0);
      }
      addRows(d, a, i * d, 1, transposed, 0, m, h, i * m);
      finish.apply(i * m, (i + 1) * m);
    }
  }

  private void transpose(int m, int d, double[] w, int wFrom) {
    if (transposed.length < m * d) {
      transposed = new double[m * d];
    }
    for (int j = 0; j < m; j++) {
      for (int c = 0; c < d; c++) {
        transposed[c * m + j] = w[wFrom + j * d + c];
      }
    }
  }

  @Override
  public void weights(
      int from, int to, int n, int m, int d, double[] g, double[] a, double[] v, int vFrom) {
    Arrays.fill(v, vFrom + from * d, vFrom + to * d, 0);
    for (int j = from; j < to; j++) {
      addRows(n, g, j, m, a, 0, d, v, vFrom + j * d);
    }
  }

  @Override
  public void inputs(
      int from,
      int to,
      int m,
      int d,
      double[] g,
      double[] w,
      int wFrom,
      double[] b,
      Finish finish) {
    for (int i = from; i < to; i++) {
      Arrays.fill(b, i * d, (i + 1) * d, 0);
      addRows(m, g, i * m, 1, w, wFrom, d, b, i * d);
      finish.apply(i * d, (i + 1) * d);
    }
  }

  /** sum[at .. at + width) += Σ_{k<count} s[sFrom + k·sStep] · rows[rowsFrom + k·width ..). */
  private static void addRows(
      int count,
      double[] s,
      int sFrom,
      int sStep,
      double[] rows,
      int rowsFrom,
      int width,
      double[] sum,
      int at) {
    for (int k = 0; k < count; k++) {
      double factor = s[sFrom + k * sStep];
      int row = rowsFrom + k * width;
      for (int c = 0; c < width; c++) {
        sum[at + c] += factor * rows[row + c];
      }
    }
  }

  @Override
  public void activate(Activation sigma, double[] h, double[] a, int from, int to) {
    for (int j = from; j < to; j++) {
      a[j] = sigma.value(h[j]);
    }
  }

  @Override
  public void multiplySlopes(Activation sigma, double[] h, double[] b, int from, int to) {
    for (int j = from; j < to; j++) {
      b[j] *= sigma.slope(h[j]);
    }
  }
}

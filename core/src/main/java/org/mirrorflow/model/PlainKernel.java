package org.mirrorflow.model;

import java.util.Arrays;

/** The kernel in plain Java loops; runs everywhere. */
public record PlainKernel() implements Kernel {

  @Override
  public void outputs(
      int n, int m, int d, double[] a, double[] w, int wFrom, double[] h, boolean accumulate) {
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double sum = accumulate ? h[i * m + j] : 0;
        int row = wFrom + j * d;
        for (int c = 0; c < d; c++) {
          sum += a[i * d + c] * w[row + c];
        }
        h[i * m + j] = sum;
      }
    }
  }

  @Override
  public void weights(int n, int m, int d, double[] g, double[] a, double[] v, int vFrom) {
    Arrays.fill(v, vFrom, vFrom + m * d, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double factor = g[i * m + j];
        int row = vFrom + j * d;
        for (int c = 0; c < d; c++) {
          v[row + c] += factor * a[i * d + c];
        }
      }
    }
  }

  @Override
  public void inputs(int n, int m, int d, double[] g, double[] w, int wFrom, double[] b) {
    Arrays.fill(b, 0, n * d, 0);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < m; j++) {
        double factor = g[i * m + j];
        int row = wFrom + j * d;
        for (int c = 0; c < d; c++) {
          b[i * d + c] += factor * w[row + c];
        }
      }
    }
  }

  @Override
  public String name() {
    return "plain";
  }
}

package org.mirrorflow.flow;

/** Dense Cholesky factorisation in place, M = LLᵀ, of symmetric positive definite matrices. */
final class Cholesky {
  private double[][] l = new double[0][];
  private int size;

  /** Work space for a matrix of this size; rows keep their arrays from call to call. */
  double[][] matrix(int n) {
    if (l.length < n) {
      l = new double[n + n / 2][n + n / 2];
    }
    size = n;
    return l;
  }

  /** Factorises the lower triangle; false if a pivot is not positive. */
  boolean factorise() {
    for (int i = 0; i < size; i++) {
      double[] row = l[i];
      for (int j = 0; j <= i; j++) {
        double[] other = l[j];
        double sum = row[j] - dot(row, other, j);
        if (i == j) {
          if (!(sum > 0)) {
            return false;
          }
          row[i] = Math.sqrt(sum);
        } else {
          row[j] = sum / other[j];
        }
      }
    }
    return true;
  }

  /** Solves M x = b in place. */
  void solve(double[] b) {
    for (int i = 0; i < size; i++) {
      b[i] = (b[i] - dot(l[i], b, i)) / l[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double x = b[i] / l[i][i];
      b[i] = x;
      double[] row = l[i];
      for (int j = 0; j < i; j++) {
        b[j] -= row[j] * x;
      }
    }
  }

  /** Σ_{c &lt; count} a_c b_c in four interleaved sums, in an order fixed by the count alone. */
  static double dot(double[] a, double[] b, int count) {
    return dot(a, b, 0, count);
  }

  static double dot(double[] a, double[] b, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int c = from;
    for (; c + 3 < to; c += 4) {
      s0 += a[c] * b[c];
      s1 += a[c + 1] * b[c + 1];
      s2 += a[c + 2] * b[c + 2];
      s3 += a[c + 3] * b[c + 3];
    }
    for (; c < to; c++) {
      s0 += a[c] * b[c];
    }
    return (s0 + s1) + (s2 + s3);
  }
}

package org.mirrorflow.numeric;

/**
 * DenseCholesky factorisation M = LLᵀ in place, of symmetric positive definite matrices whose rows
 * start late: entries before {@code start[i]} of row i are zero and stay zero (George and Liu
 * 1981).
 *
 * <p>Here the rows of a neuron's kinks couple among themselves and with the samples only, so that
 * hundreds of kinks cost little. Allocates nothing once grown; sums run in a fixed order.
 */
public final class EnvelopeCholesky {
  private double[][] l = new double[0][];
  private int[] start = new int[0];
  private int size;

  /** Without a matrix yet. */
  public EnvelopeCholesky() {}

  /**
   * {@return work space for the lower triangle of a matrix; fill it, then factorise}
   *
   * @param n size of the matrix
   */
  public double[][] matrix(int n) {
    if (l.length < n) {
      int grown = n + n / 2;
      l = new double[grown][grown];
      start = new int[grown];
    }
    size = n;
    return l;
  }

  /**
   * Entries of row i before this column are zero and need not be filled.
   *
   * @param i row
   * @param column first column that is filled
   */
  public void start(int i, int column) {
    start[i] = column;
  }

  /**
   * Factorises the matrix.
   *
   * @return false if a pivot is not positive
   */
  public boolean factorise() {
    for (int i = 0; i < size; i++) {
      double[] row = l[i];
      for (int j = start[i]; j < i; j++) {
        double[] other = l[j];
        row[j] = (row[j] - dot(row, other, Math.max(start[i], start[j]), j)) / other[j];
      }
      double pivot = row[i] - dot(row, row, start[i], i);
      if (!(pivot > 0)) {
        return false;
      }
      row[i] = Math.sqrt(pivot);
    }
    return true;
  }

  /**
   * Solves M x = b in place.
   *
   * @param b right side, which becomes the solution
   */
  public void solve(double[] b) {
    for (int i = 0; i < size; i++) {
      b[i] = (b[i] - dot(l[i], b, start[i], i)) / l[i][i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double[] row = l[i];
      double x = b[i] / row[i];
      b[i] = x;
      for (int j = start[i]; j < i; j++) {
        b[j] -= row[j] * x;
      }
    }
  }

  private static double dot(double[] a, double[] b, int from, int to) {
    return Norms.dot(a, from, b, from, to - from);
  }
}

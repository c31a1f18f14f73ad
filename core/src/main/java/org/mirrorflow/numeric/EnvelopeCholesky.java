package org.mirrorflow.numeric;

/**
 * Cholesky factorisation M = LLᵀ, in place, of symmetric positive definite matrices whose rows
 * start late. Entries before {@code start[i]} of row i are zero and stay zero (George and Liu
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
    forward(b);
    backward(b);
  }

  /**
   * Solves L y = b in place.
   *
   * @param b right side, which becomes the solution
   */
  public void forward(double[] b) {
    for (int i = 0; i < size; i++) {
      double[] row = l[i];
      int from = start[i];
      b[i] = (b[i] - Norms.dot(row, from, b, from, i - from)) / row[i];
    }
  }

  /**
   * Solves L Y = B in place for many right sides.
   *
   * @param b holds B, row-major, which becomes the solution
   * @param at its first entry
   * @param sides number of right sides, columns of B
   */
  public void forward(double[] b, int at, int sides) {
    for (int i = 0; i < size; i++) {
      int to = at + i * sides;
      for (int j = start[i]; j < i; j++) {
        Norms.add(-l[i][j], b, at + j * sides, b, to, sides);
      }
      for (int c = to; c < to + sides; c++) {
        b[c] /= l[i][i];
      }
    }
  }

  /**
   * Solves Lᵀ x = y in place.
   *
   * @param y right side, which becomes the solution
   */
  public void backward(double[] y) {
    for (int i = size - 1; i >= 0; i--) {
      double[] row = l[i];
      double x = y[i] / row[i];
      y[i] = x;
      for (int j = start[i]; j < i; j++) {
        y[j] -= row[j] * x;
      }
    }
  }

  private static double dot(double[] a, double[] b, int from, int to) {
    return Norms.dot(a, from, b, from, to - from);
  }
}

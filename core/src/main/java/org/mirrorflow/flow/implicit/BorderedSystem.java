package org.mirrorflow.flow.implicit;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.numeric.EnvelopeCholesky;
import org.mirrorflow.numeric.Norms;

/**
 * Systems with a symmetric positive definite matrix [A Bᵀ; B C]: A has rows that start late, B and
 * C are dense. With A = LLᵀ and R = B L⁻ᵀ what is left of C is C − RRᵀ, a matrix product.
 */
final class BorderedSystem {
  /** Rows of a symmetric product that are made together, up to the end of the last one. */
  private static final int TOGETHER = 64;

  private final Kernel kernel;
  private final EnvelopeCholesky corner = new EnvelopeCholesky();
  private final EnvelopeCholesky rest = new EnvelopeCholesky();
  private int cornerSize;
  private int borderSize;
  private double[] border = new double[0];
  private double[] products = new double[0];
  private double[] panel = new double[0];
  private double[] right = new double[0];
  private double[][] complement = new double[0][];

  BorderedSystem(Kernel kernel) {
    this.kernel = kernel;
  }

  /** Starts a matrix of so many rows of A and of B; fill A, B and the lower triangle of C. */
  void begin(int cornerRows, int borderRows) {
    cornerSize = cornerRows;
    borderSize = borderRows;
    corner.matrix(cornerRows);
    complement = rest.matrix(borderRows);
    for (int a = 0; a < borderRows; a++) {
      rest.start(a, 0);
    }
    if (border.length < cornerRows * borderRows) {
      border = new double[cornerRows * borderRows];
    }
    if (products.length < borderRows * borderRows) {
      products = new double[borderRows * borderRows];
    }
    if (right.length < borderRows) {
      right = new double[borderRows];
      panel = new double[borderRows * TOGETHER];
    }
  }

  /** A. */
  EnvelopeCholesky corner() {
    return corner;
  }

  /** B, row-major. */
  double[] border() {
    return border;
  }

  /** C, the lower triangle. */
  double[][] rest() {
    return complement;
  }

  /** Factorises the matrix, in place; false if it is not positive definite in doubles. */
  boolean factorise() {
    if (!corner.factorise()) {
      return false;
    }
    if (cornerSize > 0 && borderSize > 0) {
      for (int a = 0; a < borderSize; a++) {
        corner.forward(border, a * cornerSize);
      }
      symmetric(kernel, border, border, borderSize, cornerSize, products, false);
      for (int a = 0; a < borderSize; a++) {
        for (int b = 0; b <= a; b++) {
          complement[a][b] -= entry(products, a, b, borderSize);
        }
      }
    }
    return factoriseRest();
  }

  /** LLᵀ of what is left of C: some columns, and their products taken from those behind. */
  private boolean factoriseRest() {
    for (int from = 0; from < borderSize; from += TOGETHER) {
      int end = Math.min(from + TOGETHER, borderSize);
      if (!columns(from, end)) {
        return false;
      }
      int width = end - from;
      int below = borderSize - end;
      for (int a = 0; a < below; a++) {
        System.arraycopy(complement[end + a], from, panel, a * width, width);
      }
      symmetric(kernel, panel, panel, below, width, products, false);
      for (int a = 0; a < below; a++) {
        double[] row = complement[end + a];
        for (int b = 0; b <= a; b++) {
          row[end + b] -= entry(products, a, b, below);
        }
      }
    }
    return true;
  }

  private boolean columns(int from, int end) {
    for (int i = from; i < borderSize; i++) {
      double[] row = complement[i];
      for (int j = from; j < Math.min(i, end); j++) {
        double[] other = complement[j];
        row[j] = (row[j] - Norms.dot(row, from, other, from, j - from)) / other[j];
      }
      if (i < end) {
        double pivot = row[i] - Norms.dot(row, from, row, from, i - from);
        if (!(pivot > 0)) {
          return false;
        }
        row[i] = Math.sqrt(pivot);
      }
    }
    return true;
  }

  /** Solves for a right side, the part of A first; it becomes the solution. */
  void solve(double[] b) {
    corner.forward(b, 0);
    for (int a = 0; a < borderSize; a++) {
      right[a] = b[cornerSize + a] - Norms.dot(border, a * cornerSize, b, 0, cornerSize);
    }
    rest.solve(right);
    for (int a = 0; a < borderSize; a++) {
      Norms.add(-right[a], border, a * cornerSize, b, 0, cornerSize);
    }
    corner.backward(b);
    System.arraycopy(right, 0, b, cornerSize, borderSize);
  }

  /**
   * The lower triangle of X Yᵀ, symmetric, for {@link #entry}.
   *
   * @param x X, row-major
   * @param y Y, row-major
   * @param rows of both
   * @param cols of both
   * @param out receives the product, rows² numbers
   * @param add adds to it
   */
  static void symmetric(
      Kernel kernel, double[] x, double[] y, int rows, int cols, double[] out, boolean add) {
    for (int a = 0; a < rows; a += TOGETHER) {
      int end = Math.min(a + TOGETHER, rows);
      kernel.outputs(a, end, x, y, Block.matrix(end, cols), out, add, Kernel.Finish.NONE);
    }
  }

  /** Entry (a, b), b ≤ a, of a product: each group of rows is as long as its last row needs. */
  static double entry(double[] product, int a, int b, int rows) {
    int end = Math.min(a / TOGETHER * TOGETHER + TOGETHER, rows);
    return product[a * end + b];
  }
}

package org.mirrorflow.flow.implicit;

import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.numeric.EnvelopeCholesky;
import org.mirrorflow.numeric.Norms;

/**
 * Systems with a symmetric positive definite matrix [A Bᵀ; B C]: A has rows that start late, B and
 * C are dense. With A = LLᵀ and R = B L⁻ᵀ what is left of C is C − RRᵀ, a matrix product.
 */
final class BorderedSystem {
  /** Rows or columns that are eliminated together. */
  private static final int TOGETHER = 64;

  private final Kernel kernel;
  private final EnvelopeCholesky corner = new EnvelopeCholesky();
  private final EnvelopeCholesky rest = new EnvelopeCholesky();
  private int cornerSize;
  private int borderSize;
  private double[] border = new double[0];
  private double[] products = new double[0];
  private double[] panel = new double[0];
  private double[] turned = new double[0];
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
    if (turned.length < borderRows * Math.max(cornerRows, TOGETHER)) {
      turned = new double[borderRows * Math.max(cornerRows, TOGETHER)];
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
      int groups = (borderSize + TOGETHER - 1) / TOGETHER;
      long each = (long) TOGETHER * cornerSize * cornerSize / 8;
      kernel.share(groups, each, (own, from, to) -> eliminateCorner(from, to));
      SymmetricProduct.of(kernel, border, borderSize, cornerSize, products);
      for (int a = 0; a < borderSize; a++) {
        for (int b = 0; b <= a; b++) {
          complement[a][b] -= SymmetricProduct.entry(products, a, b, borderSize);
        }
      }
    }
    return factoriseRest();
  }

  /** B L⁻ᵀ by groups of rows, turned so that many are eliminated in one loop. */
  private void eliminateCorner(int firstGroup, int endGroup) {
    for (int g = firstGroup; g < endGroup; g++) {
      int from = g * TOGETHER;
      int width = Math.min(TOGETHER, borderSize - from);
      int at = from * cornerSize;
      turn(border, at, width, cornerSize, turned, at);
      corner.forward(turned, at, width);
      turn(turned, at, cornerSize, width, border, at);
    }
  }

  /** The transpose of a matrix of this many rows and columns. */
  private static void turn(double[] from, int at, int rows, int cols, double[] to, int target) {
    for (int a = 0; a < rows; a++) {
      for (int b = 0; b < cols; b++) {
        to[target + b * rows + a] = from[at + a * cols + b];
      }
    }
  }

  /** LLᵀ of what is left of C: some columns, and their products taken from those behind. */
  private boolean factoriseRest() {
    for (int from = 0; from < borderSize; from += TOGETHER) {
      int end = Math.min(from + TOGETHER, borderSize);
      if (!diagonal(from, end)) {
        return false;
      }
      int width = end - from;
      int below = borderSize - end;
      for (int a = 0; a < below; a++) {
        for (int j = 0; j < width; j++) {
          turned[j * below + a] = complement[end + a][from + j];
        }
      }
      eliminate(from, width, below);
      turn(turned, 0, width, below, panel, 0);
      for (int a = 0; a < below; a++) {
        System.arraycopy(panel, a * width, complement[end + a], from, width);
      }
      SymmetricProduct.of(kernel, panel, below, width, products);
      for (int a = 0; a < below; a++) {
        double[] row = complement[end + a];
        for (int b = 0; b <= a; b++) {
          row[end + b] -= SymmetricProduct.entry(products, a, b, below);
        }
      }
    }
    return true;
  }

  /** LLᵀ of a square on the diagonal. */
  private boolean diagonal(int from, int end) {
    for (int i = from; i < end; i++) {
      double[] row = complement[i];
      for (int j = from; j < i; j++) {
        double[] other = complement[j];
        row[j] = (row[j] - Norms.dot(row, from, other, from, j - from)) / other[j];
      }
      double pivot = row[i] - Norms.dot(row, from, row, from, i - from);
      if (!(pivot > 0)) {
        return false;
      }
      row[i] = Math.sqrt(pivot);
    }
    return true;
  }

  /** The rows below such a square, turned. */
  private void eliminate(int from, int width, int below) {
    for (int j = 0; j < width; j++) {
      double[] row = complement[from + j];
      for (int k = 0; k < j; k++) {
        Norms.add(-row[from + k], turned, k * below, turned, j * below, below);
      }
      for (int a = 0; a < below; a++) {
        turned[j * below + a] /= row[from + j];
      }
    }
  }

  /** Solves for a right side, the part of A first; it becomes the solution. */
  void solve(double[] b) {
    corner.forward(b);
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
}

package org.mirrorflow.model;

import java.util.Optional;
import org.mirrorflow.gauge.Block;

/**
 * The products of the first layer with inputs A (n × d) that are mostly zeros, such as the pixels
 * of handwritten digits: A Wᵀ and Gᵀ A = (Aᵀ G)ᵀ. A and Aᵀ are stored without their zeros, and W
 * and the derivatives are transposed on the way.
 */
final class SparseInputs {
  /** Units below which vectors are mostly padding. */
  private static final int FEWEST_UNITS = 16;

  private final Kernel kernel;
  private final SparseMatrix inputs;
  private final SparseMatrix transposed;
  private final double[] columns;

  private SparseInputs(Kernel kernel, double[] a, int n, int d, int m) {
    this.kernel = kernel;
    this.inputs = SparseMatrix.of(a, n, d);
    this.transposed = inputs.transpose();
    this.columns = new double[d * m];
  }

  /**
   * {@return the inputs without their zeros, if that is faster}
   *
   * @param kernel what to compute with
   * @param a A, n × d
   * @param n samples
   * @param d inputs
   * @param m units
   */
  static Optional<SparseInputs> of(Kernel kernel, double[] a, int n, int d, int m) {
    boolean large = (long) n * d * m >= SharedKernel.WORTH_SHARING && m >= FEWEST_UNITS;
    return large && count(a) <= LayeredPass.DENSEST * a.length
        ? Optional.of(new SparseInputs(kernel, a, n, d, m))
        : Optional.empty();
  }

  private static int count(double[] a) {
    int count = 0;
    for (double x : a) {
      count += x == 0 ? 0 : 1;
    }
    return count;
  }

  /** Multiplications of a product that are left out, per sample. */
  double leftOut() {
    long size = (long) inputs.rows() * inputs.depth();
    return (double) (size - inputs.count()) / inputs.rows() * columns.length / inputs.depth();
  }

  /** H = A Wᵀ. */
  void outputs(double[] w, Block at, double[] h, Kernel.Finish finish) {
    int m = at.rows();
    int d = at.cols();
    transpose(w, at.offset(), m, d, columns, 0);
    kernel.sparse(0, inputs.rows(), inputs, columns, m, h, finish);
  }

  /** V = Gᵀ A. */
  void weights(double[] g, double[] v, Block at) {
    int m = at.rows();
    int d = at.cols();
    kernel.sparse(0, d, transposed, g, m, columns, Kernel.Finish.NONE);
    transpose(columns, 0, d, m, v, at.offset());
  }

  /** Square by square, so that what is read and what is written stay in cache. */
  private static void transpose(double[] a, int from, int rows, int cols, double[] b, int to) {
    int side = 16;
    for (int r = 0; r < rows; r += side) {
      for (int c = 0; c < cols; c += side) {
        for (int i = r; i < Math.min(rows, r + side); i++) {
          for (int j = c; j < Math.min(cols, c + side); j++) {
            b[to + j * rows + i] = a[from + i * cols + j];
          }
        }
      }
    }
  }
}

package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * The lower triangle of X Xᵀ: groups of rows, each as long as its last row needs.
 *
 * @since 0.2.0
 */
public final class SymmetricProduct {
  /** Rows that are made together. */
  private static final int TOGETHER = 64;

  private SymmetricProduct() {}

  /**
   * Computes the product, for {@link #entry}. A group from the top and one from the bottom are as
   * much work as any other such pair, so that threads share them evenly.
   *
   * @param kernel computes
   * @param x X, row-major
   * @param rows of X
   * @param cols of X
   * @param out receives the product, rows² numbers
   */
  public static void of(Kernel kernel, double[] x, int rows, int cols, double[] out) {
    if (rows == 0 || cols == 0) {
      Arrays.fill(out, 0, rows * rows, 0);
      return;
    }
    int groups = (rows + TOGETHER - 1) / TOGETHER;
    kernel.share(
        (groups + 1) / 2,
        (long) TOGETHER * (rows + TOGETHER) * cols,
        (own, from, to) -> {
          for (int top = from; top < to; top++) {
            int bottom = groups - 1 - top;
            group(own, top, x, rows, cols, out);
            if (bottom > top) {
              group(own, bottom, x, rows, cols, out);
            }
          }
        });
  }

  private static void group(Kernel kernel, int g, double[] x, int rows, int cols, double[] out) {
    int end = Math.min((g + 1) * TOGETHER, rows);
    Block right = Block.matrix(end, cols);
    kernel.outputs(g * TOGETHER, end, x, x, right, out, false, Kernel.Finish.NONE);
  }

  /**
   * {@return ⟨x_a, x_b⟩}
   *
   * @param product made by {@link #of}
   * @param a row of X
   * @param b row of X, up to a
   * @param rows of X
   */
  public static double entry(double[] product, int a, int b, int rows) {
    return product[a * length(a, rows) + b];
  }

  /**
   * {@return how far apart the rows of the group of row a stand: row a begins at {@code a} times
   * this}
   *
   * @param a row of X
   * @param rows of X
   */
  public static int length(int a, int rows) {
    return Math.min(a / TOGETHER * TOGETHER + TOGETHER, rows);
  }
}

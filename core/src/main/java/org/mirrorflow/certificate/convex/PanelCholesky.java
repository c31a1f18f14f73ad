package org.mirrorflow.certificate.convex;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.numeric.Norms;

/**
 * LLᵀ of a symmetric positive definite matrix. It works by panels of columns, so that nearly all of
 * the work on a matrix of some hundred rows or more is the kernel's matrix product.
 *
 * <p>A pivot that rounding has brought to 0 freezes its variable, as {@link
 * org.mirrorflow.numeric.DenseCholesky} does.
 */
final class PanelCholesky {
  private static final int WIDTH = 64;

  /** Share of its diagonal entry below which a pivot is rounding. */
  private static final double FLAT = 1e-15;

  private static final double HUGE = 1e64;

  private final Kernel kernel;
  private final int size;

  /** Panel p holds columns 64p … of all rows, row-major; rows above the diagonal are not used. */
  private final double[][] panels;

  private final double[] negative;

  PanelCholesky(int size, Kernel kernel) {
    this.kernel = kernel;
    this.size = size;
    this.panels = new double[(size + WIDTH - 1) / WIDTH][size * WIDTH];
    this.negative = new double[size * WIDTH];
  }

  /** Factors the matrix with this lower triangle, which is left as it is. */
  void factor(double[][] lower) {
    for (int i = 0; i < size; i++) {
      for (int p = 0; p * WIDTH <= i; p++) {
        int from = p * WIDTH;
        System.arraycopy(lower[i], from, panels[p], i * WIDTH, Math.min(WIDTH, i + 1 - from));
      }
    }
    for (int p = 0; p < panels.length; p++) {
      factorPanel(p, lower);
      int from = Math.min(size, (p + 1) * WIDTH);
      for (int k = from * WIDTH; k < size * WIDTH; k++) {
        negative[k] = -panels[p][k];
      }
      for (int q = p + 1; q < panels.length; q++) {
        int first = q * WIDTH;
        int rows = Math.min(WIDTH, size - first);
        if (rows < WIDTH) {
          subtractLast(p, q);
        } else {
          Block some = new Block("L", first * WIDTH, WIDTH, WIDTH, 1);
          kernel.outputs(
              first, size, negative, panels[p], some, panels[q], true, Kernel.Finish.NONE);
        }
      }
    }
  }

  /** The last panel is narrower than its rows are apart. */
  private void subtractLast(int p, int q) {
    for (int i = q * WIDTH; i < size; i++) {
      for (int j = q * WIDTH; j <= i; j++) {
        panels[q][i * WIDTH + j - q * WIDTH] -=
            Norms.dot(panels[p], i * WIDTH, panels[p], j * WIDTH, WIDTH);
      }
    }
  }

  /** L of a panel that the ones before have been subtracted from. */
  private void factorPanel(int p, double[][] lower) {
    double[] l = panels[p];
    int from = p * WIDTH;
    int columns = Math.min(WIDTH, size - from);
    for (int i = from; i < size; i++) {
      int at = i * WIDTH;
      for (int c = 0; c < Math.min(columns, i - from + 1); c++) {
        int other = (from + c) * WIDTH;
        double rest = l[at + c] - Norms.dot(l, at, l, other, c);
        if (i == from + c) {
          l[at + c] = pivot(rest, lower[i][i]);
        } else {
          l[at + c] = rest / l[other + c];
        }
      }
    }
  }

  /** The root of what is left of a diagonal entry, or a huge number where that is rounding. */
  static double pivot(double rest, double diagonal) {
    return rest > FLAT * diagonal ? Math.sqrt(rest) : HUGE * Math.sqrt(Math.max(diagonal, 1));
  }

  private double[] row(int i) {
    double[] row = new double[i + 1];
    for (int p = 0; p * WIDTH <= i; p++) {
      int from = p * WIDTH;
      System.arraycopy(panels[p], i * WIDTH, row, from, Math.min(WIDTH, i + 1 - from));
    }
    return row;
  }

  /** Solves LLᵀ x = b in place. */
  void solve(double[] b) {
    for (int i = 0; i < size; i++) {
      double[] row = row(i);
      b[i] = (b[i] - Norms.dot(row, 0, b, 0, i)) / row[i];
    }
    for (int i = size - 1; i >= 0; i--) {
      double[] row = row(i);
      b[i] /= row[i];
      Norms.add(-b[i], row, 0, b, 0, i);
    }
  }
}

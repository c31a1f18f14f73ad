package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import java.util.Comparator;
import org.mirrorflow.numeric.Norms;

/**
 * R of F = QR, which solves with FᵀF. The product itself, where F has rows of very different size,
 * keeps nothing of the small ones.
 *
 * <p>Householder reflections with column pivoting are accurate row by row if the rows are sorted by
 * size (Cox and Higham 1998, Stability of Householder QR factorization for weighted least squares
 * problems).
 */
final class RowwiseFactor {
  /** A solution and its refinements. */
  private static final int SOLUTIONS = 3;

  private final int size;

  /** F itself, for refinement. */
  private final double[][] roots;

  /** R, row by row, and the column that every one of it stands for. */
  private final double[][] r;

  private final int[] order;

  /**
   * @param f the rows of F, at least as many as columns; sorted and overwritten
   */
  RowwiseFactor(double[][] f) {
    size = f[0].length;
    order = new int[size];
    roots = Arrays.stream(f).map(double[]::clone).toArray(double[][]::new);
    Arrays.sort(f, Comparator.comparingDouble(row -> -Norms.largest(row)));
    triangularise(f);
    r = Arrays.copyOf(f, size);
  }

  private void triangularise(double[][] f) {
    for (int k = 0; k < size; k++) {
      order[k] = k;
    }
    for (int k = 0; k < size; k++) {
      pivot(f, k);
      double square = 0;
      for (int i = k; i < f.length; i++) {
        square += f[i][k] * f[i][k];
      }
      double diagonal = f[k][k] > 0 ? -Math.sqrt(square) : Math.sqrt(square);
      if (diagonal == 0) {
        continue;
      }
      double[] normal = new double[f.length];
      for (int i = k; i < f.length; i++) {
        normal[i] = f[i][k];
        f[i][k] = 0;
      }
      f[k][k] = diagonal;
      normal[k] -= diagonal;
      double[] along = new double[size];
      for (int i = k; i < f.length; i++) {
        if (normal[i] != 0) {
          Norms.add(normal[i], f[i], k + 1, along, k + 1, size - k - 1);
        }
      }
      double scale = 1 / (diagonal * normal[k]);
      for (int i = k; i < f.length; i++) {
        if (normal[i] != 0) {
          Norms.add(scale * normal[i], along, k + 1, f[i], k + 1, size - k - 1);
        }
      }
    }
  }

  /** Brings the longest of the columns that are left to place k. */
  private void pivot(double[][] f, int k) {
    double[] squares = new double[size];
    for (int i = k; i < f.length; i++) {
      for (int j = k; j < size; j++) {
        squares[j] += f[i][j] * f[i][j];
      }
    }
    int longest = k;
    for (int j = k + 1; j < size; j++) {
      longest = squares[j] > squares[longest] ? j : longest;
    }
    for (double[] row : f) {
      double swap = row[k];
      row[k] = row[longest];
      row[longest] = swap;
    }
    int swap = order[k];
    order[k] = order[longest];
    order[longest] = swap;
  }

  /** Solves FᵀF x = b in place. */
  void solve(double[] b) {
    double[] x = new double[size];
    for (int round = 0; round < SOLUTIONS; round++) {
      double[] rest = b.clone();
      for (double[] row : roots) {
        Norms.add(-Norms.dot(row, 0, x, 0, size), row, rest);
      }
      solveOnce(rest);
      Norms.add(1, rest, x);
    }
    System.arraycopy(x, 0, b, 0, size);
  }

  private void solveOnce(double[] b) {
    double[] x = new double[size];
    for (int k = 0; k < size; k++) {
      x[k] = b[order[k]];
    }
    for (int k = 0; k < size; k++) {
      x[k] = r[k][k] == 0 ? 0 : x[k] / r[k][k];
      Norms.add(-x[k], r[k], k + 1, x, k + 1, size - k - 1);
    }
    for (int k = size - 1; k >= 0; k--) {
      double rest = x[k] - Norms.dot(r[k], k + 1, x, k + 1, size - k - 1);
      x[k] = r[k][k] == 0 ? 0 : rest / r[k][k];
    }
    for (int k = 0; k < size; k++) {
      b[order[k]] = x[k];
    }
  }
}

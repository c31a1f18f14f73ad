package org.mirrorflow.certificate.convex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.mirrorflow.numeric.Norms;

/**
 * A symmetric matrix Σ aaᵀ + R of squares of known rows and a positive semidefinite rest. It is
 * solved by the rows and a root of the rest, as rows may be of very different size. Columns are
 * brought to length 1 first, so the units of the unknowns do not matter.
 */
final class SquaresNewton {
  /** Pivots below this share of their diagonal entry are rounding. */
  private static final double FLAT = 1e-15;

  private final double[][] rest;
  private final List<double[]> squares = new ArrayList<>();
  private final List<double[]> rows = new ArrayList<>();
  private RowwiseFactor factor;
  private double[] length;

  SquaresNewton(int size) {
    rest = new double[size][];
    for (int k = 0; k < size; k++) {
      rest[k] = new double[k + 1];
    }
  }

  /** The lower triangle of R, to be filled in. */
  double[][] rest() {
    return rest;
  }

  /** Adds a square to R, of a vector whose missing entries are 0. */
  void addToRest(double... square) {
    squares.add(Arrays.copyOf(square, rest.length));
  }

  /** Adds w aaᵀ. */
  void add(double[] row, int from, double weight) {
    double[] whole = new double[rest.length];
    Norms.add(Math.sqrt(weight), row, 0, whole, from, row.length);
    rows.add(whole);
  }

  /** To be called once all is added. */
  void factor() {
    double[][] f =
        Stream.of(rows.stream(), squares.stream(), Arrays.stream(root()))
            .flatMap(all -> all)
            .map(double[]::clone)
            .toArray(double[][]::new);
    length = lengths(f);
    for (double[] row : f) {
      divide(row);
    }
    factor = new RowwiseFactor(f);
  }

  /** Solves with this right side, in place. */
  void solve(double[] b) {
    divide(b);
    factor.solve(b);
    divide(b);
  }

  private void divide(double[] row) {
    for (int k = 0; k < row.length; k++) {
      row[k] /= length[k];
    }
  }

  /** √w ⟨a, y⟩ of a row, by the order in which rows were added. */
  double along(int row, double[] y) {
    return Norms.dotInOrder(rows.get(row), y);
  }

  /** out += factor R y. */
  void addRestTimes(double factor, double[] y, double[] out) {
    for (double[] square : squares) {
      Norms.add(factor * Norms.dotInOrder(square, y), square, out);
    }
    for (int k = 0; k < rest.length; k++) {
      out[k] += factor * Norms.dot(rest[k], 0, y, 0, k + 1);
      Norms.add(factor * y[k], rest[k], 0, out, 0, k);
    }
  }

  private static double[] lengths(double[]... f) {
    double[] lengths = new double[f[0].length];
    for (int k = 0; k < lengths.length; k++) {
      double largest = 0;
      for (double[] row : f) {
        largest = Math.max(largest, Math.abs(row[k]));
      }
      double sum = 0;
      for (double[] row : f) {
        double share = largest == 0 ? 0 : row[k] / largest;
        sum += share * share;
      }
      lengths[k] = largest == 0 ? 1 : largest * Math.sqrt(sum);
    }
    return lengths;
  }

  /** Lᵀ with LLᵀ = R; its rows are 0 where nothing is left of R. */
  private double[][] root() {
    int size = rest.length;
    double[][] l = new double[size][];
    double[][] transposed = new double[size][size];
    for (int i = 0; i < size; i++) {
      l[i] = rest[i].clone();
      for (int j = 0; j <= i; j++) {
        double left = l[i][j] - Norms.dot(l[i], 0, l[j], 0, j);
        if (i == j) {
          l[i][i] = left > FLAT * rest[i][i] ? Math.sqrt(left) : 0;
        } else {
          l[i][j] = l[j][j] == 0 ? 0 : left / l[j][j];
        }
        transposed[j][i] = l[i][j];
      }
    }
    return transposed;
  }
}

package org.mirrorflow.certificate.convex;

import org.mirrorflow.numeric.Norms;

/**
 * The matrix A of the gradients of margins and of kinks, stored column by column; a kink's column
 * is 0 outside a short range of parameters.
 *
 * @param values the columns, each of full length for margins and of the range's length for kinks
 * @param from first parameter of the range of each column
 * @param parameters length of a column
 */
public record Columns(double[][] values, int[] from, int parameters) implements GradientMap {
  /** Number of columns. */
  int count() {
    return values.length;
  }

  @Override
  public void combine(double[] x, double[] s) {
    java.util.Arrays.fill(s, 0);
    for (int k = 0; k < values.length; k++) {
      if (x[k] != 0) {
        Norms.add(x[k], values[k], 0, s, from[k], values[k].length);
      }
    }
  }

  @Override
  public void along(double[] v, double[] m) {
    for (int k = 0; k < values.length; k++) {
      m[k] = Norms.dot(values[k], 0, v, from[k], values[k].length);
    }
  }

  /**
   * The lower triangle of AᵀWA, W diagonal.
   *
   * @param weights the diagonal of W; null: the identity
   * @param out receives the lower triangle
   */
  public void gram(double[] weights, double[][] out) {
    double[] scaled = new double[parameters];
    for (int k = 0; k < values.length; k++) {
      double[] column = values[k];
      int start = from[k];
      int end = start + column.length;
      for (int a = 0; a < column.length; a++) {
        scaled[start + a] = weights == null ? column[a] : weights[start + a] * column[a];
      }
      for (int l = 0; l <= k; l++) {
        double[] other = values[l];
        int low = Math.max(start, from[l]);
        int high = Math.min(end, from[l] + other.length);
        out[k][l] = Norms.dot(scaled, low, other, low - from[l], high - low);
      }
    }
  }
}

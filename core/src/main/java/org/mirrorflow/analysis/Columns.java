package org.mirrorflow.analysis;

/**
 * The matrix A of the gradients of margins and of kinks, stored column by column; a kink's column
 * is 0 outside a short range of parameters.
 *
 * @param values the columns, each of full length for margins and of the range's length for kinks
 * @param from first parameter of the range of each column
 * @param parameters length of a column
 */
record Columns(double[][] values, int[] from, int parameters) {

  /** Number of columns. */
  int count() {
    return values.length;
  }

  /** s = A x. */
  void combine(double[] x, double[] s) {
    java.util.Arrays.fill(s, 0);
    for (int k = 0; k < values.length; k++) {
      double[] column = values[k];
      double factor = x[k];
      for (int a = 0; factor != 0 && a < column.length; a++) {
        s[from[k] + a] += factor * column[a];
      }
    }
  }

  /** m = Aᵀv. */
  void along(double[] v, double[] m) {
    for (int k = 0; k < values.length; k++) {
      double[] column = values[k];
      double sum = 0;
      for (int a = 0; a < column.length; a++) {
        sum += column[a] * v[from[k] + a];
      }
      m[k] = sum;
    }
  }

  /** The lower triangle of AᵀWA, W diagonal; null: the identity. */
  void gram(double[] weights, double[][] out) {
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
        double sum = 0;
        for (int j = low; j < high; j++) {
          sum += scaled[j] * other[j - from[l]];
        }
        out[k][l] = sum;
      }
    }
  }
}

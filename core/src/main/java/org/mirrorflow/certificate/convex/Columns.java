package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.numeric.Norms;

/**
 * The matrix A of the gradients of margins and of kinks, stored column by column; a kink's column
 * is 0 outside a short range of parameters.
 *
 * @param values the columns, each of full length for margins and of the range's length for kinks
 * @param from first parameter of the range of each column
 * @param parameters length of a column
 * @param kernels what their products are computed with
 */
public record Columns(double[][] values, int[] from, int parameters, KernelFactory kernels)
    implements GradientMap {

  /**
   * Columns on the calling thread.
   *
   * @param values the columns
   * @param from first parameter of the range of each column
   * @param parameters length of a column
   */
  public Columns(double[][] values, int[] from, int parameters) {
    this(values, from, parameters, KernelFactory.best());
  }

  /** Number of columns. */
  int count() {
    return values.length;
  }

  @Override
  public void combine(double[] x, double[] s) {
    Arrays.fill(s, 0);
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
   * The lower triangle of AᵀWA, W diagonal. Columns of full length that stand before all others
   * meet in one matrix product.
   *
   * @param weights the diagonal of W, at least 0; null: the identity
   * @param out receives the lower triangle
   */
  public void gram(double[] weights, double[][] out) {
    int full = full();
    double[] roots = weights == null ? null : Arrays.stream(weights).map(Math::sqrt).toArray();
    double[] rows = new double[Math.multiplyExact(full, parameters)];
    for (int k = 0; k < full; k++) {
      for (int a = 0; a < parameters; a++) {
        rows[k * parameters + a] = roots == null ? values[k][a] : roots[a] * values[k][a];
      }
    }
    double[] products = new double[Math.multiplyExact(full, full)];
    SymmetricProduct.of(kernels.create(), rows, full, parameters, products);
    for (int k = 0; k < full; k++) {
      int at = k * SymmetricProduct.length(k, full);
      System.arraycopy(products, at, out[k], 0, k + 1);
    }
    for (int k = full; k < values.length; k++) {
      gramOfShort(k, weights, out[k]);
    }
  }

  private int full() {
    int full = 0;
    while (full < values.length && values[full].length == parameters) {
      full++;
    }
    return full;
  }

  private void gramOfShort(int k, double[] weights, double[] out) {
    double[] scaled = new double[parameters];
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
      out[l] = Norms.dot(scaled, low, other, low - from[l], high - low);
    }
  }
}

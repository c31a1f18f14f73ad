package org.mirrorflow.analysis;

import java.util.Arrays;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.KernelFactory;

/**
 * Centred alignment of linear kernels, from 0 to 1. For features X (n × a) and Y (n × b) with
 * centred columns it is ‖XᵀY‖_F² / (‖XᵀX‖_F ‖YᵀY‖_F) (Cortes, Mohri and Rostamizadeh 2012; as CKA
 * in Kornblith et al. 2019, arXiv 1905.00414).
 */
final class KernelAlignment {
  /** Largest number of entries of XᵀY that is stored: 128 MiB. */
  private static final long LARGEST_PRODUCT = 1L << 24;

  /** Rows of XXᵀ that are made together. */
  private static final int ROWS = 64;

  private final double[] reference;
  private final int columns;
  private final int samples;
  private final double norm;

  /** Fixes one side: {@code features} n × columns, row-major. */
  KernelAlignment(double[] features, int columns) {
    this.columns = columns;
    this.samples = features.length / columns;
    this.reference = centred(features, columns);
    this.norm = Math.sqrt(crossSquared(reference, columns, reference, columns, samples));
  }

  /** Fixes the labels as one column per class. */
  static KernelAlignment toLabels(Dataset data) {
    double[] oneHot = new double[data.size() * data.classes()];
    for (int i = 0; i < data.size(); i++) {
      oneHot[i * data.classes() + data.labels()[i]] = 1;
    }
    return new KernelAlignment(oneHot, data.classes());
  }

  /** Alignment of other features of the same samples; NaN where either side is constant. */
  double with(double[] features, int otherColumns) {
    double[] other = centred(features, otherColumns);
    double own = Math.sqrt(crossSquared(other, otherColumns, other, otherColumns, samples));
    return crossSquared(reference, columns, other, otherColumns, samples) / (norm * own);
  }

  /**
   * The features, less the mean of every column, divided by the largest entry that is left.
   * Alignment does not depend on the divisor, and fourth powers stay in range. A column that
   * differs from its mean by no more than the rounding of that mean, n ulp of its largest entry, is
   * constant.
   */
  private static double[] centred(double[] features, int columns) {
    int samples = features.length / columns;
    double[] centred = features.clone();
    double scale = 0;
    for (int c = 0; c < columns; c++) {
      scale = Math.max(scale, centreColumn(centred, c, columns, samples));
    }
    for (int j = 0; scale != 0 && j < centred.length; j++) {
      centred[j] /= scale;
    }
    return centred;
  }

  /** Centres a column and returns its largest magnitude. */
  private static double centreColumn(double[] x, int column, int columns, int samples) {
    double mean = 0;
    double size = 0;
    for (int j = column; j < x.length; j += columns) {
      mean += x[j] / samples;
      size = Math.max(size, Math.abs(x[j]));
    }
    double largest = 0;
    for (int j = column; j < x.length; j += columns) {
      x[j] -= mean;
      largest = Math.max(largest, Math.abs(x[j]));
    }
    if (largest <= samples * Math.ulp(size)) {
      for (int j = column; j < x.length; j += columns) {
        x[j] = 0;
      }
      return 0;
    }
    return largest;
  }

  /** ‖XᵀY‖_F², by XᵀY, or as ⟨XXᵀ, YYᵀ⟩ where that is less work. */
  private static double crossSquared(double[] x, int a, double[] y, int b, int samples) {
    double bySamples = 0.5 * samples * (a + (double) b);
    boolean byColumns = (double) a * b <= Math.min(LARGEST_PRODUCT, bySamples);
    return byColumns ? byColumns(x, a, y, b, samples) : bySamples(x, a, y, b, samples);
  }

  private static double byColumns(double[] x, int a, double[] y, int b, int samples) {
    double[] product = new double[a * b];
    KernelFactory.best().create().weights(0, a, samples, x, y, product, Block.matrix(a, b));
    double sum = 0;
    for (double v : product) {
      sum += v * v;
    }
    return sum;
  }

  /** Some rows of the lower triangles of both at a time. */
  private static double bySamples(double[] x, int a, double[] y, int b, int samples) {
    double sum = 0;
    for (int from = 0; from < samples; from += ROWS) {
      int to = Math.min(from + ROWS, samples);
      double[] inX = rows(x, a, from, to);
      double[] inY = y == x ? inX : rows(y, b, from, to);
      for (int i = from; i < to; i++) {
        for (int k = 0; k <= i; k++) {
          int at = (i - from) * to + k;
          sum += (k == i ? 1 : 2) * inX[at] * inY[at];
        }
      }
    }
    return sum;
  }

  /** Rows {@code from .. to} of XXᵀ, up to column {@code to}. */
  private static double[] rows(double[] x, int columns, int from, int to) {
    double[] some = Arrays.copyOfRange(x, from * columns, to * columns);
    double[] products = new double[(to - from) * to];
    Block all = Block.matrix(to, columns);
    Kernel kernel = KernelFactory.best().create();
    kernel.outputs(0, to - from, some, x, all, products, false, Kernel.Finish.NONE);
    return products;
  }
}

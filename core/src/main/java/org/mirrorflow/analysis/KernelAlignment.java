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

  private final double[] features;
  private final int columns;
  private final int samples;

  /**
   * XXᵀ, as {@link #rows} makes it; null where XᵀX is less work, or XXᵀ too large. The features at
   * the start of a run are compared with those of every mark.
   */
  private final double[][] products;

  private final double norm;

  /** Fixes one side: {@code features} n × columns, row-major. */
  KernelAlignment(double[] features, int columns) {
    this.columns = columns;
    this.samples = features.length / columns;
    this.features = centred(features, columns);
    boolean kept = !fewColumns(this) && (long) samples * samples <= LARGEST_PRODUCT;
    this.products = kept ? new double[(samples + ROWS - 1) / ROWS][] : null;
    for (int k = 0; kept && k < products.length; k++) {
      products[k] = rows(k * ROWS);
    }
    this.norm = Math.sqrt(crossSquared(this));
  }

  /** Fixes the labels as one column per class. */
  static KernelAlignment toLabels(Dataset data) {
    double[] oneHot = new double[data.size() * data.classes()];
    for (int i = 0; i < data.size(); i++) {
      oneHot[i * data.classes() + data.labels()[i]] = 1;
    }
    return new KernelAlignment(oneHot, data.classes());
  }

  /** Alignment with other features of the same samples; NaN where either side is constant. */
  double with(KernelAlignment other) {
    return crossSquared(other) / (norm * other.norm);
  }

  /**
   * The features, less the mean of every column, divided by the largest entry that is left.
   * Alignment does not depend on the divisor, and fourth powers stay in range. A column that
   * differs from its mean by no more than the rounding of that mean, n ulp of its largest entry, is
   * constant.
   */
  private static double[] centred(double[] features, int columns) {
    int samples = features.length / columns;
    double[] mean = new double[columns];
    double[] size = new double[columns];
    for (int from = 0; from < features.length; from += columns) {
      for (int c = 0; c < columns; c++) {
        mean[c] += features[from + c] / samples;
        size[c] = Math.max(size[c], Math.abs(features[from + c]));
      }
    }
    double[] centred = new double[features.length];
    double[] largest = new double[columns];
    for (int from = 0; from < features.length; from += columns) {
      for (int c = 0; c < columns; c++) {
        centred[from + c] = features[from + c] - mean[c];
        largest[c] = Math.max(largest[c], Math.abs(centred[from + c]));
      }
    }
    double scale = 0;
    for (int c = 0; c < columns; c++) {
      largest[c] = largest[c] <= samples * Math.ulp(size[c]) ? 0 : largest[c];
      scale = Math.max(scale, largest[c]);
    }
    for (int from = 0; from < features.length; from += columns) {
      for (int c = 0; c < columns; c++) {
        centred[from + c] = largest[c] == 0 ? 0 : centred[from + c] / scale;
      }
    }
    return centred;
  }

  /** ‖XᵀY‖_F², by XᵀY, or as ⟨XXᵀ, YYᵀ⟩ where that is less work. */
  private double crossSquared(KernelAlignment other) {
    return fewColumns(other) ? byColumns(other) : bySamples(other);
  }

  private boolean fewColumns(KernelAlignment other) {
    double bySamples = 0.5 * samples * (columns + (double) other.columns);
    return (double) columns * other.columns <= Math.min(LARGEST_PRODUCT, bySamples);
  }

  private double byColumns(KernelAlignment other) {
    int a = columns;
    int b = other.columns;
    double[] product = new double[a * b];
    Kernel kernel = KernelFactory.best().create();
    kernel.weights(0, a, samples, features, other.features, product, Block.matrix(a, b));
    double sum = 0;
    for (double v : product) {
      sum += v * v;
    }
    return sum;
  }

  /** Some rows of the lower triangles of both at a time. */
  private double bySamples(KernelAlignment other) {
    double sum = 0;
    for (int from = 0; from < samples; from += ROWS) {
      int to = Math.min(from + ROWS, samples);
      double[] own = rows(from);
      double[] others = other == this ? own : other.rows(from);
      for (int i = from; i < to; i++) {
        for (int k = 0; k <= i; k++) {
          int at = (i - from) * to + k;
          sum += (k == i ? 1 : 2) * own[at] * others[at];
        }
      }
    }
    return sum;
  }

  /** {@link #ROWS} rows of XXᵀ, or what is left of them, up to the column of the last of them. */
  private double[] rows(int from) {
    if (products != null && products[from / ROWS] != null) {
      return products[from / ROWS];
    }
    int to = Math.min(from + ROWS, samples);
    double[] some = Arrays.copyOfRange(features, from * columns, to * columns);
    double[] rows = new double[(to - from) * to];
    Block all = Block.matrix(to, columns);
    Kernel kernel = KernelFactory.best().create();
    kernel.outputs(0, to - from, some, features, all, rows, false, Kernel.Finish.NONE);
    return rows;
  }
}

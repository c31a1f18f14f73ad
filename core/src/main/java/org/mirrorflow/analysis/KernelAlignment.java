package org.mirrorflow.analysis;

import org.mirrorflow.data.Dataset;

/**
 * Centred alignment of linear kernels: for features X (n × a) and Y (n × b) with columns centred,
 * ‖XᵀY‖_F² / (‖XᵀX‖_F ‖YᵀY‖_F), from 0 to 1 (Cortes, Mohri and Rostamizadeh 2012; as CKA in
 * Kornblith et al. 2019, arXiv 1905.00414).
 */
public final class KernelAlignment {
  private final double[] reference;
  private final int columns;
  private final int samples;
  private final double norm;

  /** Fixes one side: {@code features} n × columns, row-major. */
  public KernelAlignment(double[] features, int columns) {
    this.columns = columns;
    this.samples = features.length / columns;
    this.reference = centred(features, columns);
    this.norm = Math.sqrt(crossSquared(reference, columns, reference, columns, samples));
  }

  /** Fixes the labels as one column per class. */
  public static KernelAlignment toLabels(Dataset data) {
    double[] oneHot = new double[data.size() * data.classes()];
    for (int i = 0; i < data.size(); i++) {
      oneHot[i * data.classes() + data.labels()[i]] = 1;
    }
    return new KernelAlignment(oneHot, data.classes());
  }

  /** Alignment of other features of the same samples; NaN where either side is constant. */
  public double with(double[] features, int otherColumns) {
    double[] other = centred(features, otherColumns);
    double own = Math.sqrt(crossSquared(other, otherColumns, other, otherColumns, samples));
    return crossSquared(reference, columns, other, otherColumns, samples) / (norm * own);
  }

  private static double[] centred(double[] features, int columns) {
    int samples = features.length / columns;
    double[] centred = features.clone();
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      for (int i = 0; i < samples; i++) {
        mean += features[i * columns + c];
      }
      mean /= samples;
      for (int i = 0; i < samples; i++) {
        centred[i * columns + c] -= mean;
      }
    }
    return centred;
  }

  /** ‖XᵀY‖_F². */
  private static double crossSquared(double[] x, int a, double[] y, int b, int samples) {
    double[] product = new double[a * b];
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < a; j++) {
        double xij = x[i * a + j];
        if (xij != 0) {
          for (int k = 0; k < b; k++) {
            product[j * b + k] += xij * y[i * b + k];
          }
        }
      }
    }
    double sum = 0;
    for (double v : product) {
      sum += v * v;
    }
    return sum;
  }
}

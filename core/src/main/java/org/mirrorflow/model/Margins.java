package org.mirrorflow.model;

import org.mirrorflow.data.Dataset;

/**
 * The linear map from model outputs to the margins of a data set.
 *
 * <p>Two classes, one output: q_i = y_i f(x_i), n margins. C classes: the pairs q_ik = f_{y_i} −
 * f_k, k ≠ y_i, n(C − 1) margins, sample by sample, k ascending.
 *
 * @since 0.1.0
 */
public final class Margins {
  private final Dataset data;
  private final int outputs;

  /**
   * Margins of the outputs of a model on this data.
   *
   * @param data n samples
   */
  public Margins(Dataset data) {
    this.data = data;
    this.outputs = data.outputs();
  }

  /** {@return the n samples} */
  public Dataset data() {
    return data;
  }

  /** {@return number of margins: n, or n(C − 1)} */
  public int count() {
    return outputs == 1 ? data.size() : data.size() * (outputs - 1);
  }

  /**
   * Writes all margins q.
   *
   * @param f outputs, n × C, row-major
   * @param q receives the margins, {@link #count()} of them
   */
  public void margins(double[] f, double[] q) {
    if (outputs == 1) {
      for (int i = 0; i < data.size(); i++) {
        q[i] = data.sign(i) * f[i];
      }
      return;
    }
    int j = 0;
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      double own = f[row + data.labels()[i]];
      for (int k = 0; k < outputs; k++) {
        if (k != data.labels()[i]) {
          q[j++] = own - f[row + k];
        }
      }
    }
  }

  /**
   * Writes the cotangent of Σ_j λ_j q_j in the outputs, Σ_j λ_j ∂q_j/∂f.
   *
   * @param lambda λ, one weight per margin
   * @param cotangent receives the cotangent, n × C, row-major
   */
  public void pullback(double[] lambda, double[] cotangent) {
    if (outputs == 1) {
      for (int i = 0; i < data.size(); i++) {
        cotangent[i] = data.sign(i) * lambda[i];
      }
      return;
    }
    int j = 0;
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      double sum = 0;
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          sum += lambda[j];
          cotangent[row + k] = -lambda[j++];
        }
      }
      cotangent[row + label] = sum;
    }
  }

  /**
   * {@return min_j q_j}
   *
   * @param f outputs, n × C, row-major
   */
  public double minimum(double[] f) {
    double min = Double.POSITIVE_INFINITY;
    for (int i = 0; i < data.size(); i++) {
      min = Math.min(min, ofSample(f, i));
    }
    return min;
  }

  /**
   * {@return share of samples with a positive margin: every competing output strictly below the own
   * one}
   *
   * @param f outputs, n × C, row-major
   */
  public double accuracy(double[] f) {
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      if (ofSample(f, i) > 0) {
        right++;
      }
    }
    return (double) right / data.size();
  }

  /**
   * {@return the least margin of one sample}
   *
   * @param f outputs, n × C, row-major
   * @param i number of the sample, counted from 0
   */
  public double ofSample(double[] f, int i) {
    if (outputs == 1) {
      return data.sign(i) * f[i];
    }
    return f[i * outputs + data.labels()[i]] - largestRival(f, i);
  }

  /** max_{k ≠ y_i} f_k. */
  double largestRival(double[] f, int i) {
    int row = i * outputs;
    int own = row + data.labels()[i];
    double rival = Double.NEGATIVE_INFINITY;
    for (int k = row; k < own; k++) {
      rival = Math.max(rival, f[k]);
    }
    for (int k = own + 1; k < row + outputs; k++) {
      rival = Math.max(rival, f[k]);
    }
    return rival;
  }
}

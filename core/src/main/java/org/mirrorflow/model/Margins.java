package org.mirrorflow.model;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.map.Exponentials;

/**
 * The map from model outputs to margins, and the loss of the margins with its weights, for one data
 * set.
 *
 * <p>Two classes, one output: q_i = y_i f(x_i), n margins. C classes: the pairs q_ik = f_{y_i} −
 * f_k, k ≠ y_i, n(C − 1) margins, sample by sample, k ascending. The loss ℒ is a sum (never a
 * mean).
 *
 * <p>With p = (−∂ℒ/∂q)/ℒ the flow in s-time (ds = ℒ dt) is dz/ds = Σ p ∂q; {@link #weights} gives
 * the cotangent Σ p ∂q/∂f of the outputs. Holds work space for one sample: one thread at a time.
 */
public final class Margins {
  private final Dataset data;
  private final Loss loss;
  private final int outputs;

  /**
   * Margins of the outputs of a model on this data under this loss.
   *
   * @param data n samples
   * @param loss ℓ
   */
  public Margins(Dataset data, Loss loss) {
    this.data = data;
    this.loss = loss;
    this.outputs = data.outputs();
  }

  /** {@return the loss ℓ} */
  public Loss loss() {
    return loss;
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
      min = Math.min(min, sampleMargin(f, i));
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
      if (sampleMargin(f, i) > 0) {
        right++;
      }
    }
    return (double) right / data.size();
  }

  /** Smallest margin of sample i. */
  private double sampleMargin(double[] f, int i) {
    if (outputs == 1) {
      return data.sign(i) * f[i];
    }
    return f[i * outputs + data.labels()[i]] - largestRival(f, i);
  }

  /** max_{k ≠ y_i} f_k. */
  private double largestRival(double[] f, int i) {
    int row = i * outputs;
    int label = data.labels()[i];
    double rival = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < outputs; k++) {
      if (k != label) {
        rival = Math.max(rival, f[row + k]);
      }
    }
    return rival;
  }

  /**
   * Writes cotangent = Σ_j p_j ∂q_j/∂f with p_j = (−∂ℒ/∂q_j)/ℒ and returns log ℒ. The sum Σ p_j q_j
   * is the inner product of the cotangent with the outputs, as margins are linear in them.
   *
   * @param f outputs, n × C, row-major
   * @param cotangent receives Σ_j p_j ∂q_j/∂f, n × C, row-major
   * @return log ℒ
   */
  public double weights(double[] f, double[] cotangent) {
    if (outputs == 1) {
      return loss == Loss.EXPONENTIAL
          ? exponentialWeights(f, cotangent)
          : logisticWeights(f, cotangent);
    }
    return loss == Loss.CROSS_ENTROPY ? softmaxWeights(f, cotangent) : pairWeights(f, cotangent);
  }

  /** p_i = e^{q_min − q_i} / Σ, one exponential per sample. */
  private double exponentialWeights(double[] f, double[] cotangent) {
    int n = data.size();
    double minimum = minimum(f);
    for (int i = 0; i < n; i++) {
      cotangent[i] = minimum - data.sign(i) * f[i];
    }
    Exponentials.exp(cotangent, 0, n);
    double total = 0;
    for (int i = 0; i < n; i++) {
      total += cotangent[i];
    }
    for (int i = 0; i < n; i++) {
      cotangent[i] *= data.sign(i) / total;
    }
    return Math.log(total) - minimum;
  }

  /** Logistic loss, and cross-entropy of one output, which is the same. */
  private double logisticWeights(double[] f, double[] cotangent) {
    LogSum sum = new LogSum();
    for (int i = 0; i < data.size(); i++) {
      double q = data.sign(i) * f[i];
      double tail = Loss.tail(q);
      cotangent[i] = -Loss.softplus(q, tail);
      sum.add(Loss.logLogistic(q, tail));
    }
    double logLoss = sum.value();
    for (int i = 0; i < data.size(); i++) {
      cotangent[i] = data.sign(i) * Math.exp(cotangent[i] - logLoss);
    }
    return logLoss;
  }

  private double pairWeights(double[] f, double[] cotangent) {
    LogSum sum = new LogSum();
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          double q = f[row + label] - f[row + k];
          cotangent[row + k] = loss.logSlope(q);
          sum.add(loss.logLoss(q));
        }
      }
    }
    double logLoss = sum.value();
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      double total = 0;
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          double p = Math.exp(cotangent[row + k] - logLoss);
          cotangent[row + k] = -p;
          total += p;
        }
      }
      cotangent[row + label] = total;
    }
    return logLoss;
  }

  /**
   * With m the largest rival output, e_k = e^{f_k − m} and rival = m + log Σ_{k≠y} e_k, the softmax
   * of k is e_k e^{m − normaliser}, normaliser = logsumexp f = rival + softplus(q̃): one
   * exponential per pair. The place of y holds m − normaliser on the way.
   */
  private double softmaxWeights(double[] f, double[] cotangent) {
    int n = data.size();
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      double largest = largestRival(f, i);
      for (int k = 0; k < outputs; k++) {
        cotangent[row + k] = Math.min(f[row + k] - largest, 0);
      }
    }
    Exponentials.exp(cotangent, 0, n * outputs);
    LogSum sum = new LogSum();
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      int own = row + data.labels()[i];
      double logRivals = Math.log(total(cotangent, row, own));
      double soft = f[own] - largestRival(f, i) - logRivals;
      double tail = Loss.tail(soft);
      cotangent[own] = -logRivals - Loss.softplus(soft, tail);
      sum.add(Loss.logLogistic(soft, tail));
    }
    double logLoss = sum.value();
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      int own = row + data.labels()[i];
      double scale = -Math.exp(cotangent[own] - logLoss);
      for (int k = row; k < row + outputs; k++) {
        cotangent[k] *= scale;
      }
      cotangent[own] = -total(cotangent, row, own);
    }
    return logLoss;
  }

  /** Σ v over the outputs of a sample but its own. */
  private double total(double[] v, int row, int own) {
    double sum = 0;
    for (int k = row; k < row + outputs; k++) {
      sum += k == own ? 0 : v[k];
    }
    return sum;
  }
}

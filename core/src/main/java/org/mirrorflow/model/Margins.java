package org.mirrorflow.model;

import org.mirrorflow.data.Dataset;

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

  /** Margins of the outputs of a model on this data under this loss. */
  public Margins(Dataset data, Loss loss) {
    this.data = data;
    this.loss = loss;
    this.outputs = data.outputs();
  }

  /** The loss. */
  public Loss loss() {
    return loss;
  }

  /** The data. */
  public Dataset data() {
    return data;
  }

  /** Number of margins: n, or n(C − 1). */
  public int count() {
    return outputs == 1 ? data.size() : data.size() * (outputs - 1);
  }

  /** Writes all margins of {@code f} (n × C, row-major) to {@code q}. */
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

  /** The cotangent of the outputs of Σ λ_j q_j: cotangent = Σ_j λ_j ∂q_j/∂f. */
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

  /** min_j q_j. */
  public double minimum(double[] f) {
    double min = Double.POSITIVE_INFINITY;
    for (int i = 0; i < data.size(); i++) {
      min = Math.min(min, sampleMargin(f, i));
    }
    return min;
  }

  /** Share of samples with a positive margin: every competing output strictly below the own one. */
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
    int row = i * outputs;
    int label = data.labels()[i];
    double rival = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < outputs; k++) {
      if (k != label) {
        rival = Math.max(rival, f[row + k]);
      }
    }
    return f[row + label] - rival;
  }

  /**
   * Writes to {@code logWeights} (n × C) log(−∂ℒ/∂q) of each margin (for C outputs in the place of
   * k ≠ y_i; the place of y_i is unused) and returns log ℒ.
   */
  private double logWeights(double[] f, double[] logWeights) {
    if (outputs == 1) {
      LogSum sum = new LogSum();
      for (int i = 0; i < data.size(); i++) {
        double q = data.sign(i) * f[i];
        logWeights[i] = loss.logSlope(q);
        sum.add(loss.logLoss(q));
      }
      return sum.value();
    }
    return loss == Loss.CROSS_ENTROPY
        ? softmaxLogWeights(f, logWeights)
        : pairLogWeights(f, logWeights);
  }

  private double pairLogWeights(double[] f, double[] logWeights) {
    LogSum sum = new LogSum();
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          double q = f[row + label] - f[row + k];
          logWeights[row + k] = loss.logSlope(q);
          sum.add(loss.logLoss(q));
        }
      }
    }
    return sum.value();
  }

  private double softmaxLogWeights(double[] f, double[] logWeights) {
    LogSum sum = new LogSum();
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      LogSum rivals = new LogSum();
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          rivals.add(f[row + k]);
        }
      }
      double rival = rivals.value();
      double soft = f[row + label] - rival;
      // log softmax_k = f_k − logsumexp f, and logsumexp f = f_y + softplus(−q̃) = rival +
      // softplus(q̃)
      double normaliser = rival - loss.logSlope(soft);
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          logWeights[row + k] = f[row + k] - normaliser;
        }
      }
      sum.add(loss.logLoss(soft));
    }
    return sum.value();
  }

  /**
   * Writes cotangent = Σ_j p_j ∂q_j/∂f with p_j = (−∂ℒ/∂q_j)/ℒ and returns log ℒ. The sum Σ p_j q_j
   * is the inner product of the cotangent with the outputs, as margins are linear in them.
   */
  public double weights(double[] f, double[] cotangent) {
    double logLoss = logWeights(f, cotangent);
    if (outputs == 1) {
      for (int i = 0; i < data.size(); i++) {
        cotangent[i] = data.sign(i) * Math.exp(cotangent[i] - logLoss);
      }
      return logLoss;
    }
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      int label = data.labels()[i];
      double sum = 0;
      for (int k = 0; k < outputs; k++) {
        if (k != label) {
          double p = Math.exp(cotangent[row + k] - logLoss);
          cotangent[row + k] = -p;
          sum += p;
        }
      }
      cotangent[row + label] = sum;
    }
    return logLoss;
  }
}

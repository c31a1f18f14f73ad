package org.mirrorflow.model;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.numeric.Exponentials;

/**
 * The map from model outputs to margins, and the loss of the margins with its weights, for one data
 * set.
 *
 * <p>Two classes, one output: q_i = y_i f(x_i), n margins. C classes: the pairs q_ik = f_{y_i} −
 * f_k, k ≠ y_i, n(C − 1) margins, sample by sample, k ascending. The loss ℒ is a sum (never a
 * mean).
 *
 * <p>With p = (−∂ℒ/∂q)/ℒ the flow in s-time (ds = ℒ dt) is dz/ds = Σ p ∂q; {@link #weights} gives
 * the cotangent Σ p ∂q/∂f of the outputs. Holds work space: one thread at a time.
 */
public final class Margins {
  private final Dataset data;
  private final Loss loss;
  private final int outputs;
  private final LossWeights lossWeights;
  private final double[] work;
  private final double[] rivals;
  private final double[] logRivals;

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
    boolean softmax = outputs > 1 && loss == Loss.CROSS_ENTROPY;
    this.work = new double[softmax ? data.size() : count()];
    this.rivals = new double[softmax ? data.size() : 0];
    this.logRivals = new double[rivals.length];
    this.lossWeights = new LossWeights(work.length);
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

  /**
   * Writes cotangent = Σ_j p_j ∂q_j/∂f with p_j = (−∂ℒ/∂q_j)/ℒ and returns log ℒ. The sum Σ p_j q_j
   * is the inner product of the cotangent with the outputs, as margins are linear in them.
   *
   * @param f outputs, n × C, row-major
   * @param cotangent receives Σ_j p_j ∂q_j/∂f, n × C, row-major
   * @return log ℒ
   */
  public double weights(double[] f, double[] cotangent) {
    if (outputs > 1 && loss == Loss.CROSS_ENTROPY) {
      return softmaxWeights(f, cotangent);
    }
    margins(f, work);
    double logLoss =
        loss == Loss.EXPONENTIAL ? lossWeights.exponential(work) : lossWeights.logistic(work);
    pullback(work, cotangent);
    return logLoss;
  }

  /**
   * The logistic loss of the margins q̃_i = f_y − log Σ_{k≠y} e^{f_k}, whose weight p_i the rivals
   * share as e^{f_k}/Σ_{k≠y} e^{f_k}.
   */
  private double softmaxWeights(double[] f, double[] cotangent) {
    rivals(f, cotangent);
    double logLoss = lossWeights.logistic(work);
    for (int i = 0; i < data.size(); i++) {
      int row = i * outputs;
      double scale = -work[i] / rivals[i];
      for (int k = row; k < row + outputs; k++) {
        cotangent[k] *= scale;
      }
      cotangent[row + data.labels()[i]] = work[i];
    }
    return logLoss;
  }

  /**
   * With m the largest rival output of a sample: shares e^{f_k − m} of the rivals and 0 of the own
   * output, {@link #rivals} their sums S, {@link #work} the margins q̃ = f_y − m − log S.
   */
  private void rivals(double[] f, double[] shares) {
    int n = data.size();
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      int own = row + data.labels()[i];
      double largest = largestRival(f, i);
      for (int k = row; k < row + outputs; k++) {
        shares[k] = f[k] - largest;
      }
      work[i] = shares[own];
      shares[own] = 0;
    }
    Exponentials.exp(shares, 0, n * outputs);
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      shares[row + data.labels()[i]] = 0;
      double sum = 0;
      for (int k = row; k < row + outputs; k++) {
        sum += shares[k];
      }
      rivals[i] = sum;
      logRivals[i] = sum;
    }
    Exponentials.log(logRivals, 0, n);
    for (int i = 0; i < n; i++) {
      work[i] -= logRivals[i];
    }
  }
}

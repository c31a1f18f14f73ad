package org.mirrorflow.model;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.numeric.Exponentials;

/**
 * The loss ℒ of the margins of a data set, a sum (never a mean), and its weights.
 *
 * <p>Let p = (−∂ℒ/∂q)/ℒ. The flow in s-time (ds = ℒ dt) is dz/ds = Σ p ∂q. {@link #weights} gives
 * the cotangent Σ p ∂q/∂f of the outputs. Holds work space: one thread at a time.
 *
 * @since 0.2.0
 */
public final class LossWeights {
  private final Dataset data;
  private final Margins margins;
  private final Loss loss;
  private final int outputs;
  private final MarginWeights inner;
  private final double[] work;
  private final double[] rivals;
  private final double[] logRivals;

  /**
   * The loss of the outputs of a model on this data.
   *
   * @param data n samples
   * @param loss ℓ
   */
  public LossWeights(Dataset data, Loss loss) {
    this.data = data;
    this.margins = new Margins(data);
    this.loss = loss;
    this.outputs = data.outputs();
    boolean softmax = outputs > 1 && loss == Loss.CROSS_ENTROPY;
    this.work = new double[softmax ? data.size() : margins.count()];
    this.rivals = new double[softmax ? data.size() : 0];
    this.logRivals = new double[rivals.length];
    this.inner = new MarginWeights(work.length);
  }

  /** {@return the loss ℓ} */
  public Loss loss() {
    return loss;
  }

  /** {@return the margins that it is the loss of} */
  public Margins margins() {
    return margins;
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
    margins.margins(f, work);
    double logLoss = loss == Loss.EXPONENTIAL ? inner.exponential(work) : inner.logistic(work);
    margins.pullback(work, cotangent);
    return logLoss;
  }

  /**
   * The logistic loss of the margins q̃_i = f_y − log Σ_{k≠y} e^{f_k}, whose weight p_i the rivals
   * share as e^{f_k}/Σ_{k≠y} e^{f_k}.
   */
  private double softmaxWeights(double[] f, double[] cotangent) {
    rivals(f, cotangent);
    double logLoss = inner.logistic(work);
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
   * Let m be the largest rival output of a sample. This computes the shares e^{f_k − m} of the
   * rivals (0 for the own output), their sums S in {@link #rivals}, and the margins q̃ = f_y − m −
   * log S in {@link #work}.
   */
  private void rivals(double[] f, double[] shares) {
    int n = data.size();
    for (int i = 0; i < n; i++) {
      int row = i * outputs;
      int own = row + data.labels()[i];
      double largest = margins.largestRival(f, i);
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

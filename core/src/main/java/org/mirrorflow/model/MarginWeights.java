package org.mirrorflow.model;

import org.mirrorflow.numeric.Exponentials;
import org.mirrorflow.numeric.LogSum;

/**
 * The log of the loss and the weights of many margins at a time: q ↦ (log ℒ, p) with ℒ = Σ_j ℓ(q_j)
 * and p_j = −ℓ'(q_j)/ℒ. {@link Loss} says the same of one margin; here no call of the mathematical
 * library is made for each. Holds work space: one thread at a time.
 */
final class MarginWeights {
  private final double[] logLosses;

  /**
   * @param count number of margins
   */
  MarginWeights(int count) {
    logLosses = new double[count];
  }

  /**
   * ℓ(q) = e^{−q}, for which loss and slope are one.
   *
   * @param q the margins, which become their weights
   * @return log ℒ
   */
  double exponential(double[] q) {
    for (int j = 0; j < q.length; j++) {
      q[j] = -q[j];
    }
    double max = LogSum.scale(q);
    double total = LogSum.sum(q);
    for (int j = 0; j < q.length; j++) {
      q[j] /= total;
    }
    return max + Math.log(total);
  }

  /**
   * ℓ(q) = log(1 + e^{−q}). Since −ℓ' ≤ ℓ a weight is at most 1; rounding must not make it more.
   *
   * @param q the margins, which become their weights
   * @return log ℒ
   */
  double logistic(double[] q) {
    logLosses(q);
    double logLoss = LogSum.of(logLosses);
    for (int j = 0; j < q.length; j++) {
      q[j] = Math.min(q[j] - logLoss, 0);
    }
    Exponentials.exp(q, 0, q.length);
    return logLoss;
  }

  /** Turns margins into log(−ℓ') = −max(q, 0) − log(1 + e^{−|q|}), with log ℓ put beside. */
  private void logLosses(double[] q) {
    int n = q.length;
    for (int j = 0; j < n; j++) {
      logLosses[j] = -Math.abs(q[j]);
    }
    Exponentials.exp(logLosses, 0, n);
    Exponentials.log1p(logLosses, 0, n);
    for (int j = 0; j < n; j++) {
      double tail = logLosses[j];
      logLosses[j] = Math.max(-q[j], 0) + tail;
      q[j] = -Math.max(q[j], 0) - tail;
    }
    Exponentials.log(logLosses, 0, n);
    for (int j = 0; j < n; j++) {
      logLosses[j] = -q[j] > Loss.LOGISTIC_TAIL ? q[j] : logLosses[j];
    }
  }
}

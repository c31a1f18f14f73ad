package org.mirrorflow.spark;

import java.io.Serializable;
import org.mirrorflow.numeric.LogSum;

/**
 * What some rows contribute to an evaluation of the flow, relative to their own loss: with ℒ the
 * loss of these rows, p = (−∂ℒ/∂q)/ℒ. Two parts make the whole of their rows by {@link #plus}: log
 * ℒ is the log-sum, and the weighted sums are rescaled to it.
 *
 * @param logLoss log ℒ
 * @param weightedMargin Σ p q
 * @param minimumMargin min q
 * @param right number of samples with a positive margin
 * @param direction Σ p ∂q
 * @param change largest difference of the outputs to those at another θ; 0 where none was asked
 * @param scale largest output; 0 where no difference was asked
 */
record BlockSum(
    double logLoss,
    double weightedMargin,
    double minimumMargin,
    long right,
    double[] direction,
    double change,
    double scale)
    implements Serializable {

  /** Both parts together. */
  BlockSum plus(BlockSum other) {
    double whole = LogSum.of(logLoss, other.logLoss);
    double mine = share(logLoss, whole);
    double others = share(other.logLoss, whole);
    double[] sum = new double[direction.length];
    for (int j = 0; j < sum.length; j++) {
      sum[j] = mine * direction[j] + others * other.direction[j];
    }
    return new BlockSum(
        whole,
        mine * weightedMargin + others * other.weightedMargin,
        Math.min(minimumMargin, other.minimumMargin),
        right + other.right,
        sum,
        Math.max(change, other.change),
        Math.max(scale, other.scale));
  }

  /** ℒ of the part over ℒ of the whole; two losses of 0 or ∞ share nothing that can be known. */
  private static double share(double part, double whole) {
    return Math.exp(part - whole);
  }
}

package org.mirrorflow.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * The balance laws at one point of a run.
 *
 * @param balanceDrift largest relative change of a block invariant since the start
 * @param neuronBalanceDrift the same for neurons; NaN where the law does not apply
 * @param balanceResidual largest relative difference of D_b/L_b from its prediction
 * @param blocks D_b/L_b and its prediction, weight layer by weight layer
 * @since 0.2.0
 */
public record BalanceSummary(
    double balanceDrift,
    double neuronBalanceDrift,
    double balanceResidual,
    List<BlockBalance> blocks) {

  /**
   * {@return what the laws say of a point}
   *
   * @param laws relative to the start of the run
   * @param theta θ
   * @param work W since the start, over e^c
   * @param logUnit c
   */
  static BalanceSummary of(BalanceLaws laws, double[] theta, double work, double logUnit) {
    double[] measured = laws.blockPotentials(theta, logUnit);
    double[] predicted = laws.predictedBlockPotentials(work, logUnit);
    List<BlockBalance> blocks = new ArrayList<>();
    for (int b = 0; b < measured.length; b++) {
      blocks.add(new BlockBalance(measured[b], predicted[b]));
    }
    return new BalanceSummary(
        laws.blockDrift(theta),
        laws.neuronDrift(theta).orElse(Double.NaN),
        laws.balanceResidual(theta, work, logUnit),
        blocks);
  }
}

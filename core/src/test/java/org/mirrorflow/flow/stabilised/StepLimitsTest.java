package org.mirrorflow.flow.stabilised;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mirrorflow.flow.FlowOptions;

class StepLimitsTest {
  private static final int STAGES = 20;

  private static double ofDrift(double tolerance, double drifted, double share) {
    return StepLimits.of(tolerance).size(0, 0, drifted, share, STAGES);
  }

  /** A thousand e-folds in steps that are just allowed drift by ten tolerances each. */
  @Test
  void theBalanceMayChangeByTenTolerancesWhileSGrowsEFold() {
    double tolerance = FlowOptions.DEFAULT_TOLERANCE;
    assertThat(ofDrift(tolerance, 0.99 * 10 * tolerance * 0.1, 0.1)).isLessThan(1);
    assertThat(ofDrift(tolerance, 1.01 * 10 * tolerance * 0.1, 0.1)).isGreaterThan(1);
  }

  /** Late in a flow θ moves by percents in a step, and s grows by a thousandth. */
  @Test
  void withSlowedModesTheBalanceMayChangeByTheToleranceWhileABlockMovesByItsNorm() {
    double tolerance = FlowOptions.DEFAULT_TOLERANCE;
    StepLimits limits = StepLimits.of(tolerance).slowed();
    double moved = 0.9 * limits.move();
    double allowed = tolerance * moved;
    double inPause = 1e-3 * tolerance;
    assertThat(limits.size(0, moved, allowed, 0, STAGES)).isLessThan(1);
    assertThat(limits.size(0, moved, 1.01 * (allowed + inPause), 0, STAGES)).isGreaterThan(1);
    assertThat(StepLimits.of(tolerance).size(0, moved, allowed, 0, STAGES)).isGreaterThan(1);
  }

  /**
   * A sample that returns to its kink within a share of 1e-6 of s changes the balance at a rate far
   * above the limit, and by next to nothing. With a limit on the rate alone no step, however short,
   * was accepted, until rounding was taken for drift.
   */
  @Test
  void aShortStepMayChangeTheBalanceByAThousandthOfTheTolerance() {
    double tolerance = FlowOptions.DEFAULT_TOLERANCE;
    double rate = 0.066;
    for (double share : new double[] {1e-6, 1e-9, 1e-12}) {
      assertThat(ofDrift(tolerance, rate * share, share)).isLessThan(1);
    }
    assertThat(ofDrift(tolerance, 2.3e-16, 1e-18)).isLessThan(1);
    assertThat(ofDrift(tolerance, rate * 1e-3, 1e-3)).isGreaterThan(1);
  }

  @Test
  void moreStagesMayMoveFarther() {
    StepLimits limits = StepLimits.of(FlowOptions.DEFAULT_TOLERANCE);
    double moved = 0.5 * limits.move();
    double error = limits.error();
    assertThat(limits.size(error, moved, 0, 0.1, 2)).isGreaterThan(1);
    assertThat(limits.size(error, moved, 0, 0.1, STAGES)).isLessThan(1);
    assertThat(limits.size(0, moved, 0, 0.1, 2)).isLessThan(1);
  }
}

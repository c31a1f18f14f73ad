package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.Loss;

/** Margins over powers of a gauge, by hand. */
class MarginSummaryTest {
  /** Degrees 1 and 2, so that L = 3. */
  private static final Layout LAYOUT =
      new Layout(List.of(new Block("W1", 0, 1, 2, 1), new Block("W2", 2, 1, 1, 2)));

  private static final double[] THETA = {1, -2, 5};

  private static MarginSummary of(String gauge) {
    return MarginSummary.of(GaugeSpec.parse(gauge).on(LAYOUT), THETA, 3, Loss.EXPONENTIAL, -2.5);
  }

  private static void assertSummary(MarginSummary summary, double value, double scale) {
    assertThat(summary.minMargin()).isEqualTo(3);
    assertThat(summary.gaugeValue()).isCloseTo(value, within(Tolerances.ROUNDING));
    assertThat(summary.qMargin()).isCloseTo(3 / scale, within(Tolerances.ROUNDING));
    assertThat(summary.smoothedMargin()).isCloseTo(2.5 / scale, within(Tolerances.ROUNDING));
  }

  @Test
  void oneGaugeIsRaisedToTheDegree() {
    assertSummary(of("l1"), 8, 512);
    assertSummary(of("linf"), 5, 125);
  }

  /** 3 · 5² and 2 · 5², though the gauge itself is the largest of the blocks'. */
  @Test
  void blocksAreRaisedToTheirOwnDegrees() {
    assertSummary(of("blocks:l1|l2"), 5, 75);
    assertSummary(of("blocks:linf|l1"), 5, 50);
  }
}

package org.mirrorflow.djl.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When a loss is above that of the start by more than chance. */
final class StartLossTest {

  /** σ√(1/m + 1/n) = 0.4·√(1/16 + 1/9) = 1/6, four times which is 2/3. */
  @Test
  void aBatchMayLieFourDeviationsAboveTheStart() {
    StartLoss start = new StartLoss(2.3, 0.4, 9);
    assertThat(start.exceeded(2.3 + 2.0 / 3 - 1e-9, 16, 10)).isFalse();
    assertThat(start.exceeded(2.3 + 2.0 / 3 + 1e-9, 16, 10)).isTrue();
  }

  @Test
  void aLargerBatchMayLieLessFarAbove() {
    StartLoss start = new StartLoss(2.3, 0.4, 64);
    assertThat(start.exceeded(2.8, 8, 50)).isFalse();
    assertThat(start.exceeded(2.8, 128, 50)).isTrue();
  }

  @Test
  void aFirstStepMayOvershoot() {
    StartLoss start = new StartLoss(2.3, 0.4, 64);
    assertThat(start.exceeded(20, 128, 9)).isFalse();
    assertThat(start.exceeded(20, 128, 10)).isTrue();
  }

  @Test
  void nothingExceedsAStartThatIsNotKnown() {
    StartLoss start = new StartLoss(Double.POSITIVE_INFINITY, 0, 1);
    assertThat(start.exceeded(Double.MAX_VALUE, 1, 50)).isFalse();
  }
}

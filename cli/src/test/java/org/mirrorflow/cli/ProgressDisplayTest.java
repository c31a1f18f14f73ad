package org.mirrorflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The time left is told once there is something to judge by. */
final class ProgressDisplayTest {
  private static final long TEN_SECONDS = 10_000_000_000L;

  @Test
  void theTimeLeftIsThatOfTheRestAtTheSamePace() {
    assertThat(ProgressDisplay.left(TEN_SECONDS, 0.1)).isEqualTo(", 1:30 left");
    assertThat(ProgressDisplay.left(TEN_SECONDS, 0.01)).isEqualTo(", 16:30 left");
  }

  @Test
  void nothingIsToldTooEarlyOrAtTheEnd() {
    assertThat(ProgressDisplay.left(TEN_SECONDS / 10, 0.5)).isEmpty();
    assertThat(ProgressDisplay.left(TEN_SECONDS, 1e-5)).isEmpty();
    assertThat(ProgressDisplay.left(TEN_SECONDS, Double.NaN)).isEmpty();
    assertThat(ProgressDisplay.left(TEN_SECONDS, 1)).isEmpty();
  }
}

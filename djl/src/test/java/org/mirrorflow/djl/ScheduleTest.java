package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;

/** Factors on the learning rate over a training. */
final class ScheduleTest {
  private static final double LAST_BITS = 1e-15;

  private static double[] factors(String spec, double... done) {
    Schedule schedule = Schedule.parse(spec);
    return Arrays.stream(done).map(schedule::factor).toArray();
  }

  @Test
  void stepsFallToATenthAtTheirPlaces() {
    assertThat(factors("step:0.5,0.75", 0, 0.49, 0.5, 0.74, 0.75, 0.99))
        .containsExactly(new double[] {1, 1, 0.1, 0.1, 0.01, 0.01}, within(LAST_BITS));
  }

  @Test
  void aWarmUpRisesOnALineAndLeavesTheRestAlone() {
    assertThat(factors("warmup:0.2+constant", 0, 0.05, 0.1, 0.2, 0.9))
        .containsExactly(new double[] {0, 0.25, 0.5, 1, 1}, within(LAST_BITS));
    assertThat(factors("warmup:0.2+linear", 0.1, 0.5))
        .containsExactly(new double[] {0.45, 0.5}, within(LAST_BITS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"constant", "linear", "cosine", "step:0.5,0.75", "warmup:0.05+step:0.5"})
  void theTextIsThatWhichParsesToIt(String spec) {
    assertThat(Schedule.parse(spec).spec()).isEqualTo(spec);
    assertThat(Schedule.parse(" " + spec + " ")).isEqualTo(Schedule.parse(spec));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "step",
        "step:",
        "step:0.5,0.5",
        "step:0.7,0.5",
        "step:1",
        "step:0",
        "cosine:0.5",
        "warmup:1+cosine",
        "warmup:-1+cosine",
        "warmup:0.1",
        "warmup:x+cosine",
        "steps",
        ""
      })
  void othersAreRefused(String spec) {
    assertThatThrownBy(() -> Schedule.parse(spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--schedule");
  }
}

package org.mirrorflow.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.FlowState;

class MarksBesideTest {

  private static FlowState state(long steps) {
    return new FlowState(new double[] {1}, 0, 0, 0, 0, Double.NaN, steps);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void statesAreMeasuredInTheirOrder(int threads) {
    List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    try (MarksBeside marks = new MarksBeside(threads, state -> seen.add(state.steps()))) {
      LongStream.range(0, 20).forEach(k -> marks.take(state(k)));
      marks.settle();
      assertThat(marks.isSettled()).isTrue();
    }
    assertThat(seen).isEqualTo(LongStream.range(0, 20).boxed().toList());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void whatMeasuringThrowsIsThrownInTheFlow(int threads) {
    try (MarksBeside marks =
        new MarksBeside(
            threads,
            state -> {
              throw new IllegalStateException("no certificate");
            })) {
      assertThatThrownBy(
              () -> {
                marks.take(state(0));
                marks.settle();
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("no certificate");
    }
  }

  @Test
  void theFlowGoesOnWhileAStateIsMeasured() throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(1);
    try (MarksBeside marks =
        new MarksBeside(
            2,
            state -> {
              try {
                taken.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            })) {
      marks.take(state(0));
      assertThat(marks.isSettled()).isFalse();
      taken.countDown();
      marks.settle();
      assertThat(marks.isSettled()).isTrue();
    }
  }
}

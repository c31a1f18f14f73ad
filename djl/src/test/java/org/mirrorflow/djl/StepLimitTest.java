package org.mirrorflow.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Tensor;

/** Steps that are much longer than usual are shortened, the others are not. */
final class StepLimitTest {

  private static StepLimit after(int steps, double norm) {
    StepLimit limit = new StepLimit(2);
    for (int k = 0; k < steps; k++) {
      assertThat(limit.factor(norm)).isOne();
    }
    return limit;
  }

  @Test
  void theFirstStepsAreTakenAsTheyAre() {
    assertThat(after(4, 1).factor(1000)).isOne();
    assertThat(after(5, 1).factor(1000)).isEqualTo(2.0 / 1000);
  }

  @Test
  void aLongGradientCountsAsLongAsTheLimitAllows() {
    StepLimit limit = after(20, 3);
    assertThat(limit.factor(6)).isOne();
    double usual = 3 + 0.1 * 3;
    assertThat(limit.factor(100)).isEqualTo(2 * usual / 100);
    // what was shortened enters the mean at its shortened length
    double next = usual + 0.1 * usual;
    assertThat(limit.factor(100)).isEqualTo(2 * next / 100);
  }

  @Test
  void gradientsThatShrinkOrVanishAreLeftAlone() {
    StepLimit limit = after(5, 1);
    for (double norm = 1; norm > 1e-300; norm /= 10) {
      assertThat(limit.factor(norm)).isOne();
    }
    assertThat(limit.factor(0)).isOne();
  }

  /** A factor of 0 would hold the weights where they are for ever. */
  @Test
  void afterGradientsOfZeroStepsAreTakenAsTheyAre() {
    StepLimit limit = after(8, 0);
    assertThat(limit.factor(3)).isOne();
    assertThat(limit.factor(0.5)).isOne();
  }

  @Test
  void withoutALimitNothingIsShortened() {
    StepLimit none = new StepLimit(Double.POSITIVE_INFINITY);
    assertThat(none.limits()).isFalse();
    for (int k = 0; k < 10; k++) {
      assertThat(none.factor(Math.pow(10, k))).isOne();
    }
  }

  @Test
  void aStateGoesOnBitForBit() {
    StepLimit one = after(3, 0.3);
    Map<String, Tensor> state = new HashMap<>();
    one.save(state);
    StepLimit two = new StepLimit(2);
    two.restore("here", state);
    for (double norm : new double[] {0.1, 7, 0.2, 3, 9}) {
      assertThat(two.factor(norm)).isEqualTo(one.factor(norm));
    }
    state.put("limit", Tensor.vector(-1, 3));
    assertThatThrownBy(() -> two.restore("here", state))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("limit");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5, 0, -1, Double.NaN})
  void aLimitThatWouldShortenEveryStepIsRefused(double most) {
    assertThatThrownBy(() -> new StepLimit(most)).isInstanceOf(InputException.class);
  }
}

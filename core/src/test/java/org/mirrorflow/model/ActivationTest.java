package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.io.InputException;

class ActivationTest {

  @ParameterizedTest
  @CsvSource({
    "relu, 2, 0, 1, 0, 0, 1",
    "leaky:0.1, 2, -0.3, 1, 0.1, 0.1, 1",
    "leaky:3, 2, -9, 1, 3, 1, 3",
    "abs, 2, 3, 1, -1, -1, 1",
    "linear, 2, -3, 1, 1, 1, 1",
    "relu^2, 4, 0, 4, 0, 0, 0",
    "relu^3, 8, 0, 12, 0, 0, 0",
  })
  void valuesAndSlopes(
      String spec,
      double at2,
      double atMinus3,
      double slope2,
      double slopeMinus3,
      double low,
      double high) {
    Activation activation = Activation.parse(spec);
    assertThat(activation.value(2)).isCloseTo(at2, within(ROUNDING));
    assertThat(activation.value(-3)).isCloseTo(atMinus3, within(ROUNDING));
    assertThat(activation.slope(2)).isEqualTo(slope2);
    assertThat(activation.slope(-3)).isEqualTo(slopeMinus3);
    assertThat(activation.lowSlope()).isEqualTo(low);
    assertThat(activation.highSlope()).isEqualTo(high);
    assertThat(activation.slope(0)).isBetween(low, high);
    assertThat(activation.kinked()).isEqualTo(low < high);
    assertThat(activation.value(0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky:0.1", "abs", "linear", "relu^2"})
  void specificationsReadBack(String spec) {
    assertThat(Activation.parse(spec).spec()).isEqualTo(spec);
  }

  @Test
  void positiveHomogeneity() {
    for (String spec : new String[] {"relu", "leaky:0.1", "abs", "linear", "relu^2", "relu^3"}) {
      Activation s = Activation.parse(spec);
      for (double h : new double[] {-1.7, -1e-3, 0, 0.3, 2.5}) {
        assertThat(s.value(1.5 * h))
            .isCloseTo(Math.pow(1.5, s.exponent()) * s.value(h), within(100 * ROUNDING));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tanh",
        "",
        "leaky:",
        "leaky:x",
        "leaky:NaN",
        "relu^0",
        "relu^-1",
        "relu^1.5",
        "relu^"
      })
  void otherNamesAreRefusedInOneLine(String spec) {
    assertThatThrownBy(() -> Activation.parse(spec))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected")
        .hasMessageNotContaining("\n");
  }
}

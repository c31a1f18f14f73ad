package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;

/** Time in a step against closed forms. */
class FlowTimeTest {

  /** log(1/ℒ) linear in s: t = h/ℒ_0 · (e^Δ − 1)/Δ. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 0.1, 1, 10, 100, 600, 1e5, 1e9})
  void linearFall(double drop) {
    double expected = drop + Math.log(-Math.expm1(-drop) / drop);
    assertThat(FlowTime.passed(0, -drop, drop, drop))
        .isEqualTo(expected, within(Tolerances.QUADRATURE * Math.max(1, drop)));
  }

  /** A fine midpoint sum of the exponential of the parabola. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 0.9, 1.1, 1.6})
  void parabolicFall(double bend) {
    double drop = 12;
    double slope = bend * drop;
    int n = 400_000;
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double y = (k + 0.5) / n;
      sum += Math.exp(y * (-slope + (slope - drop) * y)) / n;
    }
    assertThat(FlowTime.passed(0.5, -7, drop, slope))
        .isEqualTo(7.5 + Math.log(sum), within(Tolerances.MIDPOINT_SUM));
  }
}

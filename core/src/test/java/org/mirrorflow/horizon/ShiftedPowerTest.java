package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;

/** Laws of exactly the form that is fitted give back their own numbers. */
class ShiftedPowerTest {
  private static final double TOP = 690;

  @ParameterizedTest
  @CsvSource({
    "2, 3, 0, 1",
    "1, -0.5, 0, 0.5",
    "3, 2, 5, 1",
    "1.5, 4, 1000, 2",
    "2, 1, -1, 1",
    "1, -7, -200, 1.5",
    "4, 0.5, 30, -2",
    "0, 2, 0, -0.3",
  })
  void powersOfAShiftedLogarithm(double limit, double coefficient, double shift, double exponent) {
    ShiftedPower fit =
        ShiftedPower.fit(u -> limit + coefficient * Math.pow(u + shift, -exponent), TOP);
    assertThat(fit.isExponential()).isFalse();
    assertThat(fit.shift()).isCloseTo(shift, within(Tolerances.SHIFTED_POWER * (TOP + shift)));
    assertThat(fit.exponent()).isCloseTo(exponent, within(Tolerances.SHIFTED_POWER));
    double atTop = coefficient * Math.pow(TOP + shift, -exponent);
    assertThat(fit.limit())
        .isCloseTo(limit, within(Tolerances.SHIFTED_POWER * (limit + Math.abs(atTop))));
    assertThat(fit.coefficient() * Math.pow(TOP + fit.shift(), -fit.exponent()))
        .isCloseTo(atTop, within(Tolerances.SHIFTED_POWER * Math.abs(atTop)));
    assertThat(fit.residual()).isLessThan(Tolerances.SHIFTED_POWER);
  }

  @ParameterizedTest
  @CsvSource({"2, 3, 0.01", "1, -5, 0.03", "0, 1, -0.02"})
  void exponentials(double limit, double coefficient, double exponent) {
    ShiftedPower fit = ShiftedPower.fit(u -> limit + coefficient * Math.exp(-exponent * u), TOP);
    assertThat(fit.isExponential()).isTrue();
    assertThat(fit.exponent()).isCloseTo(exponent, within(Tolerances.SHIFTED_POWER));
    double size = limit + Math.abs(coefficient) * Math.exp(-exponent * TOP);
    assertThat(fit.limit()).isCloseTo(limit, within(Tolerances.SHIFTED_POWER * size));
    assertThat(fit.coefficient())
        .isCloseTo(coefficient, within(Tolerances.SHIFTED_POWER * Math.abs(coefficient)));
    assertThat(fit.residual()).isLessThan(Tolerances.SHIFTED_POWER);
  }
}

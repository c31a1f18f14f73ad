package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.map.formula.Formula;

/**
 * Arrivals of estimated horizons against h(ρ) = ε solved in 60 digits (mpmath): the root of 1 −
 * r⁻¹(m r(ρ m^{−1/p}))/ρ = ±ε.
 */
class ArrivalFarOutTest {

  @ParameterizedTest
  @CsvSource({
    "abs(x)*log(1+log(1+abs(x))), 3, 0.001, 205.474553119",
    "abs(x)*log(1+log(1+abs(x))), 2, 0.001, 139.342446263",
    "abs(x)*log(1+log(1+abs(x))), 3, 0.1, 5.088433985",
    "x^2+1e-300*x^4, 3, 0.001, 347.990423212",
    "abs(x)^3*log(1+abs(x)), 4, 0.01, 15.229997036",
    "x^2+1e-300*x^8, 3, 0.001, 115.97420842439",
    "x^2+1e-320*x^8, 3, 0.001, 123.64949392318",
    "1e280*x^8+1e-10*x^2, 3, 0.001, -110.44665905336",
    "1e308*x^8+1e-20*x^2, 3, 0.001, -125.02969797566",
  })
  void isWhereTheGaugeIs(String formula, int coordinates, double epsilon, double logScale) {
    Arrival arrival = Arrival.within(epsilon, Formula.of(formula), coordinates, 1, 1);
    assertThat(arrival.logScale()).isCloseTo(logScale, withinPercentage(1e-7));
  }
}

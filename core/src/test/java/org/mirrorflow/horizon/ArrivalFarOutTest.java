package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;
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
    "exp(exp(x^2))-exp(1), 3, 0.1, 0.11024159500827",
    "exp(exp(x^2))-exp(1), 3, 0.001, 0.77865992666122",
    "exp(exp(abs(x))-1-abs(x))-1, 3, 0.001, 1.673450087529",
    "exp(x^4)-1, 1000000, 0.001, 2.0364382393658",
    "abs(x)^11*log(1+abs(x))+abs(x)^1.5, 3, 0.1, -0.0029391219077134",
  })
  void isWhereTheGaugeIs(String formula, int coordinates, double epsilon, double logScale) {
    Arrival arrival = Arrival.within(epsilon, Formula.of(formula), coordinates, 1, 1);
    assertThat(arrival.logScale()).isCloseTo(logScale, withinPercentage(1e-7));
  }

  /** The gauge of x⁴ log(1 + |x|) goes from ℓ5 to ℓ4: by 3^{1/20} − 1 = 0.056 at most. */
  @Test
  void isEverywhereWhereTheGaugeIsNeverFarther() {
    Arrival arrival = Arrival.within(0.06, Formula.of("x^4*log(1+abs(x))"), 3, 1, 1);
    assertThat(arrival.logScale()).isEqualTo(Double.NEGATIVE_INFINITY);
    Arrival later = Arrival.within(0.05, Formula.of("x^4*log(1+abs(x))"), 3, 1, 1);
    assertThat(later.logScale()).isFinite();
  }
}

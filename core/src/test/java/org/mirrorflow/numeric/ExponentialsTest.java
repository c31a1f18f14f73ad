package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ExponentialsTest {

  @Test
  void exponentialsAreTakenOnTheRangeOnlyAndAreZeroFarBelow() {
    double[] x = {-1, 0, -2.5, -1e4, -3};
    Exponentials.exp(x, 1, 4);
    assertThat(x).containsExactly(-1, 1, Math.exp(-2.5), 0, -3);
  }

  @Property(seed = "1")
  void theLogarithmInvertsExpm1(@ForAll @DoubleRange(min = -40, max = 700) double decade) {
    double y = Math.exp(decade);
    double expected = StrictMath.log1p(y);
    assertThat(Exponentials.log1p(y)).isCloseTo(expected, within(2 * Math.ulp(expected)));
  }

  @Test
  void theLogarithmOfOneIsZeroAndThatOfInfinityInfinite() {
    assertThat(Exponentials.log1p(0)).isZero();
    assertThat(Exponentials.log1p(Double.POSITIVE_INFINITY)).isInfinite();
  }
}

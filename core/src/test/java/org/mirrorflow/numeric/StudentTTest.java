package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Intervals of means against closed forms, a table, and the share of samples that they cover. */
final class StudentTTest {
  /** With one degree of freedom the distribution is Cauchy's; with two it has a closed form. */
  @Test
  void quantilesAreThoseOfClosedForms() {
    assertThat(StudentT.quantile(1)).isCloseTo(Math.tan(0.475 * Math.PI), within(1e-8));
    double central = 0.95;
    double two = central * Math.sqrt(2 / (1 - central * central));
    assertThat(StudentT.quantile(2)).isCloseTo(two, within(1e-8));
    // Abramowitz and Stegun, Handbook of Mathematical Functions, 1964, table 26.10.
    assertThat(StudentT.quantile(4)).isCloseTo(2.776, within(5e-4));
    assertThat(StudentT.quantile(30)).isCloseTo(2.042, within(5e-4));
  }

  @Test
  void oneValueHasNoInterval() {
    assertThat(StudentT.halfWidth(3)).isNaN();
    assertThat(StudentT.halfWidth()).isNaN();
    assertThat(StudentT.halfWidth(3, 3, 3)).isZero();
  }

  /** Of 20,000 samples 95 % must cover the mean they come from; five standard errors are 0.8 %. */
  @Test
  void ninetyFiveOfAHundredIntervalsCoverTheMean() {
    Random random = new Random(1);
    for (int size : new int[] {3, 5}) {
      int samples = 20_000;
      long covered =
          IntStream.range(0, samples)
              .filter(
                  k -> {
                    double[] x = random.doubles(size).map(u -> random.nextGaussian()).toArray();
                    double mean = IntStream.range(0, size).mapToDouble(i -> x[i]).sum() / size;
                    return Math.abs(mean) <= StudentT.halfWidth(x);
                  })
              .count();
      assertThat(covered / (double) samples).isCloseTo(0.95, within(0.008));
    }
  }
}

package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NormsTest {

  @ParameterizedTest
  @ValueSource(
      doubles = {1, 0x1p-449, 0x1p-451, 0x1p449, 0x1p451, 1e-300, 1e300, 0x1p-1060, 0x1p1018})
  void normsAreHomogeneousWhereSquaresOverflowAndUnderflow(double scale) {
    double[] a = {7 * scale, 2 * scale, -4 * scale, 4 * scale, 9 * scale};
    assertThat(Norms.euclidean(a, 1, 4)).isCloseTo(6 * scale, within(ROUNDING * 6 * scale));
  }

  @Test
  void zeroAndWhatIsNoNumberAreTheirOwnNorm() {
    double[] a = {0, 0, 3, Double.NEGATIVE_INFINITY, 1, Double.NaN};
    assertThat(Norms.euclidean(a, 0, 2)).isZero();
    assertThat(Norms.euclidean(a, 1, 1)).isZero();
    assertThat(Norms.euclidean(a, 2, 5)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Norms.euclidean(a, 4, 6)).isNaN();
  }

  /** Σ i² over slices of every length around the four sums. */
  @Test
  void innerProductsAreThoseOfTheSlices() {
    double[] a = new double[16];
    double[] b = new double[16];
    for (int i = 0; i < 16; i++) {
      a[i] = i - 2;
      b[i] = 10 * (i - 3);
    }
    for (int n = 0; n <= 12; n++) {
      assertThat(Norms.dot(a, 3, b, 4, n)).isEqualTo(10.0 * n * (n + 1) * (2 * n + 1) / 6);
    }
  }

  @Test
  void productsOfRanges() {
    double[] a = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    double[] b = {1, -1, 2, -2, 3, -3, 4, -4, 5, -5};
    for (int from = 0; from <= 10; from++) {
      for (int to = from; to <= 10; to++) {
        double sum = 0;
        for (int c = from; c < to; c++) {
          sum += a[c] * b[c];
        }
        assertThat(Norms.dot(a, from, b, from, to - from)).isEqualTo(sum);
        assertThat(Norms.dotInOrder(a, from, b, from, to - from)).isEqualTo(sum);
      }
    }
  }

  @Test
  void theLargestMagnitudeOfASlice() {
    double[] a = {9, -3, 2, Double.NaN};
    assertThat(Norms.largest(a, 1, 3)).isEqualTo(3);
    assertThat(Norms.largest(a, 1, 1)).isZero();
    assertThat(Norms.largest(a)).isNaN();
  }

  @Test
  void addsAMultipleOfASlice() {
    double[] out = {1, 2, 3};
    Norms.add(2, new double[] {7, 5, 6}, 1, out, 0, 2);
    assertThat(out).containsExactly(11, 14, 3);
    Norms.add(-1, new double[] {11, 14}, out);
    assertThat(out).containsExactly(0, 0, 3);
  }
}

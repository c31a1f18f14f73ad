package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.gauge.Block;

/** Both decompositions against their definition and closed forms. */
class SingularValuesTest {
  private static double[] random(int size, double scale, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, size).mapToDouble(i -> scale * random.nextGaussian()).toArray();
  }

  private static double[] descending(double[] sigma) {
    double[] sorted = sigma.clone();
    Arrays.sort(sorted);
    return IntStream.range(0, sorted.length)
        .mapToDouble(i -> sorted[sorted.length - 1 - i])
        .toArray();
  }

  private static double norm(double[] a) {
    return Norms.euclidean(a, 0, a.length);
  }

  private static double[] minus(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] - b[i]).toArray();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "3, 3, 1",
    "2, 5, 1",
    "5, 2, 1",
    "1, 7, 1",
    "7, 1, 1",
    "6, 6, 1e-200",
    "4, 9, 1e200",
    "9, 4, 1e-300",
    "8, 3, 1e300"
  })
  void theFactorsComposeToTheMatrix(int rows, int cols, double scale) {
    Block block = new Block("W", 2, rows, cols, 1);
    double[] w = random(2 + rows * cols + 1, scale, 11 * rows + cols);
    double size = norm(Arrays.copyOfRange(w, block.offset(), block.end()));
    Svd svd = Svd.of(w, block);
    double[] composed = w.clone();
    svd.compose(svd.sigmas(), block, composed);
    assertThat(norm(minus(composed, w)) / size).isLessThan(ROUNDING);
    JacobiSvd jacobi = new JacobiSvd(w, block);
    double[] applied = w.clone();
    jacobi.apply(DoubleUnaryOperator.identity(), applied);
    assertThat(norm(minus(applied, w)) / size).isLessThan(ROUNDING);
    assertThat(svd.count()).isEqualTo(Math.min(rows, cols)).isEqualTo(jacobi.count());
    assertThat(Svd.values(w, block)).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    double[] other = descending(jacobi.sigma());
    for (int k = 0; k < svd.count(); k++) {
      assertThat(svd.sigma(k)).isCloseTo(other[k], within(ROUNDING * size));
      assertThat(Svd.values(w, block)[k]).isCloseTo(other[k], within(ROUNDING * size));
    }
  }

  @Test
  void entriesOutsideTheSliceAreLeftAlone() {
    Block block = new Block("W", 2, 2, 3, 1);
    double[] w = random(9, 1, 3);
    double[] out = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    Svd.of(w, block).compose(new double[] {0, 0}, block, out);
    assertThat(out).containsExactly(1, 2, 0, 0, 0, 0, 0, 0, 9);
    double[] applied = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    new JacobiSvd(w, block).apply(s -> 0, applied);
    assertThat(applied).containsExactly(out);
  }

  @ParameterizedTest
  @CsvSource({"4, 4", "3, 6", "6, 3"})
  void theDirectionsAreOrthonormal(int rows, int cols) {
    Block block = Block.matrix(rows, cols);
    double[] w = random(rows * cols, 1, 7);
    Svd svd = Svd.of(w, block);
    JacobiSvd jacobi = new JacobiSvd(w, block);
    double[] directions = jacobi.directions();
    int n = jacobi.length();
    for (int k = 0; k < svd.count(); k++) {
      for (int l = 0; l < svd.count(); l++) {
        double left = 0;
        for (int i = 0; i < rows; i++) {
          left += svd.left(i, k) * svd.left(i, l);
        }
        double right = 0;
        for (int j = 0; j < cols; j++) {
          right += svd.right(j, k) * svd.right(j, l);
        }
        double expected = k == l ? 1 : 0;
        assertThat(left).isCloseTo(expected, within(ROUNDING));
        assertThat(right).isCloseTo(expected, within(ROUNDING));
        assertThat(Norms.dot(directions, k * n, directions, l * n, n))
            .isCloseTo(expected, within(ROUNDING));
      }
    }
    double[] v = jacobi.gather(w);
    assertThat(norm(minus(jacobi.rotateBack(jacobi.rotate(v)), v))).isLessThan(ROUNDING);
    double[] back = new double[w.length];
    jacobi.scatter(v, back);
    assertThat(back).containsExactly(w);
  }

  /** A matrix function: the square of the singular values is W Wᵀ W over them, here by hand. */
  @Test
  void functionsOfTheSingularValuesAreMatrixFunctions() {
    Block block = Block.matrix(2, 3);
    double[] w = random(6, 1, 5);
    double[] cube = new double[6];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int r = 0; r < 2; r++) {
          cube[3 * i + j] += Norms.dot(w, 3 * i, w, 3 * r, 3) * w[3 * r + j];
        }
      }
    }
    double[] applied = new double[6];
    new JacobiSvd(w, block).apply(s -> s * s * s, applied);
    assertThat(norm(minus(applied, cube)) / norm(cube)).isLessThan(ROUNDING);
    Svd svd = Svd.of(w, block);
    double[] composed = new double[6];
    svd.compose(Arrays.stream(svd.sigmas()).map(s -> s * s * s).toArray(), block, composed);
    assertThat(norm(minus(composed, cube)) / norm(cube)).isLessThan(ROUNDING);
  }

  /** σ₁σ₂ = |det| and σ₁² + σ₂² = ‖W‖² tell the small one to the last digits. */
  @ParameterizedTest
  @CsvSource({"1e-5", "1e-10", "1e-100", "1e-200"})
  void smallSingularValuesKeepTheirDigits(double small) {
    double[] w = {1, 1, small, -2 * small};
    double det = 3 * small;
    double square = 2 + 5 * small * small;
    double large = Math.sqrt(0.5 * (square + Math.sqrt(square * square - 4 * det * det)));
    double[] sigma = descending(new JacobiSvd(w, Block.matrix(2, 2)).sigma());
    assertThat(sigma[0]).isCloseTo(large, within(1e-15 * large));
    assertThat(sigma[1]).isCloseTo(det / large, within(1e-14 * det));
    double[] wide = {1, 1, 0, 0, small, -2 * small, 0, 0};
    double[] ofWide = descending(new JacobiSvd(wide, Block.matrix(2, 4)).sigma());
    assertThat(ofWide[1]).isCloseTo(det / large, within(1e-14 * det));
  }

  @Test
  void zeroMatricesAndZeroRowsHaveZeroDirections() {
    JacobiSvd zero = new JacobiSvd(new double[6], Block.matrix(2, 3));
    assertThat(zero.sigma()).containsOnly(0);
    assertThat(zero.directions()).containsOnly(0);
    double[] out = new double[6];
    zero.apply(DoubleUnaryOperator.identity(), out);
    assertThat(out).containsOnly(0);
    assertThat(Svd.values(new double[6], Block.matrix(3, 2))).containsOnly(0);
    double[] single = {0, 0, 3, 4};
    assertThat(descending(new JacobiSvd(single, Block.matrix(2, 2)).sigma())).containsExactly(5, 0);
  }

  @Test
  void infiniteEntriesAreNamed() {
    double[] w = {1, Double.POSITIVE_INFINITY, 3, 4};
    assertThatThrownBy(() -> Svd.of(w, Block.matrix(2, 2)))
        .isInstanceOf(ArithmeticException.class)
        .hasMessageContaining("not finite");
    assertThatThrownBy(() -> Svd.values(w, Block.matrix(2, 2)))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "3, 5", "4, 4", "5, 40"})
  void reflectionsLeaveATriangleThatExpandsToTheMatrix(int k, int n) {
    double[] a = random(k * n, 1, 13);
    for (int j = 0; j < n; j++) {
      a[(k - 1) * n + j] *= 1e-150;
    }
    RowReflections reflections = new RowReflections(a.clone(), k, n);
    double[] lower = reflections.lower();
    double[] expanded = reflections.expand(lower);
    for (int i = 0; i < k; i++) {
      double[] row = Arrays.copyOfRange(a, i * n, (i + 1) * n);
      double[] again = Arrays.copyOfRange(expanded, i * n, (i + 1) * n);
      assertThat(norm(minus(row, again)) / norm(row)).isLessThan(ROUNDING);
      assertThat(Norms.euclidean(lower, i * k, (i + 1) * k))
          .isCloseTo(norm(row), within(ROUNDING * norm(row)));
      for (int j = i + 1; j < k; j++) {
        assertThat(lower[i * k + j]).isZero();
      }
    }
  }
}

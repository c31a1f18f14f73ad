package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;

/** Linear systems with positive definite matrices. */
class DenseCholeskyTest {

  /** Rows dominated by their diagonal entry: the solution is as good as the numbers. */
  @Property(tries = 100, seed = "1")
  void solutionsSatisfyTheEquations(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 12) int size) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] lower = new double[size][];
    double[][] full = new double[size][size];
    for (int k = 0; k < size; k++) {
      lower[k] = random.doubles(k + 1, -1, 1).toArray();
      lower[k][k] = size + random.nextDouble();
      for (int l = 0; l <= k; l++) {
        full[k][l] = lower[k][l];
        full[l][k] = lower[k][l];
      }
    }
    double[] expected = random.doubles(size, -5, 5).toArray();
    double[] b = new double[size];
    for (int k = 0; k < size; k++) {
      b[k] = Norms.dotInOrder(full[k], expected);
    }
    new DenseCholesky(lower).solve(b);
    assertThat(b).containsExactly(expected, within(100 * Tolerances.ROUNDING));
  }

  /** The second row is a multiple of the first: the second variable stays where it is. */
  @Test
  void dependentVariablesAreFrozen() {
    double[] b = {8, 1000};
    new DenseCholesky(new double[][] {{4}, {2, 1}}).solve(b);
    assertThat(b).containsExactly(new double[] {2, 0}, within(1e-100));
    double[] rounded = {8, 1000};
    new DenseCholesky(new double[][] {{4}, {2, Math.nextUp(1.0)}}).solve(rounded);
    assertThat(rounded).containsExactly(new double[] {2, 0}, within(1e-100));
  }

  /** A pivot well above rounding counts, however small. */
  @Test
  void nearlyDependentVariablesAreSolvedFor() {
    double pivot = 0x1p-40;
    double[] b = {8, 4 + 3 * pivot};
    new DenseCholesky(new double[][] {{4}, {2, 1 + pivot}}).solve(b);
    assertThat(b).containsExactly(0.5, 3);
  }

  @Test
  void largeAndZeroDiagonalsFreezeTheirVariableToo() {
    double large = 0x1p200;
    double[] b = {large, 3 * large};
    new DenseCholesky(new double[][] {{large}, {large, large}}).solve(b);
    assertThat(b[0]).isEqualTo(1);
    assertThat(Math.abs(b[1])).isBetween(0.0, 1e-100);
    double[] zero = {5};
    new DenseCholesky(new double[][] {{0}}).solve(zero);
    assertThat(Math.abs(zero[0])).isLessThan(1e-100);
  }
}

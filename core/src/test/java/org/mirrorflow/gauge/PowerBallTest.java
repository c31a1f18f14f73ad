package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;

/** Euclidean projections onto the unit balls of ℓp norms between the corners. */
class PowerBallTest {
  private static final int SIZE = 11;

  private static double[] outside(SplittableRandom random, double spread) {
    double[] v = new double[SIZE];
    for (int j = 0; j < SIZE; j++) {
      v[j] = random.nextGaussian() * Math.exp(spread * random.nextGaussian());
    }
    v[3] = 0;
    v[5] += 2;
    return v;
  }

  /** One θ with |v| = u + θ p u^{p−1} for all entries, from entries of every size. */
  @ParameterizedTest
  @ValueSource(doubles = {1.05, 1.2, 1.5, 1.7, 1.99, 2.01, 2.5, 3, 4, 10, 50, 1000})
  void restIsNormalToTheBall(double p) {
    SplittableRandom random = new SplittableRandom(1);
    Lp norm = Lp.of(p);
    for (double spread : new double[] {0, 1, 3}) {
      for (int trial = 0; trial < 10; trial++) {
        double[] y = outside(random, spread);
        double[] x = y.clone();
        new PowerBall(norm, x, 0, SIZE).project();
        assertThat(norm.norm(x, 0, SIZE)).isCloseTo(1, within(SIZE * Tolerances.GAUGE));
        double[] rest = new double[SIZE];
        double scale = 0;
        double along = 0;
        for (int j = 0; j < SIZE; j++) {
          assertThat(x[j] * y[j]).isNotNegative();
          assertThat(Math.abs(x[j])).isLessThanOrEqualTo(Math.abs(y[j]) + Tolerances.GAUGE);
          rest[j] = y[j] - x[j];
          along += rest[j] * x[j];
          scale = Math.max(scale, Math.abs(y[j]));
        }
        assertThat(x[3]).isZero();
        assertThat(norm.dual().norm(rest, 0, SIZE))
            .isLessThanOrEqualTo(along + scale * Tolerances.PROJECTION);
      }
    }
  }

  /** n equal entries go to n^{−1/p}. */
  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1.5, 1.8, 2.5, 3, 7})
  void equalEntriesStayEqual(double p) {
    for (double size : new double[] {0.9, 5, 1e4}) {
      double[] v = {size, -size, size, -size};
      new PowerBall(Lp.of(p), v, 0, 4).project();
      double u = Math.pow(4, -1 / p);
      assertThat(v).containsExactly(new double[] {u, -u, u, -u}, within(SIZE * Tolerances.GAUGE));
    }
  }

  @Test
  void onlyTheRangeMoves() {
    double[] v = {7, 3, -4, 9};
    new PowerBall(Lp.of(3), v, 1, 3).project();
    assertThat(v[0]).isEqualTo(7);
    assertThat(v[3]).isEqualTo(9);
    assertThat(Lp.of(3).norm(v, 1, 3)).isCloseTo(1, within(Tolerances.GAUGE));
  }

  /** On the sphere already: one look at each entry, a root or product being 10, a power 30. */
  @ParameterizedTest
  @CsvSource({"3, 40", "1.5, 60", "4, 90", "1.25, 150"})
  void pointsOfTheSphereCostOneLook(double p, double effort) {
    double[] v = {1, 0};
    assertThat(new PowerBall(Lp.of(p), v, 0, 2).project()).isEqualTo(effort);
    assertThat(v).containsExactly(1, 0);
  }

  /** A few steps of Newton's method within a few, whatever the index and the sizes. */
  @ParameterizedTest
  @CsvSource({"1.05, 100", "1.2, 100", "1.5, 12", "2.5, 100", "3, 12", "10, 100", "50, 100"})
  void projectionsTakeSoManyPowersPerEntry(double p, double powers) {
    SplittableRandom random = new SplittableRandom(3);
    for (double spread : new double[] {0, 1, 3}) {
      for (int trial = 0; trial < 10; trial++) {
        double effort = new PowerBall(Lp.of(p), outside(random, spread), 0, SIZE).project();
        assertThat(effort).isBetween(30.0, 30 * powers * SIZE);
      }
    }
  }
}

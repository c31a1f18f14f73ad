package org.mirrorflow.certificate.convex;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.numeric.Norms;

/** ½‖Ax‖² in ℓq and its derivatives. */
class SquaredNormTest {
  private static final int ROWS = 7;
  private static final int SIZE = 4;
  private static final double STEP = 1e-6;
  private static final Columns COLUMNS = columns();

  private static Columns columns() {
    SplittableRandom random = new SplittableRandom(5);
    double[][] values = new double[SIZE][];
    Arrays.setAll(values, k -> random.doubles(ROWS, -2, 2).toArray());
    return new Columns(values, new int[SIZE], ROWS);
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double[] product(double[] x) {
    double[] s = new double[ROWS];
    COLUMNS.combine(x, s);
    return s;
  }

  private static double halfSquare(double[] s, double q) {
    double sum = Arrays.stream(s).map(t -> Math.pow(Math.abs(t), q)).sum();
    return 0.5 * Math.pow(sum, 2 / q);
  }

  /** The derivative in x, Aᵀ∇. */
  private static double[] derivative(SquaredNorm norm, double[] x) {
    double[] gradient = new double[ROWS];
    double[] along = new double[SIZE];
    norm.gradient(product(x), gradient);
    COLUMNS.along(gradient, along);
    return along;
  }

  /** AᵀWA less what solving for the unknown beside x takes away. */
  private static double[][] hessian(SquaredNorm norm, double[] x) {
    double[] s = product(x);
    double[][] lower = new double[SIZE][];
    Arrays.setAll(lower, k -> new double[k + 1]);
    COLUMNS.gram(norm.weights(s), lower);
    double[] column = new double[SIZE];
    double corner =
        norm.border(s)
            .map(
                border -> {
                  COLUMNS.along(border.direction(), column);
                  return border.corner();
                })
            .orElse(1.0);
    double[][] full = new double[SIZE][SIZE];
    for (int k = 0; k < SIZE; k++) {
      for (int l = 0; l <= k; l++) {
        full[k][l] = lower[k][l] - column[k] * column[l] / corner;
        full[l][k] = full[k][l];
      }
    }
    return full;
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1.5, 2, 3, 4.5})
  void gradientIsThatOfTheHalfSquare(double q) {
    SquaredNorm norm = new SquaredNorm(q);
    double[] s = random(ROWS, 2);
    assertThat(0.5 * norm.norm(s) * norm.norm(s))
        .isCloseTo(halfSquare(s, q), within(Tolerances.ROUNDING));
    double[] gradient = new double[ROWS];
    norm.gradient(s, gradient);
    for (int j = 0; j < ROWS; j++) {
      double[] up = s.clone();
      double[] down = s.clone();
      up[j] += STEP;
      down[j] -= STEP;
      double difference = (halfSquare(up, q) - halfSquare(down, q)) / (2 * STEP);
      assertThat(gradient[j]).isCloseTo(difference, within(Tolerances.FINITE_DIFFERENCE));
    }
  }

  /** Degree 2: Hx is the derivative at x, the true second derivative or what stands for it. */
  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1.5, 2, 3, 4.5})
  void secondDerivativeObeysEulersIdentity(double q) {
    SquaredNorm norm = new SquaredNorm(q);
    double[] x = random(SIZE, 3);
    double[][] h = hessian(norm, x);
    double[] expected = derivative(norm, x);
    for (int k = 0; k < SIZE; k++) {
      assertThat(Norms.dotInOrder(h[k], x))
          .isCloseTo(expected[k], within(1000 * Tolerances.ROUNDING));
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 4.5})
  void secondDerivativeIsTrueFromTwoOn(double q) {
    SquaredNorm norm = new SquaredNorm(q);
    double[] x = random(SIZE, 4);
    double[][] h = hessian(norm, x);
    for (int l = 0; l < SIZE; l++) {
      double[] up = x.clone();
      double[] down = x.clone();
      up[l] += STEP;
      down[l] -= STEP;
      double[] above = derivative(norm, up);
      double[] below = derivative(norm, down);
      for (int k = 0; k < SIZE; k++) {
        double difference = (above[k] - below[k]) / (2 * STEP);
        assertThat(h[k][l]).isCloseTo(difference, within(100 * Tolerances.FINITE_DIFFERENCE));
      }
    }
  }

  /** Below 2 the quadratic model at x lies above the function everywhere. */
  @ParameterizedTest
  @ValueSource(doubles = {1.1, 1.5, 1.9})
  void quadraticModelMajorisesBelowTwo(double q) {
    SquaredNorm norm = new SquaredNorm(q);
    double[] x = random(SIZE, 5);
    double value = halfSquare(product(x), q);
    double[] g = derivative(norm, x);
    double[][] h = hessian(norm, x);
    for (int trial = 0; trial < 200; trial++) {
      double[] d = random(SIZE, 100 + trial);
      double[] moved = new double[SIZE];
      double model = value + Norms.dotInOrder(g, d);
      for (int k = 0; k < SIZE; k++) {
        moved[k] = x[k] + d[k];
        model += 0.5 * d[k] * Norms.dotInOrder(h[k], d);
      }
      assertThat(halfSquare(product(moved), q)).isLessThanOrEqualTo(model + Tolerances.ROUNDING);
    }
  }

  /** Entry 0 of s weighs as if it were 10⁻¹⁰ of the norm. */
  @Test
  void zerosOfTheProductWeighFinitely() {
    double[] weights = new SquaredNorm(1.5).weights(new double[] {3, 0});
    assertThat(weights[0]).isCloseTo(1, within(Tolerances.ROUNDING));
    assertThat(weights[1]).isCloseTo(1e5, within(1e5 * Tolerances.ROUNDING));
  }

  /** For ℓ2 the matrix is AᵀA everywhere. */
  @Test
  void euclideanSecondDerivativeIsTheGramMatrix() {
    assertThat(new SquaredNorm(2).weights(random(ROWS, 6))).isNull();
    assertThat(new SquaredNorm(2).border(random(ROWS, 6))).isEmpty();
  }
}

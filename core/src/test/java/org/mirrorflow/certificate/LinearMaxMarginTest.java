package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.numeric.Norms;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.convex.ConvexSolver;

/** The reference itself against closed forms, brute force and ojAlgo. */
class LinearMaxMarginTest {
  private static final int SIZE = 12;

  /** One sample: γ* is the dual norm of x. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3, 4, Double.POSITIVE_INFINITY})
  void oneSample(double p) {
    double[] x = {3, -1, 0.5, 2};
    double expected = Lp.of(p).dual().norm(x, 0, 4);
    Dataset data = new Dataset("one", x, new int[] {1}, 4, 2);
    assertThat(LinearMaxMargin.of(data, Lp.of(p)).margin())
        .isCloseTo(expected, within(expected * Tolerances.REFERENCE));
  }

  /** Samples y_i a e_i: w_i = 1/a for all i, so γ* = a d^{−1/p}. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3, 4, Double.POSITIVE_INFINITY})
  void orthogonalSamples(double p) {
    int d = 5;
    double a = 2.5;
    double[] inputs = new double[d * d];
    int[] labels = new int[d];
    for (int i = 0; i < d; i++) {
      labels[i] = i % 2;
      inputs[i * d + i] = a;
    }
    double expected = a * Math.pow(d, -1 / p);
    double margin =
        LinearMaxMargin.of(new Dataset("orthogonal", inputs, labels, d, 2), Lp.of(p)).margin();
    assertThat(margin).isCloseTo(expected, within(expected * Tolerances.REFERENCE));
  }

  /** Every direction of the plane, on a grid. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3, Double.POSITIVE_INFINITY})
  void planeByBruteForce(double p) {
    Dataset data = random(new SplittableRandom(4), 7, 2);
    double best = 0;
    int directions = 200_000;
    for (int k = 0; k < directions; k++) {
      double angle = 2 * Math.PI * k / directions;
      double[] w = {Math.cos(angle), Math.sin(angle)};
      best = Math.max(best, margin(data, w) / Lp.of(p).norm(w, 0, 2));
    }
    double margin = LinearMaxMargin.of(data, Lp.of(p)).margin();
    assertThat(margin).isCloseTo(best, within(margin * Tolerances.DIRECTION_GRID));
    assertThat(margin).isGreaterThanOrEqualTo(best * (1 - Tolerances.REFERENCE));
  }

  @Test
  void quadraticProgramOfOjAlgo() {
    SplittableRandom random = new SplittableRandom(8);
    for (int trial = 0; trial < 5; trial++) {
      Dataset data = random(random, SIZE, SIZE);
      R064Store identity = R064Store.FACTORY.makeEye(SIZE, SIZE);
      R064Store rows = R064Store.FACTORY.make(SIZE, SIZE);
      R064Store bounds = R064Store.FACTORY.make(SIZE, 1);
      for (int i = 0; i < SIZE; i++) {
        bounds.set(i, 0, -1);
        for (int j = 0; j < SIZE; j++) {
          rows.set(i, j, -data.sign(i) * data.inputs()[i * SIZE + j]);
        }
      }
      Optimisation.Result result =
          ConvexSolver.newBuilder()
              .objective(identity, R064Store.FACTORY.make(SIZE, 1))
              .inequalities(rows, bounds)
              .build()
              .solve();
      double[] w = result.toRawCopy1D();
      double expected = margin(data, w) / Norms.euclidean(w);
      assertThat(LinearMaxMargin.of(data, Lp.of(2)).margin())
          .isCloseTo(expected, within(expected * Tolerances.OJALGO));
    }
  }

  /** Minimise Σ(w⁺ + w⁻), or one bound of both, subject to margins of 1. */
  @ParameterizedTest
  @ValueSource(doubles = {1, Double.POSITIVE_INFINITY})
  void linearProgramOfOjAlgo(double p) {
    SplittableRandom random = new SplittableRandom(9);
    for (int trial = 0; trial < 5; trial++) {
      Dataset data = random(random, SIZE, SIZE);
      ExpressionsBasedModel program = new ExpressionsBasedModel();
      Variable bound = program.newVariable("bound").lower(0).weight(p == 1 ? 0 : 1);
      Variable[] parts = new Variable[2 * SIZE];
      for (int j = 0; j < parts.length; j++) {
        parts[j] = program.newVariable("w" + j).lower(0).weight(p == 1 ? 1 : 0);
        if (p != 1) {
          program.newExpression("bound" + j).upper(0).set(parts[j], 1).set(bound, -1);
        }
      }
      for (int i = 0; i < SIZE; i++) {
        Expression margin = program.newExpression("margin" + i).lower(1);
        for (int j = 0; j < SIZE; j++) {
          double x = data.sign(i) * data.inputs()[i * SIZE + j];
          margin.set(parts[j], x);
          margin.set(parts[SIZE + j], -x);
        }
      }
      double expected = 1 / program.minimise().getValue();
      assertThat(LinearMaxMargin.of(data, Lp.of(p)).margin())
          .isCloseTo(expected, within(expected * Tolerances.OJALGO));
    }
  }

  @Test
  void refusesWhatCannotBeSeparated() {
    Dataset same = new Dataset("same", new double[] {1, 2, 1, 2}, new int[] {0, 1}, 2, 2);
    assertThatThrownBy(() -> LinearMaxMargin.of(same, Lp.of(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("separable");
  }

  private static Dataset random(SplittableRandom random, int n, int d) {
    double[] teacher = random.doubles(d, -1, 1).toArray();
    double[] inputs = new double[n * d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      double score = 0;
      for (int j = 0; j < d; j++) {
        inputs[i * d + j] = random.nextGaussian();
        score += inputs[i * d + j] * teacher[j];
      }
      labels[i] = score > 0 ? 1 : 0;
    }
    return new Dataset("random", inputs, labels, d, 2);
  }

  private static double margin(Dataset data, double[] w) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < data.size(); i++) {
      double sum = 0;
      for (int j = 0; j < w.length; j++) {
        sum += data.inputs()[i * w.length + j] * w[j];
      }
      least = Math.min(least, data.sign(i) * sum);
    }
    return least;
  }
}

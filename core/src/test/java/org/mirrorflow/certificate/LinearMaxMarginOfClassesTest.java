package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.Gaussian;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.model.ModelSpec;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.convex.ConvexSolver;

/** Max-margin matrices of several classes against ojAlgo and the certificate. */
class LinearMaxMarginOfClassesTest {
  private static final int CLASSES = 4;
  private static final int FEATURES = 6;
  private static final int SAMPLES = 24;

  /** Minimise Σ(w⁺ + w⁻), or one bound of both, subject to differences of outputs of at least 1. */
  @ParameterizedTest
  @ValueSource(doubles = {1, Double.POSITIVE_INFINITY})
  void linearProgramOfOjAlgo(double p) {
    for (long seed = 0; seed < 3; seed++) {
      Dataset data = clouds(seed);
      ExpressionsBasedModel program = new ExpressionsBasedModel();
      Variable bound = program.newVariable("bound").lower(0).weight(p == 1 ? 0 : 1);
      int size = CLASSES * FEATURES;
      Variable[] parts = new Variable[2 * size];
      for (int j = 0; j < parts.length; j++) {
        parts[j] = program.newVariable("w" + j).lower(0).weight(p == 1 ? 1 : 0);
        if (p != 1) {
          program.newExpression("bound" + j).upper(0).set(parts[j], 1).set(bound, -1);
        }
      }
      double[][] rows = rows(data);
      for (int i = 0; i < rows.length; i++) {
        Expression margin = program.newExpression("margin" + i).lower(1);
        for (int j = 0; j < size; j++) {
          margin.set(parts[j], rows[i][j]);
          margin.set(parts[size + j], -rows[i][j]);
        }
      }
      Optimisation.Result result = program.minimise();
      assertThat(result.getState().isOptimal()).isTrue();
      double expected = 1 / result.getValue();
      LinearMaxMargin ours = LinearMaxMargin.ofClasses(data, Lp.of(p), separator(data));
      assertThat(ours.margin()).isCloseTo(expected, within(expected * Tolerances.OJALGO));
      assertThat(ours.margin()).isLessThanOrEqualTo(ours.upper() * (1 + Tolerances.REFERENCE));
    }
  }

  @Test
  void quadraticProgramOfOjAlgo() {
    for (long seed = 0; seed < 3; seed++) {
      Dataset data = clouds(seed);
      double[][] g = rows(data);
      int size = CLASSES * FEATURES;
      R064Store rows = R064Store.FACTORY.make(g.length, size);
      R064Store bounds = R064Store.FACTORY.make(g.length, 1);
      for (int i = 0; i < g.length; i++) {
        bounds.set(i, 0, -1);
        for (int j = 0; j < size; j++) {
          rows.set(i, j, -g[i][j]);
        }
      }
      double[] w =
          ConvexSolver.newBuilder()
              .objective(R064Store.FACTORY.makeEye(size, size), R064Store.FACTORY.make(size, 1))
              .inequalities(rows, bounds)
              .build()
              .solve()
              .toRawCopy1D();
      double expected = least(g, w) / Lp.of(2).norm(w, 0, size);
      assertThat(LinearMaxMargin.ofClasses(data, Lp.of(2), separator(data)).margin())
          .isCloseTo(expected, within(expected * Tolerances.OJALGO));
    }
  }

  /** γ(1 + κ) of any separating matrix bounds the largest margin from above. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1.5, 2, 3, Double.POSITIVE_INFINITY})
  void certificateOfAnotherMatrix(double p) {
    Dataset data = clouds(7);
    var model = ModelSpec.parse("linear").on(data);
    double[] w = separator(data);
    Certificate other =
        Certificate.of(
            model,
            data,
            org.mirrorflow.gauge.GaugeSpec.lp(p).on(model.layout()),
            w,
            CertificateOptions.FINE);
    double best = LinearMaxMargin.ofClasses(data, Lp.of(p), w).margin();
    assertThat(best)
        .isLessThanOrEqualTo(other.qMargin() * (1 + other.kktGap()) * (1 + Tolerances.REFERENCE))
        .isGreaterThanOrEqualTo(
            other.qMargin() * (1 + other.kktGapLower()) * (1 - Tolerances.REFERENCE));
  }

  @Test
  void aMatrixThatMisclassifiesIsRefused() {
    Dataset data = clouds(0);
    double[] zero = new double[CLASSES * FEATURES];
    assertThatThrownBy(() -> LinearMaxMargin.ofClasses(data, Lp.of(2), zero))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("misclassifies");
  }

  private static Dataset clouds(long seed) {
    Gaussian random = new Gaussian(new SplittableRandom(seed));
    double[] centres = random.fill(new double[CLASSES * FEATURES]);
    double[] inputs = random.fill(new double[SAMPLES * FEATURES]);
    int[] labels = new int[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = i % CLASSES;
      for (int j = 0; j < FEATURES; j++) {
        inputs[i * FEATURES + j] =
            0.1 * inputs[i * FEATURES + j] + centres[labels[i] * FEATURES + j];
      }
    }
    return new Dataset("clouds", inputs, labels, FEATURES, CLASSES);
  }

  private static double[][] rows(Dataset data) {
    double[][] rows = new double[SAMPLES * (CLASSES - 1)][CLASSES * FEATURES];
    int row = 0;
    for (int i = 0; i < SAMPLES; i++) {
      for (int k = 0; k < CLASSES; k++) {
        if (k != data.labels()[i]) {
          for (int j = 0; j < FEATURES; j++) {
            rows[row][data.labels()[i] * FEATURES + j] = data.inputs()[i * FEATURES + j];
            rows[row][k * FEATURES + j] = -data.inputs()[i * FEATURES + j];
          }
          row++;
        }
      }
    }
    return rows;
  }

  private static double least(double[][] rows, double[] w) {
    return Arrays.stream(rows)
        .mapToDouble(
            row -> {
              double sum = 0;
              for (int j = 0; j < w.length; j++) {
                sum += row[j] * w[j];
              }
              return sum;
            })
        .min()
        .getAsDouble();
  }

  /** The perceptron of several classes, until every margin is positive. */
  private static double[] separator(Dataset data) {
    double[][] rows = rows(data);
    double[] w = new double[CLASSES * FEATURES];
    while (least(rows, w) <= 0) {
      for (double[] row : rows) {
        if (least(new double[][] {row}, w) <= 0) {
          Arrays.setAll(w, j -> w[j] + row[j]);
        }
      }
    }
    return w;
  }
}

package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.ojalgo.matrix.store.R064Store;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;
import org.ojalgo.optimisation.convex.ConvexSolver;

/** The reference of the chapters on classes against programs of ojAlgo and its own bounds. */
final class LargestMarginOfTest {
  private static final GaussianClasses CLASSES = new GaussianClasses(4, 6, 6, 0.1, 3);
  private static final int SIZE = 24;

  /** Relative: six digits, finer than any gap in the figures. */
  private static final double AGREEMENT = 1e-6;

  @ParameterizedTest
  @ValueSource(strings = {"linf", "l2"})
  void agreesWithAnIndependentProgram(String gauge) {
    LargestMarginOf.Result ours = run(gauge);
    double expected = gauge.equals("l2") ? quadraticProgram() : linearProgram();
    assertThat(ours.lower()).isCloseTo(expected, within(AGREEMENT * expected));
    assertThat(ours.upper()).isCloseTo(expected, within(AGREEMENT * expected));
  }

  /** The matrix has, in its norm, the margin that was proved to be the largest, nearly. */
  @ParameterizedTest
  @ValueSource(strings = {"linf", "l2", "operator", "nuclear"})
  void theMatrixHasThatMargin(String gauge) {
    LargestMarginOf.Result ours = run(gauge);
    double norm =
        GaugeSpec.parse(gauge).on(Layout.of(new Block("W1", 0, 4, 6, 1))).value(ours.weights());
    double margin = least(rows(), ours.weights()) / norm;
    assertThat(ours.upper() - ours.lower()).isBetween(0.0, AGREEMENT * ours.upper());
    assertThat(margin).isBetween(ours.upper() * (1 - 1e-3), ours.upper() * (1 + AGREEMENT));
  }

  private static LargestMarginOf.Result run(String gauge) {
    return new LargestMarginOf(CLASSES, gauge).run(new FinishedRuns(Map.of(), Map.of()));
  }

  private static double[][] rows() {
    Dataset data = CLASSES.load();
    double[][] rows = new double[3 * data.size()][SIZE];
    int row = 0;
    for (int i = 0; i < data.size(); i++) {
      for (int k = 0; k < 4; k++) {
        if (k != data.labels()[i]) {
          for (int j = 0; j < 6; j++) {
            rows[row][6 * data.labels()[i] + j] = data.inputs()[6 * i + j];
            rows[row][6 * k + j] = -data.inputs()[6 * i + j];
          }
          row++;
        }
      }
    }
    return rows;
  }

  private static double least(double[][] rows, double[] w) {
    double least = Double.POSITIVE_INFINITY;
    for (double[] row : rows) {
      double sum = 0;
      for (int j = 0; j < SIZE; j++) {
        sum += row[j] * w[j];
      }
      least = Math.min(least, sum);
    }
    return least;
  }

  /** Minimise the largest entry subject to margins of 1. */
  private static double linearProgram() {
    ExpressionsBasedModel program = new ExpressionsBasedModel();
    Variable bound = program.newVariable("bound").lower(0).weight(1);
    Variable[] parts = new Variable[2 * SIZE];
    for (int j = 0; j < parts.length; j++) {
      parts[j] = program.newVariable("w" + j).lower(0);
      program.newExpression("bound" + j).upper(0).set(parts[j], 1).set(bound, -1);
    }
    double[][] rows = rows();
    for (int i = 0; i < rows.length; i++) {
      Expression margin = program.newExpression("margin" + i).lower(1);
      for (int j = 0; j < SIZE; j++) {
        margin.set(parts[j], rows[i][j]);
        margin.set(parts[SIZE + j], -rows[i][j]);
      }
    }
    return 1 / program.minimise().getValue();
  }

  /** Minimise ½‖w‖² subject to margins of 1. */
  private static double quadraticProgram() {
    double[][] g = rows();
    R064Store rows = R064Store.FACTORY.make(g.length, SIZE);
    R064Store bounds = R064Store.FACTORY.make(g.length, 1);
    for (int i = 0; i < g.length; i++) {
      bounds.set(i, 0, -1);
      for (int j = 0; j < SIZE; j++) {
        rows.set(i, j, -g[i][j]);
      }
    }
    double[] w =
        ConvexSolver.newBuilder()
            .objective(R064Store.FACTORY.makeEye(SIZE, SIZE), R064Store.FACTORY.make(SIZE, 1))
            .inequalities(rows, bounds)
            .build()
            .solve()
            .toRawCopy1D();
    double square = 0;
    for (double x : w) {
      square += x * x;
    }
    return least(g, w) / Math.sqrt(square);
  }
}

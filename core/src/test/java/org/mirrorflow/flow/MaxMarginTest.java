package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mirrorflow.Tolerances.DIRECTION_GRID;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.model.Loss;

/** The limit of linear models in the plane: the largest margin in the limit norm, by search. */
class MaxMarginTest {
  private static final double[] X = {2, 0.3, 1.2, 1.5, -0.8, -1, -1.5, 0.4, 0.4, -2};
  private static final int[] LABELS = {1, 1, 0, 0, 0};

  private static double minimum(double a, double b) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < LABELS.length; i++) {
      double q = (2 * LABELS[i] - 1) * (a * X[2 * i] + b * X[2 * i + 1]);
      least = Math.min(least, q);
    }
    return least;
  }

  private static double largestMargin(double p) {
    double best = 0;
    int directions = 100_000;
    for (int k = 0; k < directions; k++) {
      double angle = 2 * Math.PI * k / directions;
      double[] v = {Math.cos(angle), Math.sin(angle)};
      best = Math.max(best, minimum(v[0], v[1]) / Lp.of(p).norm(v, 0, 2));
    }
    return best;
  }

  /** The gap closes like C/log(1/ℒ), C at most the number of samples here. */
  @ParameterizedTest
  @CsvSource({
    "euclidean, 2, EXPONENTIAL",
    "euclidean, 2, LOGISTIC",
    "p:1.5, 1.5, EXPONENTIAL",
    "p:3, 3, EXPONENTIAL",
    "p:3, 3, LOGISTIC"
  })
  void directionsTendToTheLargestMargin(String map, double p, Loss loss) {
    FlowProblem problem = Problems.problem("linear", Problems.data(2, 2, X, LABELS), loss, map);
    double best = largestMargin(p);
    FlowState state = problem.start(new double[] {-0.5, 0.5});
    for (double target : new double[] {-1e2, -1e3, -3e4}) {
      FlowResult end = ExplicitFlow.until(problem, target).run(state, FlowObserver.NONE);
      state = end.state();
      double[] theta = Problems.theta(problem, state);
      double norm = Lp.of(p).norm(theta, 0, theta.length);
      double gap = 1 - end.minimumMargin() / norm / best;
      assertThat(gap).isBetween(-DIRECTION_GRID, LABELS.length / -target + DIRECTION_GRID);
    }
  }
}

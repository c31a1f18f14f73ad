package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.LinearMaxMargin;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.LpGauge;
import org.mirrorflow.model.Loss;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

/**
 * The linear model on 15 points in 6 dimensions: the flow ends in the direction of the largest
 * margin, which a program of ojAlgo or a barrier method finds without any flow.
 */
class ImplicitLinearTest {
  private static final int POINTS = 15;
  private static final int DIMENSIONS = 6;

  /** Gaussian points, labelled by a plane. */
  private static Dataset data(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] plane = random.doubles(DIMENSIONS, -1, 1).toArray();
    double[] x = new double[POINTS * DIMENSIONS];
    int[] labels = new int[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double f = 0;
      for (int j = 0; j < DIMENSIONS; j++) {
        x[i * DIMENSIONS + j] = random.nextGaussian();
        f += plane[j] * x[i * DIMENSIONS + j];
      }
      labels[i] = f > 0 ? 1 : 0;
    }
    return new Dataset("plane", x, labels, DIMENSIONS, 2);
  }

  private static FlowResult flow(FlowProblem problem, double target) {
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(target))
            .run(Problems.start(problem, 1, 0), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    return end;
  }

  @ParameterizedTest
  @CsvSource({
    "hyperbolic:beta=1e-3, 1, -1e6, 1",
    "euclidean, 2, -1e6, 1",
    "p:3, 3, -1e6, 1",
    "cosh, Infinity, -5e3, 1",
    "cosh, Infinity, -5e3, 2",
    "cosh, Infinity, -5e3, 3"
  })
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void goesToTheLargestMargin(String map, double p, double target, long draw) {
    Dataset data = data(draw);
    FlowProblem problem = Problems.problem("linear", data, Loss.EXPONENTIAL, map);
    FlowResult end = flow(problem, target);
    double[] theta = Problems.theta(problem, end.state());
    double norm = new LpGauge(p).value(theta, problem.model().layout());
    double[] best = LinearMaxMargin.of(data, new LpGauge(p)).direction();
    double[] program = p == 3 ? best : program(data, p);
    for (int j = 0; j < DIMENSIONS; j++) {
      assertThat(theta[j] / norm)
          .isEqualTo(best[j], within(Tolerances.MAX_MARGIN_DIRECTION))
          .isEqualTo(program[j], within(Tolerances.MAX_MARGIN_DIRECTION));
    }
  }

  /** ℓ∞ is 1/ρ away: ρ = 1e4, where z is e^10000, is near enough on every draw. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Tag("slow")
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void coshGoesToTheLargestMarginOfEveryDraw(long draw) {
    goesToTheLargestMargin("cosh", Double.POSITIVE_INFINITY, -5e3, draw);
  }

  /** Steps per doubling of log(1/ℒ), from θ/s = 100 to 1e5, where z is e^100000. */
  @Test
  void stepsPerDoublingDoNotGrowWithTheDual() {
    FlowProblem problem = Problems.problem("linear", data(2), Loss.EXPONENTIAL, "cosh");
    long near = flow(problem, -100).state().steps();
    FlowState far = flow(problem, -6e4).state();
    assertThat(Math.abs(Problems.theta(problem, far)[0])).isGreaterThan(1e4);
    assertThat((far.steps() - near) / (Math.log(600) / Math.log(2))).isLessThan(17);
  }

  /** min ‖w‖_p subject to y_i ⟨w, x_i⟩ ≥ 1, over its norm: a linear or a quadratic program. */
  private static double[] program(Dataset data, double p) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    List<Variable> w = variables(model, "w");
    for (int i = 0; i < POINTS; i++) {
      Expression margin = model.newExpression("q" + i).lower(1);
      for (int j = 0; j < DIMENSIONS; j++) {
        margin.set(w.get(j), data.sign(i) * data.inputs()[i * DIMENSIONS + j]);
      }
    }
    if (p == 2) {
      Expression size = model.newExpression("size").weight(1);
      w.forEach(v -> size.set(v, v, 0.5));
    } else {
      List<Variable> bounds = variables(model, "u");
      for (int j = 0; j < DIMENSIONS; j++) {
        Variable bound = bounds.get(p == 1 ? j : 0).weight(1);
        model.newExpression("above" + j).lower(0).set(bound, 1).set(w.get(j), -1);
        model.newExpression("below" + j).lower(0).set(bound, 1).set(w.get(j), 1);
      }
    }
    var result = model.minimise();
    assertThat(result.getState().isOptimal()).isTrue();
    double[] direction = new double[DIMENSIONS];
    for (int j = 0; j < DIMENSIONS; j++) {
      direction[j] = result.doubleValue(j);
    }
    double norm =
        new LpGauge(p)
            .value(
                direction,
                Problems.problem("linear", data, Loss.EXPONENTIAL, "euclidean").model().layout());
    for (int j = 0; j < DIMENSIONS; j++) {
      direction[j] /= norm;
    }
    return direction;
  }

  private static List<Variable> variables(ExpressionsBasedModel model, String name) {
    Variable[] all = new Variable[DIMENSIONS];
    for (int j = 0; j < DIMENSIONS; j++) {
      all[j] = model.newVariable(name + j);
    }
    return List.of(all);
  }

  /** From 1e12 on the last bit of a margin is worth 1e-4 and more: the end says so, and soon. */
  @ParameterizedTest
  @CsvSource({"hyperbolic:beta=1e-3", "euclidean", "p:3"})
  @Timeout(value = 5, unit = TimeUnit.SECONDS)
  void endsWithANameWhereMarginsHaveNoDigitsLeft(String map) {
    FlowProblem problem = Problems.problem("linear", data(1), Loss.EXPONENTIAL, map);
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e15))
            .run(Problems.start(problem, 1, 0), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.logLoss()).isBetween(-1e14, -5e11);
  }
}

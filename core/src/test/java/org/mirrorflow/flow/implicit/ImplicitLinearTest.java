package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.ProcessorSeconds;
import org.mirrorflow.Tolerances;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Lp;
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
  @ProcessorSeconds(5)
  void goesToTheLargestMargin(String map, double p, double target, long draw) {
    Dataset data = data(draw);
    FlowProblem problem = Problems.problem("linear", data, Loss.EXPONENTIAL, map);
    FlowResult end = flow(problem, target);
    double[] direction = direction(problem, end.state(), p);
    double[] best = LinearMaxMargin.of(data, Lp.of(p)).direction();
    double[] program = program(data, p);
    for (int j = 0; j < DIMENSIONS; j++) {
      assertThat(direction[j])
          .isEqualTo(best[j], within(Tolerances.MAX_MARGIN_DIRECTION))
          .isEqualTo(program[j], within(Tolerances.MAX_MARGIN_DIRECTION));
      assertThat(best[j]).isEqualTo(program[j], within(Tolerances.MAX_MARGIN_ORACLES));
    }
  }

  private static double[] direction(FlowProblem problem, FlowState state, double p) {
    return normalised(Problems.theta(problem, state), p);
  }

  private static double[] normalised(double[] v, double p) {
    double norm = Lp.of(p).norm(v, 0, DIMENSIONS);
    return Arrays.stream(v).map(x -> x / norm).toArray();
  }

  @ParameterizedTest
  @CsvSource({"2", "4", "5", "6", "7", "8"})
  @ProcessorSeconds(5)
  void entropyGoesToTheLargestMarginWhereNoEntryIsSlow(long draw) {
    goesToTheLargestMargin("hyperbolic:beta=1e-3", 1, -1e6, draw);
  }

  /**
   * Two draws miss 1e-3 because of one entry, whose way is known: far out the forces F are constant
   * and dz_j/dz_k = F_j/F_k, with z_k = log(2|θ_k|/β) of the largest entry. On draw 3 the entry
   * belongs to 0 and decays like ρ^{−(1−τ)}, τ = |F_j/F_k| = 0.996; on draw 0 it started on the
   * wrong side of 0 and catches up at the rate 1/0.876 − 1. What is measured at −1e6 tells where it
   * stands at −1e11, and that 1e-3 takes log(1/ℒ) = 1e45 and 1e139: margins have digits up to 1e12.
   */
  @ParameterizedTest
  @CsvSource({"0, 1", "3, 5"})
  @ProcessorSeconds(5)
  void slowEntriesOfTheEntropyAreWhereTheForcesSay(long draw, int slow) {
    Dataset data = data(draw);
    FlowProblem problem =
        Problems.problem("linear", data, Loss.EXPONENTIAL, "hyperbolic:beta=1e-3");
    double[] best = program(data, 1);
    FlowState near = flow(problem, -1e6).state();
    FlowState far = flow(problem, -1e11).state();
    double[] direction = direction(problem, near, 1);
    assertThat(Math.abs(direction[slow] - best[slow]))
        .isGreaterThan(Tolerances.MAX_MARGIN_DIRECTION);
    double[] z = near.coordinates();
    double[] later = far.coordinates();
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(z);
    point.computeDirection();
    int top = largest(z);
    double rate = point.direction()[slow] / point.direction()[top];
    double predicted = z[slow] + rate * (later[top] - z[top]);
    assertThat(later[slow]).isCloseTo(predicted, within(Tolerances.SLOW_ENTRY));

    double goal =
        Math.abs(best[slow]) > Tolerances.MAX_MARGIN_DIRECTION
            ? Math.abs(best[slow]) - Tolerances.MAX_MARGIN_DIRECTION
            : Tolerances.MAX_MARGIN_DIRECTION;
    double gap = Math.log(goal / Math.abs(best[top])) - (Math.abs(z[slow]) - Math.abs(z[top]));
    double decades = gap / (Math.abs(rate) - 1) / Math.log(10);
    assertThat(6 + decades).isGreaterThan(40);
  }

  private static int largest(double[] v) {
    int top = 0;
    for (int j = 1; j < v.length; j++) {
      top = Math.abs(v[j]) > Math.abs(v[top]) ? j : top;
    }
    return top;
  }

  /** ℓ∞ is 1/ρ away: ρ = 1e4, where z is e^10000, is near enough on every draw. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  @Tag("slow")
  @ProcessorSeconds(20)
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

  /**
   * min ‖w‖_p subject to y_i ⟨w, x_i⟩ ≥ 1, over its norm: a linear or a quadratic program; for p =
   * 3 the fixed point of quadratic programs min ½ Σ a_j w_j² with a_j = |w_j|, reached by geometric
   * means of old and new a.
   */
  private static double[] program(Dataset data, double p) {
    double[] weights = new double[DIMENSIONS];
    Arrays.fill(weights, 1);
    double[] w = solve(data, p, weights);
    for (int k = 0; p == 3 && k < 60; k++) {
      for (int j = 0; j < DIMENSIONS; j++) {
        weights[j] = Math.sqrt(weights[j] * Math.abs(w[j]));
      }
      w = solve(data, p, weights);
    }
    return normalised(w, p);
  }

  private static double[] solve(Dataset data, double p, double[] weights) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    List<Variable> w = variables(model, "w");
    for (int i = 0; i < POINTS; i++) {
      Expression margin = model.newExpression("q" + i).lower(1);
      for (int j = 0; j < DIMENSIONS; j++) {
        margin.set(w.get(j), data.sign(i) * data.inputs()[i * DIMENSIONS + j]);
      }
    }
    if (p == 2 || p == 3) {
      Expression size = model.newExpression("size").weight(1);
      for (int j = 0; j < DIMENSIONS; j++) {
        size.set(w.get(j), w.get(j), 0.5 * weights[j]);
      }
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
    double[] solution = new double[DIMENSIONS];
    for (int j = 0; j < DIMENSIONS; j++) {
      solution[j] = result.doubleValue(j);
    }
    return solution;
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
  @ProcessorSeconds(5)
  void endsWithANameWhereMarginsHaveNoDigitsLeft(String map) {
    FlowProblem problem = Problems.problem("linear", data(1), Loss.EXPONENTIAL, map);
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e15))
            .run(Problems.start(problem, 1, 0), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.logLoss()).isBetween(-1e14, -5e11);
  }
}

package org.mirrorflow.flow.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.DESCENT;
import static org.mirrorflow.Tolerances.ORDER;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.flow.descent.MirrorDescent.StepRule;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Loss;

/** Discrete descent against plain loops, and its rollback. */
class MirrorDescentTest {
  private static final double[] X = {1, 0.5, -0.5, 0.8, -1, -0.7, 0.6, -0.9};
  private static final int[] LABELS = {1, 1, 0, 0};

  private static FlowProblem linear(String map) {
    return Problems.problem("linear", Problems.data(2, 2, X, LABELS), Loss.LOGISTIC, map);
  }

  private static FlowProblem network(String map) {
    return Problems.problem("dense:6", Problems.random(4, 5, 2, 5), Loss.EXPONENTIAL, map);
  }

  private static FlowResult run(
      FlowProblem problem, MirrorDescent descent, FlowState start, double target, long steps) {
    return new MirrorFlow(problem, descent, FlowOptions.until(target).withMaxSteps(steps))
        .run(start, FlowObserver.NONE);
  }

  /** −∇ℒ and ℒ of the logistic loss of the linear model, with no care for range. */
  private static double[] naive(double[] theta) {
    double[] result = new double[3];
    for (int i = 0; i < LABELS.length; i++) {
      double y = 2 * LABELS[i] - 1;
      double q = y * (theta[0] * X[2 * i] + theta[1] * X[2 * i + 1]);
      double weight = 1 / (1 + Math.exp(q));
      result[0] += weight * y * X[2 * i];
      result[1] += weight * y * X[2 * i + 1];
      result[2] += Math.log(1 + Math.exp(-q));
    }
    return result;
  }

  /** R = Σ (x asinh x − √(1 + x²)): z = asinh x, x = sinh z. */
  @ParameterizedTest
  @EnumSource(StepRule.class)
  void stepsAreThoseOfAPlainLoop(StepRule rule) {
    double rate = 0.05;
    double[] z = {0.1, -0.2};
    double time = 0;
    int steps = 100;
    for (int k = 0; k < steps; k++) {
      double[] g = naive(new double[] {Math.sinh(z[0]), Math.sinh(z[1])});
      double eta =
          switch (rule) {
            case CONSTANT -> rate;
            case LOSS_SCALED -> rate / g[2];
            case NORMALISED -> rate / Math.hypot(g[0], g[1]);
          };
      z[0] += eta * g[0];
      z[1] += eta * g[1];
      time += eta;
    }
    FlowProblem problem = linear("hyperbolic:beta=1");
    FlowState start = FlowState.initial(new double[] {0.1, -0.2});
    FlowResult end = run(problem, new MirrorDescent(rule, rate), start, -1e4, steps);
    assertThat(end.state().coordinates()).containsExactly(z, within(DESCENT));
    assertThat(Math.exp(end.state().logTime())).isCloseTo(time, within(DESCENT * time));
    assertThat(Math.exp(end.state().logStep())).isCloseTo(rate, within(DESCENT));
  }

  /** Far too large a rate: undone until the loss falls, and every accepted step lowers it. */
  @ParameterizedTest
  @EnumSource(StepRule.class)
  void stepsThatRaiseTheLossAreUndone(StepRule rule) {
    FlowProblem problem = network("p:1.5");
    double rate = 1e5;
    double[] previous = {Double.POSITIVE_INFINITY};
    boolean[] cut = {false};
    FlowResult end =
        new MirrorFlow(problem, new MirrorDescent(rule, rate), FlowOptions.until(-10))
            .run(
                Problems.start(problem, 1, 3),
                (state, point) -> {
                  assertThat(point.logLoss()).isLessThanOrEqualTo(previous[0]);
                  previous[0] = point.logLoss();
                  cut[0] |= state.get().logStep() < Math.log(rate);
                  return true;
                });
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(cut[0]).isTrue();
  }

  @Test
  void rateRecoversSlowlyUpToWhatWasAsked() {
    FlowProblem problem = linear("euclidean");
    MirrorDescent descent = new MirrorDescent(StepRule.LOSS_SCALED, 0.01);
    double asked = Math.log(0.01);
    FlowState start =
        new FlowState(new double[2], 0, 0, Double.NEGATIVE_INFINITY, asked - Math.log(4), 0);
    FlowState early = run(problem, descent, start, -1e4, 16).state();
    assertThat(early.logStep()).isCloseTo(asked - Math.log(2), within(DESCENT));
    assertThat(run(problem, descent, early, -1e4, 40).state().logStep()).isEqualTo(asked);
  }

  /** Explicit Euler steps stray from the conserved quantities in proportion to the rate. */
  @ParameterizedTest
  @CsvSource({
    "loss-scaled, euclidean, 1e-2",
    "loss-scaled, hyperbolic:beta=0.5, 1e-2",
    "loss-scaled, p:1.5, 1e-2",
    "constant, euclidean, 0.02",
    "constant, hyperbolic:beta=0.5, 0.02",
    "constant, p:1.5, 0.02",
    "normalised, euclidean, 0.02",
    "normalised, hyperbolic:beta=0.5, 0.02",
    "normalised, p:1.5, 0.02"
  })
  void driftFallsWithTheRate(String rule, String map, double rate) {
    FlowProblem problem = network(map);
    double[] drift = new double[2];
    for (int k = 0; k < 2; k++) {
      double[] theta = Problems.theta(problem, 1, 3);
      BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
      MirrorDescent descent = new MirrorDescent(StepRule.parse(rule), k == 0 ? rate : rate / 10);
      FlowResult end = run(problem, descent, problem.start(theta), -5, 1_000_000);
      assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
      drift[k] = laws.blockDrift(Problems.theta(problem, end.state()));
    }
    assertThat(Math.log10(drift[0] / drift[1])).isCloseTo(1, within(ORDER));
  }

  /** ℒ = e^{−750} is 0 in doubles; a rate of 1e308 still moves θ as η ℒ is representable. */
  @Test
  void lossesBelowTheRangeOfDoublesDoNotUnderflow() {
    FlowProblem problem =
        Problems.problem(
            "linear", Problems.data(2, 1, new double[] {1e4}, 1), Loss.EXPONENTIAL, "euclidean");
    FlowState start = problem.start(new double[] {0.075});
    FlowState end =
        run(problem, new MirrorDescent(StepRule.CONSTANT, 1e308), start, -1e4, 1).state();
    double step = Math.exp(Math.log(1e308) - 750) * 1e4;
    assertThat(end.steps()).isEqualTo(1);
    assertThat(end.coordinates()[0] - 0.075).isPositive().isCloseTo(step, within(Math.ulp(0.075)));
  }

  @Test
  void stepsBelowTheResolutionOfDoublesStall() {
    FlowProblem problem = linear("euclidean");
    FlowState far =
        run(
                problem,
                new MirrorDescent(StepRule.LOSS_SCALED, 0.1),
                problem.start(new double[2]),
                -100,
                100_000)
            .state();
    FlowState start = FlowState.initial(far.coordinates());
    FlowResult end = run(problem, new MirrorDescent(StepRule.CONSTANT, 1), start, -1e4, 10);
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.state().coordinates()).containsExactly(far.coordinates());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void badNumbersFailByName(double bad) {
    double[] x = X.clone();
    x[1] = bad;
    for (StepRule rule : StepRule.values()) {
      FlowProblem problem =
          Problems.problem("dense:4", Problems.data(2, 2, x, LABELS), Loss.LOGISTIC, "euclidean");
      FlowState start = Problems.start(problem, 1, 3);
      FlowResult end = run(problem, new MirrorDescent(rule, 0.1), start, -50, 100);
      assertThat(end.outcome()).isEqualTo(Outcome.NUMERICAL_FAILURE);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void otherRatesAreRefused(double rate) {
    assertThatThrownBy(() -> new MirrorDescent(StepRule.CONSTANT, rate))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @EnumSource(StepRule.class)
  void namesReadBack(StepRule rule) {
    assertThat(StepRule.parse(rule.spec())).isEqualTo(rule);
    assertThatThrownBy(() -> StepRule.parse("adam")).isInstanceOf(InputException.class);
    MirrorDescent descent = new MirrorDescent(rule, 1.0 / 3);
    assertThat(Integrators.parse(descent.spec())).isEqualTo(descent);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "constant", "constant:", "constant:x", "constant:0", "adam:0.1"})
  void otherRulesAreRefused(String text) {
    assertThatThrownBy(() -> MirrorDescent.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected");
  }
}

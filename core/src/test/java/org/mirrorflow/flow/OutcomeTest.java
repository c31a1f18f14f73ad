package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** Every end of a flow, and that none of them is better than the truth. */
class OutcomeTest {
  private static final double[] DIAMOND = {1, 0.5, -0.5, 1, -1, -0.5, 0.5, -1};

  private static FlowResult run(FlowProblem problem, FlowOptions options, FlowState start) {
    return new MirrorFlow(problem, ExplicitFlow.standard(), options).run(start, FlowObserver.NONE);
  }

  private static FlowProblem xor(String model, Loss loss) {
    return Problems.problem(model, Problems.data(2, 2, DIAMOND, 0, 1, 0, 1), loss, "euclidean");
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void targetReachedMeansThatAllSamplesAreClassified(Loss loss) {
    FlowProblem problem = xor("dense:8", loss);
    FlowResult end = run(problem, FlowOptions.until(-50), Problems.start(problem, 1, 1));
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(end.outcome().success()).isTrue();
    assertThat(end.logLoss()).isLessThanOrEqualTo(-50);
    assertThat(end.minimumMargin()).isGreaterThanOrEqualTo(50);
  }

  @Test
  void stepLimitCountsFromTimeZero() {
    FlowProblem problem = xor("dense:8", Loss.EXPONENTIAL);
    FlowOptions all = FlowOptions.until(-1e4);
    FlowState start = Problems.start(problem, 1, 1);
    FlowResult once = run(problem, all.withMaxSteps(3000), start);
    assertThat(once.outcome()).isEqualTo(Outcome.STEP_LIMIT);
    assertThat(once.state().steps()).isEqualTo(3000);
    FlowResult again = run(problem, all.withMaxSteps(3000), once.state());
    assertThat(again.outcome()).isEqualTo(Outcome.STEP_LIMIT);
    assertThat(again.state().steps()).isEqualTo(3000);
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void contradictoryLabelsAreNeverSeparated(Loss loss) {
    double[] x = {1, 0.5, 1, 0.5, -0.5, 1};
    FlowProblem problem = Problems.problem("dense:4", Problems.data(2, 2, x, 0, 1, 1), loss, "p:3");
    FlowResult end =
        run(problem, FlowOptions.until(-50).withMaxSteps(100), Problems.start(problem, 1, 2));
    assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEPARATED);
    assertThat(end.minimumMargin()).isLessThanOrEqualTo(0);
    // two samples share an output f, and ℓ(f) + ℓ(−f) ≥ 2 ℓ(0)
    double least = Math.log(2) + loss.logLoss(0);
    assertThat(end.logLoss()).isGreaterThanOrEqualTo(least - 1e-12);
    FlowResult rest = run(problem, FlowOptions.until(-50), end.state());
    assertThat(rest.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(rest.minimumMargin()).isLessThanOrEqualTo(0);
    assertThat(rest.logLoss()).isBetween(least - 1e-12, least + 0.01);
  }

  /** A target above log ℓ(0) may be met while a sample is misclassified: that is no success. */
  @Test
  void easyTargetsAreNoSuccessWhileASampleIsMisclassified() {
    FlowProblem problem = xor("linear", Loss.LOGISTIC);
    FlowResult end = run(problem, FlowOptions.until(100), Problems.start(problem, 1, 2));
    assertThat(end.outcome()).isEqualTo(Outcome.NOT_SEPARATED);
  }

  @Test
  void deadNetworksStall() {
    double[] x = {1, 1, 2, 1};
    FlowProblem problem =
        Problems.problem("dense:3", Problems.data(2, 2, x, 0, 1), Loss.EXPONENTIAL, "p:1.5");
    double[] theta = Problems.theta(problem, 1, 1);
    Arrays.fill(theta, 0, 6, -1);
    FlowResult end = run(problem, FlowOptions.until(-50), problem.start(theta));
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.state().steps()).isZero();
  }

  @Test
  void zeroWeightsAreRefusedWhereTheyAreStationary() {
    for (String model : new String[] {"dense:3", "dense:3,activation=relu^2", "dense:3,2"}) {
      FlowProblem problem = xor(model, Loss.EXPONENTIAL);
      assertThatThrownBy(() -> problem.start(new double[problem.model().layout().end()]))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("zero")
          .hasMessageContaining("--init-scale")
          .hasMessageNotContaining("\n");
    }
    double[] first = Problems.theta(xor("dense:3,activation=relu^2", Loss.EXPONENTIAL), 1, 1);
    Arrays.fill(first, 0, 6, 0);
    assertThatThrownBy(() -> xor("dense:3,activation=relu^2", Loss.EXPONENTIAL).start(first))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("W1");
  }

  /** Zero output weights are a usual start, and the linear model may start at 0. */
  @Test
  void zeroWeightsThatTheFlowLeavesAreTaken() {
    FlowProblem linear =
        Problems.problem("linear", Problems.data(2, 1, new double[] {1}, 1), Loss.LOGISTIC, "p:3");
    assertThat(run(linear, FlowOptions.until(-20), linear.start(new double[1])).outcome())
        .isEqualTo(Outcome.LOSS_TARGET_REACHED);
    FlowProblem problem = xor("dense:8", Loss.EXPONENTIAL);
    double[] theta = Problems.theta(problem, 1, 1);
    Arrays.fill(theta, 16, 24, 0);
    assertThat(run(problem, FlowOptions.until(-50), problem.start(theta)).outcome())
        .isEqualTo(Outcome.LOSS_TARGET_REACHED);
  }

  private static FlowResult rapid(String map, Integrator integrator, double target) {
    FlowProblem problem =
        Problems.problem(
            "linear",
            Problems.data(2, 2, new double[] {1, 0.5, -0.5, -1}, 1, 0),
            Loss.EXPONENTIAL,
            map);
    return new MirrorFlow(problem, integrator, FlowOptions.until(target))
        .run(problem.start(new double[2]), FlowObserver.NONE);
  }

  /** z = r'(θ) grows like 1/ℒ: maps that mix entries keep z itself, and end before any infinity. */
  @ParameterizedTest
  @ValueSource(strings = {"group(cosh:s=1)", "group(cosh:s=0.1)"})
  void theDualOfMapsThatKeepItOverflowsByName(String map) {
    FlowResult end = rapid(map, new ExplicitFlow(Tableau.HEUN), -1e5);
    assertThat(end.outcome()).isEqualTo(Outcome.DUAL_OVERFLOW);
    FlowState state = end.state();
    double[] z = state.coordinates();
    assertThat(Arrays.stream(z).allMatch(Double::isFinite)).isTrue();
    assertThat(Arrays.stream(z).map(Math::abs).max().getAsDouble()).isGreaterThan(1e299);
    assertThat(state.s()).isFinite();
    assertThat(state.work()).isFinite();
    assertThat(state.logTime()).isFinite();
    assertThat(end.logLoss()).isFinite();
  }

  /**
   * Entrywise maps keep θ and go on where z is e^1000 and e^10000, s and W in units of their own
   * size. By symmetry the two entries are one potential under the margin q = 1.5 θ, whose balance
   * equation is D(θ) = W/2.
   */
  @ParameterizedTest
  @CsvSource({"cosh:s=1, 1", "cosh:s=0.1, 0.1", "expr:cosh(x)-1, 1"})
  void rapidPotentialsGoOnWhereTheDualOverflows(String map, double s) {
    for (Integrator integrator :
        new Integrator[] {new ExplicitFlow(Tableau.HEUN), new AutoFlow()}) {
      double target = integrator instanceof AutoFlow ? -1e6 * s : -1600 * s;
      FlowResult end = rapid(map, integrator, target);
      assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
      FlowState state = end.state();
      double theta = state.coordinates()[0];
      assertThat(theta / s).isGreaterThan(1000);
      assertThat(state.coordinates()[1])
          .isEqualTo(theta, within(Tolerances.SYMMETRIC_ENTRIES * theta));
      double logD = new Cosh(s).logDualPotential(theta) + Math.log(2);
      assertThat(state.logUnit() + Math.log(state.work()))
          .isCloseTo(logD, within(Tolerances.LOG_WORK));
      assertThat(state.s()).isFinite().isPositive();
      assertThat(state.logTime()).isFinite();
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void badNumbersInTheDataFailByName(double bad) {
    for (int at = 0; at < DIAMOND.length; at++) {
      double[] x = DIAMOND.clone();
      x[at] = bad;
      for (String model : new String[] {"linear", "dense:8", "dense:4,activation=abs"}) {
        FlowProblem problem =
            Problems.problem(model, Problems.data(2, 2, x, 0, 1, 0, 1), Loss.LOGISTIC, "euclidean");
        FlowResult end =
            run(problem, FlowOptions.until(-5).withMaxSteps(50), Problems.start(problem, 1, 3));
        assertThat(end.outcome()).as("%s, %d", model, at).isEqualTo(Outcome.NUMERICAL_FAILURE);
      }
    }
  }

  /** Outputs of +∞ on the right side have ℒ = 0, below every target. */
  @Test
  void overflowedMarginsAreNoSuccess() {
    FlowProblem problem =
        Problems.problem(
            "dense:1", Problems.data(2, 1, new double[] {1}, 1), Loss.EXPONENTIAL, "euclidean");
    FlowResult end =
        run(problem, FlowOptions.until(-50), problem.start(new double[] {1e200, 1e200}));
    assertThat(end.outcome()).isEqualTo(Outcome.NUMERICAL_FAILURE);
  }

  @Property(tries = 200, seed = "1")
  void noOutcomeClaimsAMarginWhileASampleIsMisclassified(
      @ForAll @LongRange(min = 0, max = 1L << 40) long seed,
      @ForAll @IntRange(min = 1, max = 6) int samples,
      @ForAll @IntRange(min = 2, max = 3) int classes,
      @ForAll Loss loss) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] labels = random.ints(samples, 0, classes).toArray();
    double[] x = random.doubles(2L * samples, -1, 1).toArray();
    Dataset data = new Dataset("tiny", x, labels, 2, classes);
    FlowProblem problem =
        Problems.problem(random.nextBoolean() ? "linear" : "dense:2", data, loss, "p:1.5");
    FlowOptions options =
        new FlowOptions(random.nextDouble(-10, 3), 100, FlowOptions.DEFAULT_TOLERANCE);
    FlowResult end = run(problem, options, Problems.start(problem, 1, seed));
    boolean claims =
        end.outcome() == Outcome.LOSS_TARGET_REACHED || end.outcome() == Outcome.STEP_LIMIT;
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(end.state().coordinates());
    double accuracy = point.margins().accuracy(point.outputs());
    assertThat(end.minimumMargin() > 0).isEqualTo(accuracy == 1);
    if (claims) {
      assertThat(accuracy).isEqualTo(1);
    }
    if (end.outcome() == Outcome.LOSS_TARGET_REACHED) {
      assertThat(point.logLoss()).isLessThanOrEqualTo(options.untilLogLoss());
    }
  }

  @ParameterizedTest
  @EnumSource(Outcome.class)
  void everyOutcomeSaysWhatItMeansAndWhatToDo(Outcome outcome) {
    assertThat(outcome.meaning()).isNotBlank().doesNotContain("\n");
    assertThat(outcome.remedy()).isNotBlank().doesNotContain("\n");
    assertThat(outcome.success()).isEqualTo(outcome == Outcome.LOSS_TARGET_REACHED);
  }

  @Test
  void optionsAndProblemsThatMeanNothingAreRefused() {
    assertThatThrownBy(() -> FlowOptions.until(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    for (double tolerance : new double[] {0, -1, Double.NaN}) {
      assertThatThrownBy(() -> FlowOptions.until(-1).withTolerance(tolerance))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> FlowOptions.until(-1).withMaxSteps(-1))
        .isInstanceOf(IllegalArgumentException.class);
    Dataset data = Problems.random(3, 4, 2, 1);
    FlowProblem problem = Problems.problem("linear", data, Loss.EXPONENTIAL, "euclidean");
    assertThatThrownBy(
            () ->
                new FlowProblem(
                    ModelSpec.parse("linear").on(5, 1), data, Loss.EXPONENTIAL, problem.map()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected");
    assertThatThrownBy(
            () ->
                new FlowProblem(
                    ModelSpec.parse("dense:2").on(4, 1), data, Loss.EXPONENTIAL, problem.map()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("layout");
  }
}

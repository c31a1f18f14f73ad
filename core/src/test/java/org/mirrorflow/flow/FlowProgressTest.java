package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.ProcessorSeconds;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.model.Loss;

/** Flows that rest or are brought no further end by name; flows on a plateau go on. */
class FlowProgressTest {
  private static final List<String> FLOWS = List.of("explicit", "stabilised", "implicit", "auto");

  private static FlowResult run(
      FlowProblem problem, String integrator, FlowState start, double to) {
    return new MirrorFlow(problem, Integrators.parse(integrator), FlowOptions.until(to))
        .run(start, FlowObserver.NONE);
  }

  /**
   * Two samples at right angles, the second one weaker by a factor: its time is that much later.
   */
  private static Dataset weakAndStrong(double factor) {
    return Problems.data(2, 2, new double[] {1, 0, 0, 1 / factor}, 1, 1);
  }

  static Stream<Arguments> plateaus() {
    return FLOWS.stream()
        .flatMap(
            flow ->
                Stream.of(
                    Arguments.of(flow, "dense:6", "euclidean", 1e-3, 8),
                    Arguments.of(flow, "dense:6", "euclidean", 1e-6, 8),
                    Arguments.of(flow, "dense:6", "hyperbolic:beta=0.1", 1e-4, 8),
                    Arguments.of(flow, "dense:6,6", "euclidean", 0.05, 4)));
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void slowEscapesGoOn(String flow, String model, String map, double scale, double factor) {
    FlowProblem problem = Problems.problem(model, weakAndStrong(factor), Loss.LOGISTIC, map);
    FlowResult end = run(problem, flow, Problems.start(problem, scale, 2), -20);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
  }

  /** One unit sees the first sample alone, and none sees the second: log ℒ goes to log ℓ(0). */
  @ParameterizedTest
  @ValueSource(strings = {"explicit", "stabilised", "implicit", "auto", "descent:loss-scaled:0.1"})
  void samplesThatNoUnitSeesBringTheFlowToRest(String integrator) {
    FlowProblem problem =
        Problems.problem(
            "dense:1",
            Problems.data(2, 2, new double[] {1, 0, -1, 0.1}, 1, 1),
            Loss.LOGISTIC,
            "p:3");
    double[] theta = {1, 0.1, 1};
    FlowResult end = run(problem, integrator, problem.start(theta), -20);
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.minimumMargin()).isZero();
    double rest = Loss.LOGISTIC.logLoss(0);
    assertThat(end.logLoss()).isBetween(rest, rest + 0.02);
    assertThat(end.state().steps()).isLessThan(20_000);
  }

  /** Entries that change sign make the inverse of a flat map infinitely steep. */
  @Test
  void explicitStepsThatStiffnessMakesShortEndByNameAndAutoTakesOthers() {
    Dataset xor = DataSpec.load("synthetic:xor,n=20,d=5,seed=0");
    FlowProblem problem = Problems.problem("dense:50", xor, Loss.EXPONENTIAL, "p:10");
    FlowState start = Problems.start(problem, 0.1, 0);
    FlowResult explicit = run(problem, "explicit", start, -20);
    assertThat(explicit.outcome()).isEqualTo(Outcome.NO_PROGRESS);
    assertThat(explicit.logLoss()).isGreaterThan(2.9);
    assertThat(run(problem, "auto", start, -20).outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
  }

  /** Where a bit of a margin is worth 1e-4 no step brings the flow further. */
  @ParameterizedTest
  @CsvSource({"hyperbolic:beta=0.01, 2e11", "euclidean, 5e11"})
  void roundingEndsAFlowByName(String map, double reached) {
    FlowProblem problem =
        Problems.problem("dense:8", Problems.random(4, 3, 2, 8), Loss.EXPONENTIAL, map);
    FlowResult end = run(problem, "auto", Problems.start(problem, 1, 3), -1e15);
    assertThat(end.outcome()).isIn(Outcome.NO_PROGRESS, Outcome.STALLED);
    assertThat(end.logLoss()).isLessThan(-reached);
  }

  static Stream<String> maps() {
    return MapRegistry.families().stream().flatMap(family -> family.examples().stream());
  }

  @ParameterizedTest
  @MethodSource("maps")
  @Tag("slow")
  @ProcessorSeconds(60)
  void everyMapEndsByNameHoweverFarItIsAsked(String map) {
    Dataset xor = DataSpec.load("synthetic:xor,n=20,d=5,seed=0");
    FlowProblem problem = Problems.problem("dense:50", xor, Loss.EXPONENTIAL, map);
    FlowResult end = run(problem, "auto", Problems.start(problem, 0.1, 0), -1e15);
    assertThat(end.outcome()).isIn(Outcome.NO_PROGRESS, Outcome.STALLED, Outcome.DUAL_OVERFLOW);
    assertThat(end.logLoss()).isLessThan(-1e10);
  }

  /** A state in the middle holds all that the verdict depends on. */
  @Test
  void aResumedFlowComesToTheSameEnd() {
    FlowProblem problem =
        Problems.problem(
            "dense:1",
            Problems.data(2, 2, new double[] {1, 0, -1, 0.1}, 1, 1),
            Loss.LOGISTIC,
            "p:3");
    FlowState start = problem.start(new double[] {1, 0.1, 1});
    FlowResult whole = run(problem, "explicit", start, -20);
    FlowState state = start;
    for (long limit = 100; state.steps() < whole.state().steps(); limit += 100) {
      FlowOptions part = FlowOptions.until(-20).withMaxSteps(limit);
      state =
          new MirrorFlow(problem, Integrators.parse("explicit"), part)
              .run(state, FlowObserver.NONE)
              .state();
    }
    ResumeTest.assertSameBits(state, whole.state());
  }

  /** Looks at every doubling of s, of a loss given in log s. */
  private static FlowProgress.Verdict last(double[] logLosses) {
    FlowProgress known = FlowProgress.NONE;
    FlowProgress.Verdict verdict = FlowProgress.Verdict.MOVING;
    for (int k = 0; k < logLosses.length; k++) {
      FlowProgress next = known.to(k + 1, k * Math.log(2), logLosses[k]);
      verdict = known.judge(next, false);
      known = next;
    }
    return verdict;
  }

  private static double[] losses(int count, DoubleUnaryOperator ofS) {
    double[] all = new double[count];
    Arrays.setAll(all, k -> ofS.applyAsDouble(Math.pow(2, k)));
    return all;
  }

  @ParameterizedTest
  @CsvSource({
    // a fall that is spent, one that is not yet, one near to log s, one on its way, one after
    // another
    "20, 1, 0, AT_REST",
    "5, 1, 0, MOVING",
    "40, 0.05, 0, MOVING",
    "9, 0, 1, MOVING",
    "12, 1, 0.1, MOVING",
  })
  void theRateAndItsFallDecide(
      int looks, double power, double growth, FlowProgress.Verdict expected) {
    double[] fall = losses(looks, s -> 1 + Math.pow(s, -power) - Math.min(0.9, growth * s * 1e-3));
    assertThat(last(fall)).isEqualTo(expected);
  }
}

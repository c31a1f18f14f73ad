package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.model.Loss;

/** Where and what a run is measured. */
class MarkTest {

  @Property(tries = 300, seed = "1")
  void levelsFallStrictly(
      @ForAll @DoubleRange(min = -1e6, max = 50) double logLoss,
      @ForAll @IntRange(min = 1, max = 20) int perDecade) {
    double level = new MarkSchedule(perDecade).next(logLoss);
    assertThat(level).isLessThan(logLoss);
    assertThat(level)
        .isGreaterThanOrEqualTo(
            logLoss > -1
                ? Math.max(-1, logLoss - 1)
                : logLoss * Math.pow(10, 1.0 / perDecade) - 1e-6);
  }

  @Test
  void levelsAreWholeNumbersThenPowersOfTen() {
    double level = 3.5;
    List<Double> levels = new ArrayList<>();
    while (level > -2000) {
      level = MarkSchedule.STANDARD.next(level);
      levels.add(level);
    }
    assertThat(levels.subList(0, 5)).containsExactly(3.0, 2.0, 1.0, 0.0, -1.0);
    assertThat(MarkSchedule.STANDARD.certified(1_000).next(3.5)).isEqualTo(3);
    assertThat(MarkSchedule.STANDARD.certified(1_000).next(3)).isEqualTo(1);
    assertThat(MarkSchedule.STANDARD.certified(1_000).next(0.5)).isEqualTo(-1);
    for (int k = 0; k + 4 < levels.size(); k++) {
      double expected = -Math.pow(10, k / 8.0);
      assertThat(levels.get(k + 4)).isCloseTo(expected, within(-ROUNDING * expected));
    }
  }

  private static FlowProblem problem() {
    return Problems.problem(
        "dense:6", Problems.random(4, 5, 2, 5), Loss.EXPONENTIAL, "hyperbolic:beta=0.5");
  }

  private static FlowResult run(
      FlowProblem problem, FlowState start, double after, long maxSteps, List<Mark> marks) {
    RunAnalysis analysis =
        new RunAnalysis(
            problem,
            GaugeSpec.lp(1).on(problem.model().layout()),
            Problems.start(problem, 1, 3).coordinates());
    MarkRecorder recorder =
        new MarkRecorder(
            (state, point) -> analysis.measure(state, point, Accuracy.MARK),
            MarkSchedule.STANDARD,
            after,
            marks::add);
    FlowOptions options = FlowOptions.until(-50).withMaxSteps(maxSteps);
    return new MirrorFlow(problem, ExplicitFlow.standard(), options).run(start, recorder);
  }

  @Test
  void resumedRunsRepeatNoMarkAndMissNone() {
    FlowProblem problem = problem();
    FlowState start = Problems.start(problem, 1, 3);
    double none = Double.POSITIVE_INFINITY;
    List<Mark> whole = new ArrayList<>();
    long last = run(problem, start, none, Long.MAX_VALUE, whole).state().steps();
    assertThat(whole.get(0).steps()).isZero();
    assertThat(whole).hasSizeGreaterThan(12);
    for (long stop : new long[] {0, 1, last / 3, last / 2, whole.get(7).steps(), last - 1}) {
      List<Mark> parts = new ArrayList<>();
      FlowState middle = run(problem, start, none, stop, parts).state();
      double after = parts.get(parts.size() - 1).logLoss();
      run(problem, middle, after, Long.MAX_VALUE, parts);
      assertThat(parts).extracting(Mark::steps).isEqualTo(whole.stream().map(Mark::steps).toList());
      assertThat(parts)
          .extracting(Mark::logLoss)
          .isEqualTo(whole.stream().map(Mark::logLoss).toList());
    }
  }

  @Test
  void marksHoldWhatTheAnalysesSay() {
    FlowProblem problem = problem();
    List<Mark> marks = new ArrayList<>();
    FlowState start = Problems.start(problem, 1, 3);
    FlowState end = run(problem, start, Double.POSITIVE_INFINITY, Long.MAX_VALUE, marks).state();
    Mark first = marks.get(0);
    assertThat(first.balance().balanceDrift()).isZero();
    assertThat(first.balance().neuronBalanceDrift()).isZero();
    assertThat(first.balance().balanceResidual()).isZero();
    assertThat(first.layers().get(0).featureDrift()).isCloseTo(0, within(100 * ROUNDING));
    Mark last = marks.get(marks.size() - 1);
    assertThat(last.steps()).isLessThanOrEqualTo(end.steps());
    assertThat(last.accuracy()).isEqualTo(1);
    assertThat(last.layers().get(0).featureDrift()).isPositive();
    RunAnalysis analysis =
        new RunAnalysis(problem, GaugeSpec.lp(1).on(problem.model().layout()), start.coordinates());
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(end.coordinates());
    Mark mark = analysis.measure(end, point, Accuracy.END);
    double[] theta = Problems.theta(problem, end);
    double norm = Lp.of(1).norm(theta, 0, theta.length);
    assertThat(mark.margin().qMargin())
        .isCloseTo(point.minimumMargin() / (norm * norm), within(ROUNDING));
    List<BlockBalance> blocks = mark.balance().blocks();
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    assertThat(blocks)
        .extracting(BlockBalance::dualPotentialPerDegree)
        .containsExactly(Arrays.stream(laws.blockPotentials(theta)).boxed().toArray(Double[]::new));
    assertThat(blocks.get(1).predictedDualPotentialPerDegree())
        .isEqualTo(first.balance().blocks().get(1).dualPotentialPerDegree() + end.work());
    assertThat(mark.layers().get(0).strengths().values())
        .containsExactly(NeuronStrengths.of(problem.model().hiddenLayers().get(0), theta).values());
  }
}

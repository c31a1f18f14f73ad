package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mirrorflow.Tolerances;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.model.Loss;

/** A mark holds what the analyses say, each in its place. */
class RunAnalysisTest {
  private static final Gauge GAUGE =
      GaugeSpec.parse("l1").on(problem("euclidean").model().layout());

  private static FlowProblem problem(String map) {
    return Problems.problem("dense:5,4", Problems.random(4, 5, 2, 5), Loss.EXPONENTIAL, map);
  }

  private static FlowPoint at(FlowProblem problem, FlowState state) {
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(state.coordinates());
    return point;
  }

  @Test
  void marksAreMadeOfTheAnalyses() {
    FlowProblem problem = problem("hyperbolic:beta=0.5");
    double[] start = Problems.start(problem, 1, 3).coordinates();
    double[] moved = Problems.start(problem, 1, 4).coordinates();
    FlowState state = new FlowState(moved, 7, 0.75, 3.5, Double.NaN, 11);
    RunAnalysis analysis = new RunAnalysis(problem, GAUGE, start);
    FlowPoint point = at(problem, state);
    Mark mark = analysis.measure(state, point);
    double[] theta = point.theta();

    assertThat(mark.steps()).isEqualTo(11);
    assertThat(mark.logUnit()).isZero();
    assertThat(mark.s()).isEqualTo(7);
    assertThat(mark.work()).isEqualTo(0.75);
    assertThat(mark.logTime()).isEqualTo(3.5);
    assertThat(mark.logLoss()).isEqualTo(point.logLoss());
    assertThat(mark.margin().minMargin()).isEqualTo(point.minimumMargin());
    assertThat(mark.margin().gaugeValue()).isEqualTo(GAUGE.value(theta));
    assertThat(mark.accuracy()).isEqualTo(point.margins().accuracy(point.outputs()));
    BalanceLaws laws =
        new BalanceLaws(
            problem.model(), problem.map(), at(problem, FlowState.initial(start)).theta());
    double[] measured = laws.blockPotentials(theta);
    double[] predicted = laws.predictedBlockPotentials(0.75, 0);
    for (int b = 0; b < 3; b++) {
      assertThat(mark.balance().blocks().get(b))
          .isEqualTo(new BlockBalance(measured[b], predicted[b]));
    }
    assertThat(mark.balance().blocks()).hasSize(3);
    assertThat(mark.balance().balanceDrift()).isEqualTo(laws.blockDrift(theta)).isPositive();
    assertThat(mark.balance().neuronBalanceDrift())
        .isEqualTo(laws.neuronDrift(theta).getAsDouble());
    assertThat(mark.balance().balanceResidual()).isEqualTo(laws.balanceResidual(theta, 0.75, 0));
    assertThat(mark.certificate()).isNull();
    assertThat(mark.layers()).hasSize(2);
  }

  /** Layers are compared with their own start, on their own neurons. */
  @Test
  void everyLayerHasItsOwnFeatures() {
    FlowProblem problem = problem("euclidean");
    FlowState start = Problems.start(problem, 1, 3);
    RunAnalysis analysis = new RunAnalysis(problem, GAUGE, start.coordinates());
    Mark atStart = analysis.measure(start, at(problem, start));
    for (int l = 0; l < 2; l++) {
      LayerFeatures features = atStart.layers().get(l);
      assertThat(features.featureDrift()).isCloseTo(0, within(100 * Tolerances.ROUNDING));
      assertThat(features.strengths().values()).hasSize(l == 0 ? 5 : 4);
    }
    FlowState other = Problems.start(problem, 1, 4);
    Mark later = analysis.measure(other, at(problem, other));
    for (LayerFeatures features : later.layers()) {
      assertThat(features.featureDrift()).isBetween(0.01, 1.0);
      assertThat(features.labelAlignment()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void certificatesAreMadeWhereTheyAreAskedFor() {
    FlowProblem problem =
        Problems.problem("linear", Problems.random(3, 5, 2, 5), Loss.EXPONENTIAL, "euclidean");
    double[] theta = LinearMaxMargin.of(problem.data(), Lp.of(2)).direction();
    FlowState state = problem.start(Arrays.stream(theta).map(t -> 3 * t).toArray());
    RunAnalysis analysis =
        new RunAnalysis(
            problem, GaugeSpec.parse("l2").on(problem.model().layout()), state.coordinates());
    Certificate certificate =
        analysis.measure(state, at(problem, state), Accuracy.END).certificate();
    assertThat(certificate.status()).isEqualTo(Certificate.Status.SOLVED);
    assertThat(certificate.kktGap()).isBetween(-Tolerances.ROUNDING, Accuracy.END.allowed(1));
    assertThat(certificate.kinkTolerance()).isEqualTo(CertificateOptions.KINK_TOLERANCE);
  }
}

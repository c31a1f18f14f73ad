package org.mirrorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.analysis.Pruning;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlowTest;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** Chains with convolutions through flows, laws, certificates and pruning. */
class ConvolutionFlowTest {
  private static final int SAMPLES = 12;

  /** Some digits with pixels between 0 and 1. */
  private static Dataset digits(String spec) {
    Dataset all = DataSpec.load(spec);
    int[] first = new int[SAMPLES];
    Arrays.setAll(first, i -> i);
    Dataset some = all.select(first);
    return some.withValues("some", Arrays.stream(some.inputs()).map(x -> x / 16).toArray());
  }

  private static FlowProblem problem(String model, String data, String map) {
    Dataset set = digits(data);
    Loss loss = set.binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY;
    return FlowProblem.of(ModelSpec.parse(model).on(set), set, loss, MapSpec.parse(map));
  }

  private static FlowResult flow(FlowProblem problem, double[] theta, double logLoss) {
    return new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(logLoss))
        .run(problem.start(theta), FlowObserver.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "chain:c3-m-a, digits:0|1, euclidean",
    "chain:c4-p-c4-a, digits:0|1, euclidean",
    "conv:3-4, digits:0|1, euclidean",
    "conv:3-4, digits:0|1, hyperbolic:beta=0.1",
    "chain:c3-m-c3-d4, digits:0|1, euclidean",
    "chain:c4-m-m-d6, digits:0|1|2, euclidean"
  })
  void implicitStepsAgreeWithExplicitOnes(String model, String data, String map) {
    FlowProblem problem = problem(model, data.replace('|', ','), map);
    FlowState from =
        ImplicitFlowTest.fitted(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-4);
    double[] truth = ImplicitFlowTest.at(-15, problem, from, ExplicitFlow.standard(), 1e-4);
    double[] implicit = ImplicitFlowTest.at(-15, problem, from, ImplicitFlow.standard(), 3e-4);
    assertThat(ImplicitFlowTest.distance(implicit, truth)).isLessThan(Tolerances.KINKED_DIRECTION);
  }

  @ParameterizedTest
  @CsvSource({
    "conv:3-4, hyperbolic:beta=0.1",
    "conv:3-4, p:3",
    "chain:c3-p-c4-a, euclidean",
    "'chain:c3-m-c4-d5,activation=leaky:0.1', euclidean"
  })
  void balanceHoldsPerLayerAndPerChannelFarOut(String model, String map) {
    FlowProblem problem = problem(model, "digits:3,8", map);
    double[] theta = Problems.theta(problem, 1, 7);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    FlowResult end = flow(problem, theta, -300);
    assertThat(end.outcome().success()).isTrue();
    double[] last = problem.parameters(end.state());
    assertThat(laws.blockDrift(last)).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.neuronDrift(last).orElseThrow()).isLessThan(Tolerances.IMPLICIT_BALANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"l2", "l1", "group:l1", "blocks:l1|operator|linf"})
  void certificatesTakeEveryGauge(String gauge) {
    FlowProblem problem = problem("conv:3-4", "digits:3,8", "euclidean");
    FlowResult end = flow(problem, Problems.theta(problem, 1, 3), -100);
    Certificate c =
        Certificate.of(
            problem.model(),
            problem.data(),
            GaugeSpec.parse(gauge).on(problem.model().layout()),
            problem.parameters(end.state()),
            CertificateOptions.FINE);
    assertThat(c.qMargin()).isPositive();
    assertThat(c.kktGapLower()).isLessThanOrEqualTo(c.kktGap());
    assertThat(c.kktGap()).isLessThanOrEqualTo(c.kktGapFixed());
  }

  /** Rows of zeros are channels that are not there. */
  @Test
  void keepingTheStrongestChannelsIsANetworkWithFewer() {
    FlowProblem problem = problem("conv:4-5", "digits:3,8", "hyperbolic:beta=0.1");
    double[] theta = problem.parameters(flow(problem, Problems.theta(problem, 1, 3), -5).state());
    HiddenLayer layer = problem.model().hiddenLayers().get(0);
    Pruning pruning = new Pruning(problem.model(), problem.data());
    assertThat(pruning.accuracy(theta)).isEqualTo(1);
    int[] order = NeuronStrengths.of(layer, theta).byStrength();
    double[] kept = pruning.keepStrongest(theta, 0, 2);
    for (int rank = 0; rank < order.length; rank++) {
      double[] expected =
          rank < 2
              ? layer.incomingWeights(theta, order[rank])
              : new double[layer.incoming().cols()];
      assertThat(layer.incomingWeights(kept, order[rank])).containsExactly(expected);
    }
    assertThat(pruning.neuronsFor(1, theta, 0)).isBetween(1, 4);
  }
}

package org.mirrorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
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
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseNetwork;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.StubConvolution;
import org.mirrorflow.model.WeightLayer;

/** A layered model that is no dense network passes through flows, certificates and laws. */
class LayeredModelTest {
  private static final int SAMPLES = 12;
  private static final ImageShape IMAGE = new ImageShape(1, 8, 8);

  /** Some digits with pixels between 0 and 1. */
  private static Dataset digits(String spec) {
    Dataset all = DataSpec.load(spec);
    int[] first = new int[SAMPLES];
    Arrays.setAll(first, i -> i);
    Dataset some = all.select(first);
    return some.withValues("some", Arrays.stream(some.inputs()).map(x -> x / 16).toArray());
  }

  private static StubConvolution convolution(String activation, int outputs) {
    return new StubConvolution(IMAGE, 3, 3, 2, outputs, Activation.parse(activation));
  }

  private static FlowProblem problem(StubConvolution model, Dataset data, String map) {
    Loss loss = data.binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY;
    return FlowProblem.of(model, data, loss, MapSpec.parse(map));
  }

  private static double[] random(int length, long seed) {
    return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "relu^2", "leaky:0.1", "abs"})
  void derivativesAreThoseOfTheOutputs(String activation) {
    Dataset data = digits("digits");
    StubConvolution model = convolution(activation, 10);
    LayeredPass pass = model.pass(data.inputs(), SAMPLES);
    double[] theta = random(model.layout().end(), 1);
    double[] outputs = new double[SAMPLES * 10];
    pass.forward(theta, outputs);
    double[] u = random(outputs.length, 2);
    double[] gradient = new double[theta.length];
    pass.pullback(u, gradient);
    double value = dot(u, outputs);
    for (Block block : model.layout().blocks()) {
      double sum = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        sum += theta[j] * gradient[j];
      }
      assertThat(sum).isCloseTo(block.degree() * value, within(1e-10 * Math.abs(value)));
    }
    double[] v = random(theta.length, 3);
    double[] along = new double[outputs.length];
    pass.pushforward(v, pass.slopes(), along);
    assertThat(dot(u, along)).isCloseTo(dot(gradient, v), within(1e-10 * Math.abs(value)));
    double step = 1e-6;
    double[] moved = new double[theta.length];
    double[] difference = new double[outputs.length];
    for (double sign : new double[] {1, -1}) {
      Arrays.setAll(moved, j -> theta[j] + sign * step * v[j]);
      pass.forward(moved, outputs);
      for (int k = 0; k < outputs.length; k++) {
        difference[k] += sign * outputs[k] / (2 * step);
      }
    }
    assertThat(dot(u, difference))
        .isCloseTo(dot(gradient, v), within(1e-6 * Math.abs(dot(gradient, v)) + 1e-6));
  }

  @Test
  void aLayerIsTheMapOfOneSampleThatItsWeightsAre() {
    Dataset data = digits("digits");
    StubConvolution model = convolution("relu", 10);
    LayeredPass pass = model.pass(data.inputs(), SAMPLES);
    double[] theta = random(model.layout().end(), 4);
    double[] outputs = new double[SAMPLES * 10];
    pass.forward(theta, outputs);
    WeightLayer first = pass.layers().get(0);
    WeightLayer last = pass.layers().get(1);
    for (int i = 0; i < SAMPLES; i++) {
      for (int unit = 0; unit < first.units(); unit++) {
        double h = pass.preactivations(0)[i * first.units() + unit];
        assertThat(value(first, theta, i, unit)).isEqualTo(h);
      }
      for (int unit = 0; unit < last.units(); unit++) {
        assertThat(value(last, theta, i, unit))
            .isCloseTo(outputs[i * 10 + unit], within(Tolerances.ROUNDING));
      }
    }
    double[] u = new double[outputs.length];
    double[] own = random(10, 5);
    System.arraycopy(own, 0, u, 7 * 10, 10);
    double[] gradient = new double[theta.length];
    pass.pullback(u, gradient);
    double[] walked = random(theta.length, 6);
    double[] below = new double[first.units()];
    last.outer(7, own, walked);
    last.adjoint(7, own, below);
    for (int k = 0; k < below.length; k++) {
      below[k] *= pass.slopes()[0][7 * below.length + k];
    }
    first.outer(7, below, walked);
    assertThat(walked).containsExactly(gradient, within(Tolerances.ROUNDING));
  }

  private static double value(WeightLayer layer, double[] theta, int sample, int unit) {
    double sum = 0;
    for (int c = 0; c < layer.block().cols(); c++) {
      sum += theta[layer.weights(unit) + c] * layer.patches()[layer.patch(sample, unit) + c];
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "digits:0|1, relu, euclidean",
    "digits:0|1, relu, hyperbolic:beta=0.1",
    "digits:0|1, relu^2, euclidean",
    "digits:0|1|2, relu, euclidean"
  })
  void implicitStepsAgreeWithExplicitOnes(String data, String activation, String map) {
    Dataset set = digits(data.replace('|', ','));
    FlowProblem problem = problem(convolution(activation, set.outputs()), set, map);
    FlowState from =
        ImplicitFlowTest.fitted(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-4);
    double[] truth = ImplicitFlowTest.at(-15, problem, from, ExplicitFlow.standard(), 1e-4);
    double[] implicit = ImplicitFlowTest.at(-15, problem, from, ImplicitFlow.standard(), 1e-3);
    assertThat(ImplicitFlowTest.distance(implicit, truth)).isLessThan(Tolerances.KINKED_DIRECTION);
  }

  @Test
  void balanceHoldsPerLayerAndPerChannelFarOut() {
    Dataset set = digits("digits:3,8");
    FlowProblem problem = problem(convolution("relu", 1), set, "hyperbolic:beta=0.1");
    double[] theta = Problems.theta(problem, 1, 7);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e3))
            .run(problem.start(theta), FlowObserver.NONE);
    assertThat(end.outcome().success()).isTrue();
    assertThat(end.state().steps()).isLessThan(2000);
    double[] last = problem.parameters(end.state());
    assertThat(laws.blockDrift(last)).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.neuronDrift(last).orElseThrow()).isLessThan(Tolerances.IMPLICIT_BALANCE);
  }

  /** From seed 7 the flow ends where no point near has a smaller gap, so that none is moved to. */
  @ParameterizedTest
  @CsvSource({"3, true", "7, false"})
  void theCertificateFreesTheKinksOfTheConvolution(long seed, boolean better) {
    Dataset set = digits("digits:3,8");
    FlowProblem problem = problem(convolution("relu", 1), set, "euclidean");
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e3))
            .run(Problems.start(problem, 1, seed), FlowObserver.NONE);
    Certificate c = certificate(problem.model().layered().orElseThrow(), set, problem, end);
    assertThat(c.kktGapLower()).isLessThanOrEqualTo(c.kktGap());
    assertThat(c.kinks() > 0).isEqualTo(better);
    if (better) {
      assertThat(c.kktGap()).isLessThan(c.kktGapFixed());
      assertThat(c.kinkDistance()).isBetween(1e-9, 1e-4);
    } else {
      assertThat(c.kktGap()).isEqualTo(c.kktGapFixed());
      assertThat(c.kinkDistance()).isZero();
    }
  }

  private static Certificate certificate(
      LayeredModel model, Dataset set, FlowProblem problem, FlowResult end) {
    return Certificate.of(
        model,
        set,
        GaugeSpec.parse("l2").on(model.layout()),
        problem.parameters(end.state()),
        CertificateOptions.FINE);
  }

  /** A kernel as large as the image is a dense layer. */
  @Test
  void aConvolutionWithOnePositionIsADenseLayer() {
    Dataset set = digits("digits:3,8");
    StubConvolution one = new StubConvolution(IMAGE, 8, 5, 1, 1, Activation.RELU);
    DenseNetwork dense = new DenseNetwork(List.of(64, 5, 1), Activation.RELU);
    assertThat(one.layout()).isEqualTo(dense.layout());
    FlowProblem problem = problem(one, set, "euclidean");
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e3))
            .run(Problems.start(problem, 1, 7), FlowObserver.NONE);
    Certificate own = certificate(one, set, problem, end);
    Certificate same = certificate(dense, set, problem, end);
    assertThat(own.kinks()).isEqualTo(same.kinks());
    assertThat(own.qMargin()).isCloseTo(same.qMargin(), within(Tolerances.ROUNDING));
    assertThat(own.kktGap()).isCloseTo(same.kktGap(), within(Tolerances.FINE_GAP));
    assertThat(own.kktGapFixed()).isCloseTo(same.kktGapFixed(), within(Tolerances.FINE_GAP));
  }
}

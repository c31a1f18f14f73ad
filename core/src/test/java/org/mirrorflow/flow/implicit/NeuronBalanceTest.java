package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Loss;

/** Euler's identity of neurons. */
class NeuronBalanceTest {
  private static final double ROUNDING = 1e-12;

  private static FlowPoint start(FlowProblem problem) {
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(Problems.start(problem, 1, 0).coordinates());
    point.computeDirection();
    return point;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense:7",
        "dense:5,4",
        "dense:6,activation=relu^2",
        "dense:6,4,activation=leaky:0.1",
        "linear"
      })
  void aGradientKeepsTheBalance(String model) {
    FlowProblem problem =
        Problems.problem(
            model, DataSpec.load("synthetic:xor,n=20,d=5,seed=0"), Loss.EXPONENTIAL, "p:3");
    FlowPoint point = start(problem);
    NeuronBalance balance = new NeuronBalance(problem.model().hiddenLayers());
    assertThat(balance.missed(point.theta(), point.direction())).isLessThan(ROUNDING);
  }

  /** The force on one weight of the largest neuron off by a share of it. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-3})
  void aGradientFromBesideDoesNot(double share) {
    FlowProblem problem =
        Problems.problem(
            "dense:1", DataSpec.load("synthetic:xor,n=20,d=5,seed=0"), Loss.EXPONENTIAL, "p:3");
    FlowPoint point = start(problem);
    double[] force = point.direction().clone();
    HiddenLayer layer = problem.model().hiddenLayers().get(0);
    int out = layer.outgoing().offset();
    force[out] *= 1 + 2 * share;
    NeuronBalance balance = new NeuronBalance(problem.model().hiddenLayers());
    assertThat(balance.missed(point.theta(), force)).isCloseTo(share, within(2 * share * share));
  }
}

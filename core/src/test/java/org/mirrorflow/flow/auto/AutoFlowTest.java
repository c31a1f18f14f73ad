package org.mirrorflow.flow.auto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.ResumeTest;
import org.mirrorflow.model.Loss;

/** Which integrator is at work, and that the state says so. */
class AutoFlowTest {

  @Test
  void aSmallFlowIsExplicitAndThenImplicit() {
    FlowProblem problem =
        Problems.problem(
            "dense:10", DataSpec.load("synthetic:xor,n=20,d=5"), Loss.EXPONENTIAL, "euclidean");
    AutoFlow auto = new AutoFlow();
    Set<String> names = new LinkedHashSet<>();
    new MirrorFlow(problem, auto, FlowOptions.until(-100))
        .run(
            Problems.start(problem, 1, 0),
            (state, point) -> {
              names.add(auto.atWork(state.get()));
              return true;
            });
    assertThat(List.copyOf(names)).containsExactly("explicit", "implicit");
  }

  /** Gradients cost nothing here, but explicit steps would be half a million. */
  @Test
  void aStiffFlowOnFewSamplesDoesNotStayExplicit() {
    FlowProblem problem =
        Problems.problem(
            "dense:10",
            DataSpec.load("synthetic:xor,n=20,d=5"),
            Loss.EXPONENTIAL,
            "expr:x^2*exp(x^2)");
    AutoFlow auto = new AutoFlow();
    FlowResult result =
        new MirrorFlow(problem, auto, FlowOptions.until(-20).withMaxSteps(30_000))
            .run(Problems.start(problem, 0.1, 0), FlowObserver.NONE);
    assertThat(result.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(result.state().steps()).isGreaterThan(20_000);
    assertThat(auto.atWork(result.state())).isEqualTo("implicit");
  }

  @Test
  void aLargeFlowIsStabilisedFromTheStart() {
    FlowProblem problem =
        Problems.problem("dense:64", DataSpec.load("digits"), Loss.CROSS_ENTROPY, "euclidean");
    AutoFlow auto = new AutoFlow();
    FlowResult two =
        new MirrorFlow(problem, auto, FlowOptions.until(-100).withMaxSteps(2))
            .run(Problems.start(problem, 0.1, 0), FlowObserver.NONE);
    assertThat(auto.atWork(two.state())).isEqualTo("stabilised");
  }

  /**
   * Some labels are wrong, and samples stay at kinks while the flow learns them. Implicit steps are
   * tried before all samples are classified. With one hidden layer they lead to the target. With
   * two they cost more, and are given up. A flow that is resumed in the middle has the same bits.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "digits:8,9,noise=0.03,seed=1; dense:20; false",
        "digits:8,9,noise=0.03,seed=2; dense:10,10; true"
      })
  void implicitStepsAreTriedEarlyAndGivenUpWhereTheyCostMore(
      String name, String model, boolean givenUp) {
    FlowProblem problem =
        Problems.problem(model, DataSpec.load(name), Loss.EXPONENTIAL, "euclidean");
    AutoFlow auto = new AutoFlow();
    double[] asStabilised = {1};
    FlowState start = Problems.start(problem, 0.1, 0).withMemory(asStabilised);
    List<String> names = new ArrayList<>();
    List<FlowState> trials = new ArrayList<>();
    FlowOptions options = FlowOptions.until(-100).withMaxSteps(700);
    FlowResult whole =
        new MirrorFlow(problem, auto, options)
            .run(
                start,
                (state, point) -> {
                  String work = auto.atWork(state.get());
                  if (names.isEmpty() || !names.get(names.size() - 1).equals(work)) {
                    names.add(work);
                  }
                  if (work.equals("implicit") && point.logLoss() > 0) {
                    trials.add(state.get());
                  }
                  return true;
                });
    List<String> inVain = List.of("stabilised", "implicit", "stabilised");
    assertThat(names).isEqualTo(givenUp ? inVain : List.of("stabilised", "implicit"));
    assertThat(whole.outcome() == Outcome.LOSS_TARGET_REACHED).isEqualTo(!givenUp);
    assertThat(trials).isNotEmpty();
    FlowResult resumed =
        new MirrorFlow(problem, auto, options).run(trials.get(0), FlowObserver.NONE);
    ResumeTest.assertSameBits(resumed.state(), whole.state());
  }

  @Test
  void aTrialGoesOnWhileItsUnitsAreCheap() {
    EarlyTrial trial = EarlyTrial.NONE.start(10);
    assertThat(trial.with(5, 1).pays()).isTrue();
    assertThat(trial.with(5, 1).with(50, 1).pays()).isTrue();
    assertThat(trial.with(5, 0.4).pays()).isFalse();
    assertThat(trial.with(5, -1).pays()).isFalse();
    EarlyTrial after = trial.giveUp(3);
    assertThat(after.mayStart(3.5)).isFalse();
    assertThat(after.mayStart(4)).isTrue();
    assertThat(EarlyTrial.recall(trial.with(5, 1).remember(), 0)).isEqualTo(trial.with(5, 1));
  }
}

package org.mirrorflow.flow.auto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
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
}

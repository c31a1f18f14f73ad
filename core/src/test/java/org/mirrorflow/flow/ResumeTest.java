package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.flow.descent.MirrorDescent;
import org.mirrorflow.flow.descent.SteepestDescent;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.TableauTest;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.flow.stabilised.StabilisedFlow;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.Loss;

/** Stopping a run and going on from its state as a value gives the bits of an unbroken run. */
public class ResumeTest {
  private static final int STEPS = 60;

  static Stream<Integrator> integrators() {
    List<Integrator> all = new ArrayList<>();
    TableauTest.tableaus().map(ExplicitFlow::new).forEach(all::add);
    all.add(new StabilisedFlow());
    all.add(ImplicitFlow.standard());
    all.add(new AutoFlow());
    for (MirrorDescent.StepRule rule : MirrorDescent.StepRule.values()) {
      all.add(new MirrorDescent(rule, 0.01));
      all.add(new MirrorDescent(rule, 1e6)); // rolled back at once
    }
    return all.stream();
  }

  /** Steepest descent goes on from its state as well, where the map is euclidean. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "linf", "operator"})
  void steepestDescentGoesOn(String norm) {
    Integrator integrator = new SteepestDescent(GaugeSpec.parse(norm), 0.05);
    FlowProblem problem =
        Problems.problem("dense:6", Problems.random(5, 3, 2, 8), Loss.EXPONENTIAL, "euclidean");
    FlowState start = Problems.start(problem, 0.5, 3);
    FlowState half = flow(problem, integrator, STEPS / 2).run(start, FlowObserver.NONE).state();
    assertSameBits(
        flow(problem, integrator, STEPS).run(half, FlowObserver.NONE).state(),
        flow(problem, integrator, STEPS).run(start, FlowObserver.NONE).state());
  }

  @Provide
  Arbitrary<Integrator> integrator() {
    return Arbitraries.of(integrators().toList());
  }

  private static FlowProblem problem(int kind) {
    Dataset data = Problems.random(5, 3, kind % 2 == 0 ? 2 : 3, 8);
    return switch (kind) {
      case 0 -> Problems.problem("dense:6", data, Loss.EXPONENTIAL, "p:3");
      case 1 -> Problems.problem("dense:4,4", data, Loss.CROSS_ENTROPY, "hyperbolic:beta=0.1");
      default -> Problems.problem("dense:5", data, Loss.LOGISTIC, "group(p:1.5)|cosh:s=1");
    };
  }

  private static MirrorFlow flow(FlowProblem problem, Integrator integrator, long maxSteps) {
    return new MirrorFlow(problem, integrator, FlowOptions.until(-1e9).withMaxSteps(maxSteps));
  }

  public static void assertSameBits(FlowState actual, FlowState expected) {
    assertThat(actual.coordinates()).containsExactly(expected.coordinates());
    assertThat(actual.s()).isEqualTo(expected.s());
    assertThat(actual.work()).isEqualTo(expected.work());
    assertThat(actual.logTime()).isEqualTo(expected.logTime());
    assertThat(actual.logStep()).isEqualTo(expected.logStep());
    assertThat(actual.steps()).isEqualTo(expected.steps());
    assertThat(actual.memory()).containsExactly(expected.memory());
    assertThat(actual.progress()).isEqualTo(expected.progress());
  }

  /** Runs that stall before the last stop leave their state as it was, too. */
  @Property(tries = 60, seed = "1")
  void resumedRunsEqualUnbrokenOnes(
      @ForAll("integrator") Integrator integrator,
      @ForAll @IntRange(min = 0, max = 2) int kind,
      @ForAll @IntRange(min = 0, max = STEPS) int first,
      @ForAll @IntRange(min = 0, max = STEPS) int second) {
    FlowProblem problem = problem(kind);
    FlowState start = Problems.start(problem, 0.5, 3);
    FlowState whole = flow(problem, integrator, STEPS).run(start, FlowObserver.NONE).state();
    FlowState state = start;
    for (int stop : new int[] {Math.min(first, second), Math.max(first, second), STEPS}) {
      state = flow(problem, integrator, stop).run(state, FlowObserver.NONE).state();
      assertThat(state.steps()).isEqualTo(Math.min(stop, whole.steps()));
    }
    assertSameBits(state, whole);
  }

  /** The start, then every accepted step, each once; false stops there and nowhere else. */
  @ParameterizedTest
  @MethodSource("integrators")
  void observersSeeEveryStepInOrderAndMayStop(Integrator integrator) {
    FlowProblem problem = problem(0);
    FlowState start = Problems.start(problem, 0.5, 3);
    List<FlowState> seen = new ArrayList<>();
    FlowResult end =
        flow(problem, integrator, STEPS)
            .run(
                start,
                (state, point) -> {
                  seen.add(state.get());
                  assertThat(point.logLoss()).isFinite();
                  return seen.size() <= 20;
                });
    assertThat(end.outcome()).isEqualTo(Outcome.INTERRUPTED);
    assertThat(seen).extracting(FlowState::steps).containsExactlyElementsOf(upTo(20));
    assertThat(seen.get(0).coordinates()).containsExactly(start.coordinates());
    assertThat(seen).extracting(FlowState::s).isSorted();
    assertThat(seen).extracting(FlowState::logTime).isSorted();
    assertSameBits(end.state(), seen.get(20));
    FlowState on = flow(problem, integrator, STEPS).run(end.state(), FlowObserver.NONE).state();
    assertSameBits(on, flow(problem, integrator, STEPS).run(start, FlowObserver.NONE).state());
  }

  private static List<Long> upTo(long last) {
    return Stream.iterate(0L, k -> k + 1).limit(last + 1).toList();
  }

  @ParameterizedTest
  @MethodSource("integrators")
  void statesAreValuesThatNoLaterStepChanges(Integrator integrator) {
    FlowProblem problem = problem(1);
    double[] dual = Problems.start(problem, 0.5, 3).coordinates();
    FlowState start = FlowState.initial(dual);
    double[] before = dual.clone();
    dual[0] = 7;
    start.coordinates()[1] = 7;
    flow(problem, integrator, 5).run(start, FlowObserver.NONE);
    assertThat(start.coordinates()).containsExactly(before);
  }
}

package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.flow.descent.SteepestDescent;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.RemoteFlow;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Loss;

/** Names of integrators, a flow on evaluations of the caller's making, and what adds up. */
class IntegratorTest {

  @ParameterizedTest
  @ValueSource(strings = {"explicit", "stabilised", "implicit", "auto"})
  void namesAreRead(String name) {
    assertThat(Integrators.parse(name).spec()).isEqualTo(name);
  }

  @Test
  void everyEntryIsReadFromItsExample() {
    for (Integrators.Entry entry : Integrators.all()) {
      assertThat(Integrators.parse(entry.example()).spec()).isEqualTo(entry.example());
      assertThat(entry.example()).startsWith(entry.name());
      assertThat(entry.meaning()).isNotBlank().doesNotContain("\n");
    }
    assertThat(Integrators.parse("steepest:lp:1.5:0.01"))
        .isEqualTo(new SteepestDescent(GaugeSpec.parse("lp:1.5"), 0.01));
  }

  @ParameterizedTest
  @CsvSource({
    "IMPLICIT, did you mean implicit?",
    "implict, did you mean implicit?",
    "Decsent:loss-scaled:0.1, did you mean descent?",
    "magic, name one of them",
    "'', name one of them",
    "auto:1, leave them out",
    "steepest:linf, no learning rate",
    "steepest:0.1, gauge",
    "descent, step rule",
  })
  void aSlipIsAnsweredWithWhatWasMeant(String written, String words) {
    assertThatThrownBy(() -> Integrators.parse(written))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(words)
        .hasMessageContaining("; expected ");
  }

  @Test
  void otherNamesAreInputErrors() {
    assertThatThrownBy(() -> Integrators.parse("euler"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("euler")
        .hasMessageContaining("implicit");
    assertThat(new SteepestDescent(GaugeSpec.parse("linf"), 0.5).spec())
        .isEqualTo("steepest:linf:0.5");
  }

  /** Evaluations made here, by the same points, give the same flow to the last bit. */
  @Test
  void remoteFlowIsTheExplicitFlow() {
    FlowProblem problem =
        Problems.problem(
            "dense:4",
            Problems.data(2, 2, new double[] {1, 0.5, -1, 0.4}, 1, 0),
            Loss.LOGISTIC,
            "hyperbolic:beta=1");
    FlowOptions options = FlowOptions.until(-5);
    FlowState start = Problems.start(problem, 1, 3);
    FlowResult local =
        new MirrorFlow(problem, ExplicitFlow.standard(), options).run(start, FlowObserver.NONE);
    FlowResult remote =
        new RemoteFlow<>(() -> new FlowPoint(problem), problem.map(), options)
            .run(start, (state, point) -> true);
    assertThat(remote.outcome()).isEqualTo(local.outcome());
    assertThat(remote.state().coordinates()).isEqualTo(local.state().coordinates());
    assertThat(remote.state().logTime()).isEqualTo(local.state().logTime());
    assertThat(remote.state().steps()).isEqualTo(local.state().steps()).isPositive();

    FlowState counted = remote.state().withSteps(7);
    assertThat(counted.steps()).isEqualTo(7);
    assertThat(counted.coordinates()).isEqualTo(remote.state().coordinates());
    assertThat(counted.s()).isEqualTo(remote.state().s());
  }

  /** s and work stay sums while their unit moves on: steps of e^100 to e^2000, and back. */
  @Test
  void theClockAddsUpInAnyUnit() {
    Clock clock = Clock.of(FlowState.initial(new double[1]));
    double logS = Double.NEGATIVE_INFINITY;
    double logWork = Double.NEGATIVE_INFINITY;
    double[] steps = {0, 100, 101, 499, 700, 650, 1300, 1299, 2000, 1500};
    for (double step : steps) {
      clock = clock.advance(step, 3, step / 2);
      logS = add(logS, step);
      logWork = add(logWork, step + Math.log(3));
      assertThat(clock.s()).isBetween(Double.MIN_NORMAL, 1e220);
      assertThat(clock.logUnit() + Math.log(clock.s()))
          .isCloseTo(logS, within(Tolerances.ROUNDING * Math.max(1, step)));
      assertThat(clock.logUnit() + Math.log(clock.work()))
          .isCloseTo(logWork, within(Tolerances.ROUNDING * Math.max(1, step)));
    }
    assertThat(clock.steps()).isEqualTo(steps.length);
    assertThat(clock.logTime()).isCloseTo(1000, within(Tolerances.ROUNDING * 1000));
  }

  private static double add(double a, double b) {
    double high = Math.max(a, b);
    return high + Math.log1p(Math.exp(Math.min(a, b) - high));
  }
}

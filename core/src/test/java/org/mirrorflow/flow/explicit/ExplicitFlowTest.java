package org.mirrorflow.flow.explicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FLOW_CLOSED_FORM;
import static org.mirrorflow.Tolerances.FLOW_LOG_TIME;
import static org.mirrorflow.Tolerances.ORDER;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.FlowTime;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.Steps;
import org.mirrorflow.model.Loss;

/** Explicit flows against closed forms and against their own order. */
class ExplicitFlowTest {

  static Stream<Tableau> tableaus() {
    return TableauTest.tableaus();
  }

  /** One sample, linear model, R = ½‖θ‖²: θ = θ₀ + s x and t = (e^q − e^{q₀})/‖x‖². */
  @ParameterizedTest
  @MethodSource("tableaus")
  void oneSampleFollowsItsClosedFormFarBeyondTheRangeOfExp(Tableau tableau) {
    double[] x = {1.5, -0.5, 2};
    double[] start = {0.1, -0.2, 0.3};
    double square = 6.5;
    double q0 = 0.15 + 0.1 + 0.6;
    FlowProblem problem =
        Problems.problem("linear", Problems.data(2, 3, x, 1), Loss.EXPONENTIAL, "euclidean");
    for (double target : new double[] {-2, -50, -1e3, -1e5}) {
      FlowResult end =
          Problems.flow(problem, tableau, FlowOptions.DEFAULT_TOLERANCE, target)
              .run(problem.start(start), FlowObserver.NONE);
      FlowState state = end.state();
      double q = q0 + state.s() * square;
      assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
      assertThat(end.logLoss()).isCloseTo(-q, within(FLOW_CLOSED_FORM * q));
      assertThat(end.minimumMargin()).isCloseTo(q, within(FLOW_CLOSED_FORM * q));
      double[] theta = Problems.theta(problem, state);
      for (int j = 0; j < 3; j++) {
        assertThat(theta[j])
            .isCloseTo(start[j] + state.s() * x[j], within(FLOW_CLOSED_FORM * state.s()));
      }
      double logTime = q + Math.log1p(-Math.exp(q0 - q)) - Math.log(square);
      assertThat(state.logTime()).isCloseTo(logTime, within(FLOW_CLOSED_FORM * q));
      double work = state.s() * 0.5 * (q0 + q);
      assertThat(state.work()).isCloseTo(work, within(FLOW_CLOSED_FORM * work));
    }
  }

  private static FlowProblem smooth() {
    Dataset data = Problems.random(4, 3, 2, 3);
    return Problems.problem("dense:3,activation=linear", data, Loss.LOGISTIC, "hyperbolic:beta=1");
  }

  /** The errors at a fixed s of a run of equal steps: the state and log t. */
  private static double[] errors(FlowProblem problem, Tableau tableau, int steps, FlowState exact) {
    ExplicitStepper stepper = new ExplicitStepper(problem, tableau, 1e30);
    FlowState state = Problems.start(problem, 1, 4);
    double logStep = Math.log(exact.s() / steps);
    for (int k = 0; k < steps; k++) {
      stepper.load(
          new FlowState(state.coordinates(), state.s(), state.work(), state.logTime(), logStep, k));
      assertThat(stepper.step()).isEqualTo(Steps.Verdict.ACCEPTED);
      state = stepper.state();
    }
    assertThat(state.s()).isCloseTo(exact.s(), within(FLOW_CLOSED_FORM));
    double error = 0;
    for (int j = 0; j < exact.coordinates().length; j++) {
      error = Math.max(error, Math.abs(state.coordinates()[j] - exact.coordinates()[j]));
    }
    return new double[] {
      error, Math.abs(state.work() - exact.work()), Math.abs(state.logTime() - exact.logTime())
    };
  }

  private static FlowState reference(FlowProblem problem, double s) {
    ExplicitStepper stepper = new ExplicitStepper(problem, Tableau.DORMAND_PRINCE, 1e30);
    FlowState state = Problems.start(problem, 1, 4);
    int steps = 2048;
    for (int k = 0; k < steps; k++) {
      stepper.load(
          new FlowState(
              state.coordinates(),
              state.s(),
              state.work(),
              state.logTime(),
              Math.log(s / steps),
              k));
      stepper.step();
      state = stepper.state();
    }
    return state;
  }

  /** log t is of second order for every method, see {@link FlowTime}. */
  @ParameterizedTest
  @MethodSource("tableaus")
  void errorsFallWithTheOrderOfTheMethod(Tableau tableau) {
    FlowProblem problem = smooth();
    FlowState exact = reference(problem, 1);
    double[] coarse = errors(problem, tableau, 8, exact);
    double[] fine = errors(problem, tableau, 16, exact);
    for (int k = 0; k < 3; k++) {
      double slope = Math.log(coarse[k] / fine[k]) / Math.log(2);
      assertThat(slope)
          .as("%s, quantity %d, error %s", tableau.name(), k, fine[k])
          .isGreaterThan((k == 2 ? 2 : tableau.order()) - ORDER);
    }
  }

  /** Heun's method has local errors of third order in the step, so second order in its root. */
  @Test
  void logTimeConvergesWithTheTolerance() {
    FlowProblem problem = smooth();
    double exact = logTimeAt(problem, Tableau.HEUN, 1e-8);
    double coarse = Math.abs(logTimeAt(problem, Tableau.HEUN, 1e-3) - exact);
    double fine = Math.abs(logTimeAt(problem, Tableau.HEUN, 1e-5) - exact);
    assertThat(coarse).isLessThan(FLOW_LOG_TIME);
    assertThat(Math.log10(coarse / fine) / 2).isCloseTo(1, within(ORDER));
  }

  /** log t when log ℒ is −20, between steps by the slope of the last. */
  private static double logTimeAt(FlowProblem problem, Tableau tableau, double tolerance) {
    double[] last = new double[4];
    Problems.flow(problem, tableau, tolerance, -20)
        .run(
            Problems.start(problem, 1, 4),
            (state, point) -> {
              last[0] = last[2];
              last[1] = last[3];
              last[2] = state.get().logTime();
              last[3] = point.logLoss();
              return true;
            });
    return last[0] + (last[2] - last[0]) * (-20 - last[1]) / (last[3] - last[1]);
  }
}

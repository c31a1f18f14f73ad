package org.mirrorflow.flow.stabilised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.ResumeTest;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.model.Loss;

/** Steps in which the stiffest modes are slowed. */
class SlowedStepsTest {
  private static final int FEATURES = 4;
  private static final int CLASSES = 3;

  /** What the third and the fourth feature say of the classes. */
  private static final double[] FIRST = {-1, 1, 0};

  private static final double[] SECOND = {0, 0, 3};

  /** Two classes and a single output. */
  private static FlowProblem stiff(String map) {
    return stiff(map, 2, 1000, Loss.EXPONENTIAL);
  }

  /** A row of weights for each of three classes. */
  private static FlowProblem stiffClasses(String map) {
    return stiff(map, CLASSES, 400, Loss.CROSS_ENTROPY);
  }

  /** Small features tell the classes, the large ones say nothing and make stiff modes. */
  private static FlowProblem stiff(String map, int classes, double large, Loss loss) {
    int n = 12;
    double[] x = new double[n * FEATURES];
    int[] labels = new int[n];
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < n; i++) {
      labels[i] = i % classes;
      x[FEATURES * i] = 2 * large * (random.nextDouble() - 0.5);
      x[FEATURES * i + 1] = large * (random.nextDouble() - 0.5);
      x[FEATURES * i + 2] = FIRST[labels[i]] * (1 + random.nextDouble());
      x[FEATURES * i + 3] = SECOND[labels[i]] + random.nextDouble() - 0.5;
    }
    Dataset data = Problems.data(classes, FEATURES, x, labels);
    return Problems.problem("linear", data, loss, map);
  }

  private static ChebyshevStep.Start start(FlowProblem problem, FlowPoint point) {
    double[] theta = point.theta().clone();
    double[] z = new double[theta.length];
    problem.map().gradient(theta, z);
    double[] force = point.direction().clone();
    return new ChebyshevStep.Start(problem.map(), z, theta, force, 0, point.logLoss());
  }

  private static FlowState at(FlowProblem problem, double logLoss) {
    return new MirrorFlow(problem, new StabilisedFlow(), FlowOptions.until(logLoss))
        .run(Problems.start(problem, 0.1, 2), FlowObserver.NONE)
        .state();
  }

  /** J by central differences, column by column. */
  private static double[][] jacobian(FlowProblem problem, double[] z) {
    double[][] j = new double[z.length][z.length];
    FlowPoint point = new FlowPoint(problem);
    double h = 1e-6;
    for (int c = 0; c < z.length; c++) {
      for (int side = -1; side <= 1; side += 2) {
        double[] moved = z.clone();
        moved[c] += side * h;
        point.moveToDual(moved, problem.map());
        point.computeDirection();
        for (int r = 0; r < z.length; r++) {
          j[r][c] += side * point.direction()[r] / (2 * h);
        }
      }
    }
    return j;
  }

  /** With as many modes as weights the approximation is J itself. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:1.5"})
  void slowedForcesSolveTheLinearSystem(String map) {
    FlowProblem problem = stiff(map);
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(at(problem, -1).coordinates());
    point.computeDirection();
    ChebyshevStep.Start start = start(problem, point);
    StiffModes modes = new StiffModes(FEATURES, FEATURES);
    assertThat(modes.begin(start, point)).isEqualTo(3 * FEATURES);
    double[][] j = jacobian(problem, start.z());
    double m = 10 / modes.largest();
    modes.prepare(m);
    double[] slowed = start.force().clone();
    modes.slow(slowed);
    double scale = Math.sqrt(square(start.force()));
    for (int r = 0; r < FEATURES; r++) {
      double back = slowed[r];
      for (int c = 0; c < FEATURES; c++) {
        back -= m * j[r][c] * slowed[c];
      }
      assertThat(back).isCloseTo(start.force()[r], within(0.02 * scale));
    }
    double[] vector = start.force().clone();
    double rate = 0;
    for (int k = 0; k < 40; k++) {
      rate = modes.rate(vector, start, point);
    }
    assertThat(rate).as("rates stay below 1/m").isLessThan(1.02 / m);
    assertThat(rate).isGreaterThan(0.8 / m);
  }

  private static double square(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x * x;
    }
    return sum;
  }

  private static boolean slowed(FlowState state) {
    return state.memory().length > 2 * (CLASSES * FEATURES + 1) + 4;
  }

  /** The same end as by explicit steps, at the bounds of the agreement of integrators. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:1.5"})
  void agreeWithExplicitSteps(String map) {
    FlowProblem problem = stiffClasses(map);
    int[] count = {0, 0};
    FlowOptions options = FlowOptions.until(-30).withTolerance(1e-3);
    FlowState start = Problems.start(problem, 0.1, 2);
    FlowState end =
        new MirrorFlow(problem, new StabilisedFlow(), options)
            .run(
                start,
                (state, point) -> {
                  count[slowed(state.get()) ? 1 : 0]++;
                  return true;
                })
            .state();
    assertThat(count[1]).as("slowed steps beside %s others", count[0]).isGreaterThan(20);
    FlowState exact =
        new MirrorFlow(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE), options)
            .run(start, FlowObserver.NONE)
            .state();
    double[] a = Problems.theta(problem, end);
    double[] b = Problems.theta(problem, exact);
    double off = 0;
    for (int j = 0; j < a.length; j++) {
      double d = a[j] / Math.sqrt(square(a)) - b[j] / Math.sqrt(square(b));
      off += d * d;
    }
    assertThat(Math.sqrt(off)).isLessThan(5e-3);
  }

  @Test
  void stateIsAValue() {
    FlowProblem problem = stiffClasses("euclidean");
    Stepper unbroken = new StabilisedFlow().bind(problem, 3e-4);
    unbroken.load(Problems.start(problem, 0.1, 2));
    int slowed = 0;
    for (int k = 0; k < 250; k++) {
      FlowState state = unbroken.state();
      slowed += slowed(state) ? 1 : 0;
      assertThat(unbroken.step()).isEqualTo(Stepper.Verdict.ACCEPTED);
      if (k % 7 == 0) {
        Stepper resumed = new StabilisedFlow().bind(problem, 3e-4);
        resumed.load(state);
        resumed.step();
        ResumeTest.assertSameBits(resumed.state(), unbroken.state());
      }
    }
    assertThat(slowed).isGreaterThan(20);
  }

  /** No classes compete. */
  @Test
  void aSingleOutputHasNone() {
    FlowProblem problem = stiff("euclidean");
    SlowedSteps steps = new SlowedSteps(problem.model().layout(), problem.model().outputs());
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(at(problem, -1).coordinates());
    point.computeDirection();
    assertThat(steps.begin(0, 100, start(problem, point), point)).isZero();
    assertThat(steps.active()).isFalse();
  }
}

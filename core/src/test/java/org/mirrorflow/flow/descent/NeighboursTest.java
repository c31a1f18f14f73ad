package org.mirrorflow.flow.descent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.DESCENT;
import static org.mirrorflow.Tolerances.GAUGE;
import static org.mirrorflow.Tolerances.NEIGHBOUR_MARGIN;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.flow.Steps;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Loss;

/** Steepest descent in other norms, and Adam without ε. */
class NeighboursTest {
  private static final double[] X = {1, 0.5, -0.3, -0.4, 0.8, 0.2, 0.9, -0.1, 0.6};
  private static final int[] LABELS = {1, 0, 1};

  @Provide
  Arbitrary<String> norms() {
    return Arbitraries.of("l1", "l2", "linf", "lp:3", "operator", "nuclear", "blocks:operator|l1");
  }

  private static FlowProblem network(long seed) {
    return Problems.problem(
        "dense:4", Problems.random(5, 3, 2, seed), Loss.EXPONENTIAL, "euclidean");
  }

  private static FlowProblem linear() {
    return Problems.problem(
        "linear", Problems.data(2, 3, X, LABELS), Loss.EXPONENTIAL, "euclidean");
  }

  /** One step has length η in Q and is as steep as any: ⟨g, step⟩ = η Q°(g). */
  @Property(tries = 80, seed = "1")
  void aStepIsTheSteepestOfItsLength(
      @ForAll("norms") String norm, @ForAll("seeds") long seed, @ForAll("seeds") long other) {
    FlowProblem problem = network(seed);
    GaugeSpec spec = GaugeSpec.parse(norm);
    Gauge gauge = spec.on(problem.model().layout());
    double rate = 1e-3;
    Stepper stepper = new SteepestDescent(spec, rate).bind(problem, 1);
    stepper.load(Problems.start(problem, 1, other));
    double[] z = stepper.state().coordinates();
    double[] g = stepper.point().direction().clone();
    if (stepper.step() != Steps.Verdict.ACCEPTED) {
      return; // a kink where no step of this norm lowers the loss
    }
    double taken = stepper.state().s();
    double[] next = stepper.state().coordinates();
    double slope = 0;
    for (int j = 0; j < z.length; j++) {
      next[j] -= z[j];
      slope += g[j] * next[j];
    }
    double polar = gauge.polar().value(g);
    double rounding = GAUGE * (1 + rate) / rate;
    assertThat(gauge.value(next)).isCloseTo(taken, within(taken * 10 * rounding));
    assertThat(slope).isCloseTo(taken * polar, within(taken * polar * 10 * rounding));
  }

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.longs().between(0, 50);
  }

  @Test
  void signAndCoordinateStepsAreWhatTheirNamesSay() {
    FlowProblem problem = linear();
    double[] start = {0.1, -0.2, 0.3};
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(start);
    point.computeDirection();
    double[] g = point.direction();
    double[] sign = oneStep(problem, "linf", start);
    double[] coordinate = oneStep(problem, "l1", start);
    int largest = 0;
    for (int j = 0; j < 3; j++) {
      assertThat(sign[j] - start[j]).isCloseTo(0.01 * Math.signum(g[j]), within(DESCENT));
      largest = Math.abs(g[j]) > Math.abs(g[largest]) ? j : largest;
    }
    for (int j = 0; j < 3; j++) {
      double expected = j == largest ? 0.01 * Math.signum(g[j]) : 0;
      assertThat(coordinate[j] - start[j]).isCloseTo(expected, within(DESCENT));
    }
  }

  private static double[] oneStep(FlowProblem problem, String norm, double[] start) {
    return new MirrorFlow(
            problem,
            new SteepestDescent(GaugeSpec.parse(norm), 0.01),
            FlowOptions.until(-1e3).withMaxSteps(1))
        .run(problem.start(start), FlowObserver.NONE)
        .state()
        .coordinates();
  }

  /** Against Adam in plain numbers, where the loss is still far from underflow. */
  @ParameterizedTest
  @CsvSource({"0.9, 0.999", "0, 0.5", "0.5, 0.9"})
  void adamIsThePlainLoop(double first, double second) {
    double rate = 0.05;
    int steps = 60;
    double[] theta = {0.1, -0.2, 0.3};
    double[] m = new double[3];
    double[] v = new double[3];
    for (int k = 1; k <= steps; k++) {
      double[] force = new double[3];
      for (int i = 0; i < 3; i++) {
        double y = 2 * LABELS[i] - 1;
        double q = 0;
        for (int j = 0; j < 3; j++) {
          q += y * X[3 * i + j] * theta[j];
        }
        for (int j = 0; j < 3; j++) {
          force[j] += Math.exp(-q) * y * X[3 * i + j];
        }
      }
      for (int j = 0; j < 3; j++) {
        m[j] = first * m[j] + (1 - first) * force[j];
        v[j] = second * v[j] + (1 - second) * force[j] * force[j];
        double mHat = m[j] / (1 - Math.pow(first, k));
        double vHat = v[j] / (1 - Math.pow(second, k));
        theta[j] += rate * mHat / Math.sqrt(vHat);
      }
    }
    double[] end =
        new AdamDescent(rate, first, second)
            .run(
                linear(),
                new double[] {0.1, -0.2, 0.3},
                FlowOptions.until(-1e9).withMaxSteps(steps));
    assertThat(end).containsExactly(theta, within(100 * DESCENT));
  }

  /**
   * ℒ = e^{−2000} is far below the doubles, and the margin is the largest in ℓ∞: a step lowers log
   * ℒ by up to 4 η, less than −log √β₂ = 0.005.
   */
  @Test
  void adamGoesOnWhereTheLossIsNoDouble() {
    FlowProblem problem =
        Problems.problem(
            "linear",
            Problems.data(2, 2, new double[] {3, 1, 1, 2}, 1, 1),
            Loss.EXPONENTIAL,
            "euclidean");
    double[] end =
        new AdamDescent(5e-4, 0.9, 0.99)
            .run(problem, new double[] {0, 0}, FlowOptions.until(-2000));
    double margin = Math.min(3 * end[0] + end[1], end[0] + 2 * end[1]);
    assertThat(margin / Math.max(Math.abs(end[0]), Math.abs(end[1])))
        .isCloseTo(3, within(3 * NEIGHBOUR_MARGIN));
  }

  /** An entry whose gradient is always 0 stays where it was. */
  @Test
  void adamLeavesEntriesWithoutGradientAlone() {
    Dataset data = Problems.data(2, 2, new double[] {1, 0, 2, 0}, 1, 1);
    FlowProblem problem = Problems.problem("linear", data, Loss.EXPONENTIAL, "euclidean");
    double[] end =
        new AdamDescent(0.05, 0.9, 0.99)
            .run(problem, new double[] {0, 0.25}, FlowOptions.until(-10));
    assertThat(end[1]).isEqualTo(0.25);
    assertThat(end[0]).isGreaterThan(9);
  }

  @Test
  void steepestDescentIsInTheta() {
    FlowProblem problem = Problems.problem("linear", linear().data(), Loss.EXPONENTIAL, "p:3");
    assertThatThrownBy(() -> new SteepestDescent(GaugeSpec.parse("l1"), 0.1).bind(problem, 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("euclidean");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void otherNumbersAreRefused(double bad) {
    assertThatThrownBy(() -> new SteepestDescent(GaugeSpec.parse("l2"), bad))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new AdamDescent(bad, 0.9, 0.99)).isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new AdamDescent(0.1, 1 + bad * bad, 0.99))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new AdamDescent(0.1, 0.9, -Math.abs(bad)))
        .isInstanceOf(InputException.class);
  }
}

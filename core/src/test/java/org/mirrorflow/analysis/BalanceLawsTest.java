package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.BALANCE;
import static org.mirrorflow.Tolerances.ORDER;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Loss;

/** What a flow conserves, for every map, activation, depth and number of classes. */
class BalanceLawsTest {
  private static final List<String> ACTIVATIONS =
      List.of("relu", "leaky:0.1", "abs", "linear", "relu^2");

  /** Enough to separate most of the problems, few enough for several hundred of them. */
  private static final int STEPS = 300;

  private static final double COARSE = 1e-2;
  private static final double FINE = 3e-4;

  /** The largest drifts along a run. */
  private record Drift(double blocks, double neurons, double equation) {

    static Drift of(FlowProblem problem, double tolerance, double untilLogLoss, int maxSteps) {
      double[] theta = Problems.theta(problem, 1, 7);
      BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
      double[] worst = new double[3];
      FlowOptions options = new FlowOptions(untilLogLoss, maxSteps, tolerance);
      new MirrorFlow(problem, ExplicitFlow.standard(), options)
          .run(
              problem.start(theta),
              (state, point) -> {
                if (state.get().steps() % 10 == 0) {
                  double[] now = point.theta();
                  worst[0] = Math.max(worst[0], laws.blockDrift(now));
                  worst[1] = Math.max(worst[1], laws.neuronDrift(now).orElse(0));
                  double work = state.get().work();
                  worst[2] = Math.max(worst[2], laws.balanceResidual(now, work, 0));
                }
                return true;
              });
      return new Drift(worst[0], worst[1], worst[2]);
    }
  }

  private static FlowProblem problem(String model, String map, int classes) {
    Loss loss = classes == 2 ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY;
    return Problems.problem(model, Problems.random(3, 4, classes, 5), loss, map);
  }

  static Stream<String> maps() {
    List<String> maps = new ArrayList<>();
    MapRegistry.examples().forEach(potential -> maps.add(potential.spec()));
    MapRegistry.kinked().forEach(family -> maps.addAll(family.examples()));
    maps.addAll(List.of("group(p:1.5)", "group(hyperbolic:beta=0.1)", "group(cosh:s=1)"));
    maps.addAll(List.of("spectral(p:3)", "spectral(hyperbolic:beta=0.1)"));
    MapRegistry.wrappers().forEach(wrapper -> maps.add(wrapper.example()));
    return maps.stream().distinct();
  }

  @ParameterizedTest
  @MethodSource("maps")
  void blocksAndNeuronsStayBalanced(String map) {
    for (String activation : ACTIVATIONS) {
      for (String hidden : List.of("dense:4", "dense:4,3")) {
        for (int classes : new int[] {2, 3}) {
          String model = hidden + ",activation=" + activation;
          assertBalanced(problem(model, map, classes));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dense:4; euclidean|hyperbolic:beta=0.1",
        "dense:4; group(p:1.5)|p:3",
        "dense:4; group(hyperbolic:beta=1)|euclidean",
        "dense:4; spectral(p:3)|log:a=1",
        "dense:4,3; p:1.5|euclidean|cosh:s=1",
        "dense:4,3; group(euclidean)|p:3|hyperbolic:beta=1"
      })
  void everyLayerMayHaveItsOwnMap(String hidden, String map) {
    for (String activation : ACTIVATIONS) {
      for (int classes : new int[] {2, 3}) {
        assertBalanced(problem(hidden + ",activation=" + activation, map, classes));
      }
    }
  }

  private static void assertBalanced(FlowProblem problem) {
    Drift drift = Drift.of(problem, FlowOptions.DEFAULT_TOLERANCE, -30, STEPS);
    double bound = BALANCE * FlowOptions.DEFAULT_TOLERANCE;
    String name = problem.model().spec();
    assertThat(drift.blocks).as("blocks of %s", name).isLessThan(bound);
    assertThat(drift.neurons).as("neurons of %s", name).isLessThan(bound);
    assertThat(drift.equation).as("balance equation of %s", name).isLessThan(bound);
  }

  /**
   * The drift is the integrator's own error: it falls in proportion to the tolerance, or faster
   * where no kink sets the order. One run meets few kinks, so the mean over several is judged. Maps
   * with p > 2 are left out: where an entry changes sign their flow is only Hölder continuous, and
   * the order is lower (0.6 measured for p = 3 and linear activation).
   */
  @Tag("slow")
  @ParameterizedTest
  @CsvSource({
    "'dense:4', euclidean",
    "'dense:4', hyperbolic:beta=0.1",
    "'dense:4,3,activation=leaky:0.1', p:1.5",
    "'dense:4,activation=linear', cosh:s=1",
    "'dense:4,activation=relu^2', log:a=1"
  })
  void driftFallsWithTheTolerance(String model, String map) {
    double blocks = 0;
    double neurons = 0;
    double equation = 0;
    int runs = 8;
    for (int seed = 0; seed < runs; seed++) {
      FlowProblem problem =
          Problems.problem(model, Problems.random(3, 4, 3, seed), Loss.CROSS_ENTROPY, map);
      Drift coarse = Drift.of(problem, COARSE, 0, 100_000);
      Drift fine = Drift.of(problem, FINE, 0, 100_000);
      blocks += slope(coarse.blocks, fine.blocks) / runs;
      neurons += slope(coarse.neurons, fine.neurons) / runs;
      equation += slope(coarse.equation, fine.equation) / runs;
    }
    assertThat(blocks).as("blocks").isGreaterThan(1 - ORDER);
    assertThat(neurons).as("neurons").isGreaterThan(1 - ORDER);
    assertThat(equation).as("equation").isGreaterThan(1 - ORDER);
  }

  private static double slope(double coarse, double fine) {
    return Math.log(coarse / fine) / Math.log(COARSE / FINE);
  }

  /** For R = ½‖θ‖²: D_b/L_b = ½‖θ_b‖²/L_b and I_h = ½(‖w_h‖² − k‖a_h‖²). */
  @Test
  void euclideanLawsAreThoseOfSquaredNorms() {
    FlowProblem problem = problem("dense:2,activation=relu^2", "euclidean", 3);
    double[] theta = new double[14];
    Arrays.setAll(theta, j -> j + 1);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    double w1 = 0.5 * sumOfSquares(1, 8) / 2;
    double w2 = 0.5 * sumOfSquares(9, 14);
    assertThat(laws.blockPotentials(theta)).containsExactly(new double[] {w1, w2}, within(1e-12));
    HiddenLayer layer = problem.model().hiddenLayers().get(0);
    double first = 0.5 * sumOfSquares(1, 4) - (81 + 121 + 169);
    double second = 0.5 * sumOfSquares(5, 8) - (100 + 144 + 196);
    assertThat(laws.neuronInvariants(layer, theta))
        .containsExactly(new double[] {first, second}, within(1e-12));
    double[] doubled = theta.clone();
    for (int j = 0; j < 8; j++) {
      doubled[j] *= 2;
    }
    double scale = Math.max(4 * w1, w2);
    assertThat(laws.blockDrift(theta)).isZero();
    assertThat(laws.blockDrift(doubled)).isCloseTo(3 * w1 / scale, within(ROUNDING));
    double in = 2 * sumOfSquares(5, 8);
    double neuronScale = in + (100 + 144 + 196);
    assertThat(laws.neuronDrift(theta)).hasValue(0);
    assertThat(laws.neuronDrift(doubled).getAsDouble())
        .isCloseTo(0.75 * in / neuronScale, within(ROUNDING));
    assertThat(laws.predictedBlockPotentials(5, 0))
        .containsExactly(new double[] {w1 + 5, w2 + 5}, within(1e-12));
    assertThat(laws.balanceResidual(doubled, 3 * w1, 0))
        .isCloseTo(3 * w1 / scale, within(ROUNDING));
    assertThat(laws.balanceResidual(theta, 0, 0)).isZero();
  }

  /** Potentials, predictions and work in units of e^c are e^{−c} of themselves, shares the same. */
  @Test
  void unitsCancelInWhatIsCompared() {
    FlowProblem problem = problem("dense:4", "cosh:s=1", 3);
    double[] later = Problems.theta(problem, 2, 4);
    BalanceLaws laws =
        new BalanceLaws(problem.model(), problem.map(), Problems.theta(problem, 1, 3));
    double c = 3;
    double unit = Math.exp(c);
    double[] plain = laws.blockPotentials(later);
    double[] scaled = laws.blockPotentials(later, c);
    double[] predicted = laws.predictedBlockPotentials(5, 0);
    double[] predictedScaled = laws.predictedBlockPotentials(5 / unit, c);
    for (int b = 0; b < plain.length; b++) {
      assertThat(scaled[b] * unit).isCloseTo(plain[b], within(100 * ROUNDING * plain[b]));
      assertThat(predictedScaled[b] * unit)
          .isCloseTo(predicted[b], within(100 * ROUNDING * predicted[b]));
    }
    assertThat(laws.balanceResidual(later, 5 / unit, c))
        .isPositive()
        .isCloseTo(laws.balanceResidual(later, 5, 0), within(100 * ROUNDING));
  }

  /**
   * R = Σ (cosh − 1): D(x) = x sinh x − cosh x + 1 is (x − 1)e^x/2 far out, beyond all doubles at x
   * = 800. One neuron with 800 in and 790 out is all there is: the drifts are those of r = 789
   * e^{−10}/799.
   */
  @Test
  void driftsAreMeasuredWherePotentialsAreNoDoubles() {
    FlowProblem problem = problem("dense:4", "cosh:s=1", 3);
    double[] theta = new double[problem.model().layout().end()];
    BalanceLaws laws =
        new BalanceLaws(problem.model(), problem.map(), Problems.theta(problem, 1, 3));
    theta[0] = 800;
    theta[problem.model().layout().block(1).offset()] = 790;
    double r = 789 * Math.exp(-10) / 799;
    assertThat(laws.blockDrift(theta)).isCloseTo(1 - r, within(100 * ROUNDING));
    assertThat(laws.neuronDrift(theta).getAsDouble())
        .isCloseTo((1 - r) / (1 + r), within(100 * ROUNDING));
  }

  private static double sumOfSquares(int from, int to) {
    double sum = 0;
    for (int j = from; j <= to; j++) {
      sum += (double) j * j;
    }
    return sum;
  }

  /** Potentials that mix neurons have no law per neuron: none is reported. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "euclidean; true",
        "group(p:1.5)|p:3; true",
        "p:3|group(p:1.5); false",
        "group(p:1.5); false",
        "spectral(p:3)|euclidean; false",
        "euclidean|spectral(p:3); false"
      })
  void neuronLawIsReportedWhereItApplies(String map, boolean applies) {
    FlowProblem problem = problem("dense:4", map, 3);
    double[] theta = Problems.theta(problem, 1, 7);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    assertThat(laws.applies(problem.model().hiddenLayers().get(0))).isEqualTo(applies);
    assertThat(laws.neuronDrift(theta).isPresent()).isEqualTo(applies);
  }

  /** Deep networks: a layer without the law does not hide the others. */
  @Test
  void layersAreJudgedOneByOne() {
    FlowProblem problem = problem("dense:4,3", "p:3|euclidean|group(p:3)", 2);
    double[] theta = Problems.theta(problem, 1, 7);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    theta[0] += 1;
    assertThat(laws.neuronDrift(theta).getAsDouble()).isPositive();
    theta[0] -= 1;
    theta[28] += 1;
    assertThat(laws.neuronDrift(theta).getAsDouble()).isZero();
  }
}

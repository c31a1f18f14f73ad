package org.mirrorflow.flow.stabilised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.ResumeTest;
import org.mirrorflow.flow.Stepper;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.Loss;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.store.R064Store;

/** The stabilised flow: radius, samples left out, order, contracts. */
class StabilisedFlowTest {

  private static FlowResult run(FlowProblem problem, FlowState start, double target) {
    return new MirrorFlow(problem, new StabilisedFlow(), FlowOptions.until(target))
        .run(start, FlowObserver.NONE);
  }

  private static FlowPoint at(FlowProblem problem, FlowState state) {
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(state.coordinates());
    point.computeDirection();
    return point;
  }

  /** A linear model has J = −Xᵀ(diag p − ppᵀ)X D: the radius against its eigenvalues. */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:1.5", "cosh:s=1"})
  void radiusIsTheLargestEigenvalue(String map) {
    Dataset data = Problems.random(6, 9, 2, 5);
    FlowProblem problem = Problems.problem("linear", data, Loss.EXPONENTIAL, map);
    FlowState state = run(problem, Problems.start(problem, 1, 2), -5).state();
    FlowPoint point = at(problem, state);
    int d = 9;
    double[] theta = point.theta().clone();
    double[] z = new double[d];
    problem.map().gradient(theta, z);
    ChebyshevStep.Start start =
        new ChebyshevStep.Start(
            problem.map(), z, theta, point.direction().clone(), 0, point.logLoss());
    SpectralRadius radius = new SpectralRadius(d);
    radius.measure(1, start, point);
    double measured = radius.value() / 1.25;

    double[] root = new double[d];
    double[] ones = new double[d];
    Arrays.fill(ones, 1);
    problem.map().conjugateCurvature(z, theta).apply(ones, root);
    double[] p = new double[6];
    double[] q = new double[6];
    at(problem, state).margins().margins(at(problem, state).outputs(), q);
    for (int i = 0; i < 6; i++) {
      p[i] = Math.exp(-q[i] - point.logLoss());
    }
    R064Store matrix = R064Store.FACTORY.make(d, d);
    double[] mean = new double[d];
    for (int i = 0; i < 6; i++) {
      for (int j = 0; j < d; j++) {
        mean[j] += p[i] * data.sign(i) * data.inputs()[i * d + j];
      }
    }
    for (int j = 0; j < d; j++) {
      for (int k = 0; k < d; k++) {
        double sum = -mean[j] * mean[k];
        for (int i = 0; i < 6; i++) {
          sum += p[i] * data.inputs()[i * d + j] * data.inputs()[i * d + k];
        }
        matrix.set(j, k, sum * Math.sqrt(root[j] * root[k]));
      }
    }
    Eigenvalue<Double> eigenvalues = Eigenvalue.R064.make(matrix, true);
    eigenvalues.decompose(matrix);
    double largest = eigenvalues.getD().get(0, 0);
    assertThat(measured).isCloseTo(largest, within(Tolerances.RADIUS * largest));
  }

  /** A preactivation within the displacement lets the force jump; the radius is that beside it. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-13, -1e-13, 1e-10, -1e-10})
  void aKinkIsNoRadius(double preactivation) {
    Dataset data = Problems.random(6, 4, 2, 5);
    FlowProblem problem = Problems.problem("dense:5", data, Loss.EXPONENTIAL, "euclidean");
    double[] theta =
        Problems.theta(problem, run(problem, Problems.start(problem, 1, 2), -5).state());
    for (int unit = 0; unit < 5; unit++) {
      double above = radiusAt(problem, theta, unit, 1e-3);
      double beside = Math.max(above, radiusAt(problem, theta, unit, -1e-3));
      assertThat(radiusAt(problem, theta, unit, preactivation)).isLessThan(1.1 * beside);
    }
  }

  /** The quotient where the weights of a unit are moved so that sample 0 has this preactivation. */
  private static double radiusAt(
      FlowProblem problem, double[] theta, int unit, double preactivation) {
    int d = problem.data().features();
    double[] x = problem.data().inputs();
    double[] moved = theta.clone();
    double h = 0;
    double square = 0;
    for (int j = 0; j < d; j++) {
      h += theta[unit * d + j] * x[j];
      square += x[j] * x[j];
    }
    for (int j = 0; j < d; j++) {
      moved[unit * d + j] += (preactivation - h) / square * x[j];
    }
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(moved);
    point.computeDirection();
    ChebyshevStep.Start start =
        new ChebyshevStep.Start(
            problem.map(), moved, moved, point.direction().clone(), 0, point.logLoss());
    SpectralRadius radius = new SpectralRadius(moved.length);
    radius.measure(1, start, point);
    radius.measure(1, start, point);
    return radius.value();
  }

  /** The force of the samples that carry weight is that of all, to the last bits. */
  @Test
  void whatIsLeftOutIsBelowTheLastBit() {
    FlowProblem problem =
        Problems.problem(
            "dense:10", DataSpec.load("iris").select(upTo(100)), Loss.CROSS_ENTROPY, "euclidean");
    FlowState state = run(problem, Problems.start(problem, 1, 2), -150).state();
    FlowPoint full = at(problem, state);
    Carriers carriers = new Carriers(problem);
    assertThat(carriers.choose(full)).isTrue();
    assertThat(carriers.choose(full)).isFalse();
    assertThat(carriers.takeIn(full)).isFalse();
    assertThat(carriers.count()).isLessThan(100).isPositive();
    carriers.point().moveTo(state.coordinates());
    carriers.point().computeDirection();
    double scale = Arrays.stream(full.direction()).map(Math::abs).max().orElseThrow();
    for (int j = 0; j < full.direction().length; j++) {
      assertThat(carriers.point().direction()[j])
          .isCloseTo(full.direction()[j], within(1e-12 * scale));
    }
    assertThat(carriers.point().logLoss()).isCloseTo(full.logLoss(), within(1e-12 * 150));

    // A sample that comes to carry weight is taken in: elsewhere others do.
    FlowPoint elsewhere = at(problem, Problems.start(problem, 1, 2));
    assertThat(carriers.takeIn(elsewhere)).isTrue();
    assertThat(carriers.count()).isEqualTo(100);
  }

  private static int[] upTo(int n) {
    return IntStream.range(0, n).toArray();
  }

  @Test
  void aChosenSetHasTheChosenSamples() {
    Dataset data = Problems.random(5, 2, 3, 1);
    Dataset chosen = data.select(new int[] {4, 1});
    assertThat(chosen.labels()).containsExactly(data.labels()[4], data.labels()[1]);
    assertThat(chosen.inputs())
        .containsExactly(data.inputs()[8], data.inputs()[9], data.inputs()[2], data.inputs()[3]);
    assertThat(chosen.outputs()).isEqualTo(3);
  }

  /** State, work and log t at a fixed s of equal steps are of second order. */
  @Test
  void errorsFallWithTheSquareOfTheStep() {
    Dataset data = Problems.random(4, 3, 2, 3);
    FlowProblem problem =
        Problems.problem("dense:3,activation=linear", data, Loss.LOGISTIC, "hyperbolic:beta=1");
    FlowState exact =
        steps(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE).bind(problem, 1e30), 1024);
    double[] coarse = errors(problem, 8, exact);
    double[] fine = errors(problem, 16, exact);
    for (int k = 0; k < 3; k++) {
      assertThat(Math.log(coarse[k] / fine[k]) / Math.log(2))
          .as("quantity %s, error %s", k, fine[k])
          .isGreaterThan(2 - Tolerances.ORDER);
    }
  }

  private static FlowState steps(FlowProblem problem, Stepper stepper, int count) {
    FlowState state = Problems.start(problem, 1, 4);
    for (int k = 0; k < count; k++) {
      stepper.load(
          new FlowState(
              state.coordinates(),
              state.s(),
              state.work(),
              state.logTime(),
              Math.log(1.0 / count),
              k));
      assertThat(stepper.step()).isEqualTo(Stepper.Verdict.ACCEPTED);
      state = stepper.state();
    }
    return state;
  }

  private static double[] errors(FlowProblem problem, int count, FlowState exact) {
    FlowState state =
        steps(
            problem,
            new StabilisedStepper(problem, new StepLimits(1e30, 1e30, 1e30, 1e30, 1e30, 1e30, 0)),
            count);
    double error = 0;
    for (int j = 0; j < exact.coordinates().length; j++) {
      error = Math.max(error, Math.abs(state.coordinates()[j] - exact.coordinates()[j]));
    }
    return new double[] {
      error, Math.abs(state.work() - exact.work()), Math.abs(state.logTime() - exact.logTime())
    };
  }

  static Stream<List<String>> mapsAndActivations() {
    List<String> maps =
        List.of(
            "euclidean",
            "p:1.5",
            "p:3",
            "p:3,quadratic=1",
            "smoothed:p=1.5,delta=0.1",
            "hyperbolic:beta=0.1",
            "log:a=1",
            "plog:p=2",
            "cosh:s=1",
            "group(hyperbolic:beta=0.1)",
            "spectral(p:3)",
            "expr:abs(x)^3+x^2",
            "euclidean|hyperbolic:beta=0.1");
    return maps.stream()
        .flatMap(m -> Stream.of("relu", "leaky:0.1", "relu^2", "abs").map(a -> List.of(m, a)));
  }

  /** All go to the target with the balance laws kept; |x|, whose kinks hold samples, less far. */
  @ParameterizedTest
  @MethodSource("mapsAndActivations")
  void everyMapAndActivationGoesToTheTarget(List<String> names) {
    FlowProblem problem =
        Problems.problem(
            "dense:12,activation=" + names.get(1),
            DataSpec.load("synthetic:clouds,n=15,d=4,classes=3,seed=0"),
            Loss.CROSS_ENTROPY,
            names.get(0));
    double[] theta = Problems.theta(problem, 1, 0);
    boolean slides = names.get(1).equals("abs");
    FlowResult end = run(problem, problem.start(theta), slides ? -5 : -60);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta);
    assertThat(laws.blockDrift(Problems.theta(problem, end.state())))
        .isLessThan(slides ? Tolerances.STABILISED_BALANCE_SLIDING : Tolerances.STABILISED_BALANCE);
  }

  @Test
  void threadsChangeNoBit() {
    FlowProblem problem =
        Problems.problem(
            "dense:64", DataSpec.load("digits").select(upTo(600)), Loss.CROSS_ENTROPY, "euclidean");
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      FlowOptions few = new FlowOptions(-1e9, 6, FlowOptions.DEFAULT_TOLERANCE);
      FlowState start = Problems.start(problem, 0.1, 0);
      FlowState one =
          new MirrorFlow(problem, new StabilisedFlow(), few).run(start, FlowObserver.NONE).state();
      FlowProblem shared = problem.on(KernelFactory.best().on(executor, 3));
      FlowState three =
          new MirrorFlow(shared, new StabilisedFlow(), few).run(start, FlowObserver.NONE).state();
      assertThat(three.coordinates()).containsExactly(one.coordinates());
      assertThat(three.memory()).containsExactly(one.memory());
    } finally {
      executor.shutdown();
    }
  }

  /** One point with both labels: the flow comes to rest with the loss 2 and says so. */
  @ParameterizedTest
  @CsvSource({"exponential", "logistic"})
  void aStationaryPointIsSaidToBeOne(String loss) {
    Dataset data = Problems.data(2, 2, new double[] {1, 0, 1, 0, 0, 1, 0, 1}, 0, 1, 1, 0);
    FlowProblem problem = Problems.problem("dense:3", data, Loss.parse(loss), "euclidean");
    FlowResult end =
        new MirrorFlow(problem, new StabilisedFlow(), FlowOptions.until(-10).withMaxSteps(2000))
            .run(Problems.start(problem, 1, 1), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.STALLED);
    assertThat(end.minimumMargin()).isLessThanOrEqualTo(0);
  }

  /** With many stages a measurement of the radius makes several iterations. */
  @Test
  void aResumedFlowOfManyStagesHasTheSameBits() {
    FlowProblem problem =
        Problems.problem(
            "dense:20", DataSpec.load("digits:n=100"), Loss.CROSS_ENTROPY, "euclidean");
    FlowState begun =
        new MirrorFlow(problem, new StabilisedFlow(), FlowOptions.until(-100).withMaxSteps(2))
            .run(Problems.start(problem, 0.1, 0), FlowObserver.NONE)
            .state();
    double[] memory = begun.memory().clone();
    memory[memory.length - 1] = 1e9; // the step before which no modes are slowed
    FlowState far = run(problem, begun.withMemory(memory), -1000).state();
    Stepper unbroken = new StabilisedFlow().bind(problem, FlowOptions.DEFAULT_TOLERANCE);
    unbroken.load(far);
    for (int k = 0; k < 3; k++) {
      FlowState state = unbroken.state();
      assertThat(unbroken.step()).isEqualTo(Stepper.Verdict.ACCEPTED);
      assertThat(unbroken.patience()).as("8192 over the stages").isLessThanOrEqualTo(8192 / 50);
      Stepper resumed = new StabilisedFlow().bind(problem, FlowOptions.DEFAULT_TOLERANCE);
      resumed.load(state);
      resumed.step();
      ResumeTest.assertSameBits(resumed.state(), unbroken.state());
    }
  }
}

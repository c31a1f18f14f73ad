package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.DenseNetwork;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.model.PullbackOnly;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Variable;

/** The implicit flow against the explicit one, against the equations and against a QP. */
public class ImplicitFlowTest {
  private static final String XOR = "synthetic:xor,n=20,d=5,seed=0";
  private static final String CLASSES = "synthetic:clouds,n=30,d=4,classes=4,seed=0";

  private static FlowProblem problem(String data, String model, String map) {
    Dataset set = DataSpec.load(data);
    LayeredModel network = ModelSpec.parse(model).on(set);
    Loss loss = set.binary() ? Loss.EXPONENTIAL : Loss.CROSS_ENTROPY;
    return FlowProblem.of(network, set, loss, MapSpec.parse(map));
  }

  private static FlowState start(FlowProblem problem) {
    return problem.start(new Initialisation(1, 0).parameters(problem.model().layout()));
  }

  /** Where the implicit flow may begin: all samples classified, log ℒ below −3. */
  public static FlowState fitted(FlowProblem problem, Integrator integrator, double tolerance) {
    FlowState state =
        new MirrorFlow(problem, integrator, FlowOptions.until(-1e9).withTolerance(tolerance))
            .run(start(problem), (s, p) -> p.logLoss() > -3 || p.minimumMargin() <= 0)
            .state();
    return new FlowState(
        state.coordinates(), state.s(), state.work(), state.logTime(), Double.NaN, state.steps());
  }

  /** log t + log ℒ, log s, and θ/‖θ‖ at log ℒ = target, by cubic interpolation along the flow. */
  public static double[] at(
      double target, FlowProblem problem, FlowState from, Integrator integrator, double tolerance) {
    List<double[]> points = points(target, problem, from, integrator, tolerance);
    int k = passage(points, target);
    return interpolate(points.subList(k - 2, k + 2), Math.log(-target));
  }

  /**
   * The same where the flow first comes to the target, on the line between two steps: through kinks
   * log ℒ also rises between steps, which no cubic can follow.
   */
  public static double[] firstAt(
      double target, FlowProblem problem, FlowState from, Integrator integrator, double tolerance) {
    List<double[]> points = points(target, problem, from, integrator, tolerance);
    int k = passage(points, target);
    return interpolate(points.subList(k - 1, k + 1), Math.log(-target));
  }

  private static int passage(List<double[]> points, double target) {
    return IntStream.range(2, points.size())
        .filter(k -> points.get(k)[0] >= Math.log(-target))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the flow ended before log loss " + target));
  }

  private static List<double[]> points(
      double target, FlowProblem problem, FlowState from, Integrator integrator, double tolerance) {
    List<double[]> points = new ArrayList<>();
    new MirrorFlow(problem, integrator, FlowOptions.until(1.3 * target).withTolerance(tolerance))
        .run(
            from,
            (state, point) -> {
              FlowState s = state.get();
              double[] theta = point.theta();
              double norm = norm(theta);
              double[] row = new double[theta.length + 3];
              row[0] = Math.log(-point.logLoss());
              row[1] = s.logTime() + point.logLoss();
              row[2] = Math.log(s.s());
              for (int j = 0; j < theta.length; j++) {
                row[3 + j] = theta[j] / norm;
              }
              points.add(row);
              return true;
            });
    return points;
  }

  private static double[] interpolate(List<double[]> points, double x) {
    double[] out = new double[points.get(0).length];
    for (double[] p : points) {
      double weight = 1;
      for (double[] other : points) {
        if (other != p) {
          weight *= (x - other[0]) / (p[0] - other[0]);
        }
      }
      for (int j = 0; j < out.length; j++) {
        out[j] += weight * p[j];
      }
    }
    return out;
  }

  private static double norm(double[] v) {
    double sum = 0;
    for (double x : v) {
      sum += x * x;
    }
    return Math.sqrt(sum);
  }

  public static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int j = 3; j < a.length; j++) {
      sum += (a[j] - b[j]) * (a[j] - b[j]);
    }
    return Math.sqrt(sum);
  }

  /**
   * On a smooth model the explicit flow of order 5 is the truth, and the error of the implicit flow
   * is proportional to the tolerance: a sixteenth of it must give less than a fourth of the error.
   */
  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "p:1.5", "hyperbolic:beta=0.1"})
  void convergesToTheExplicitFlowAtTheStatedOrder(String map) {
    FlowProblem problem = problem(XOR, "dense:10,activation=relu^2", map);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-6);
    double[] truth = at(-60, problem, from, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-7);
    double[] coarse = at(-60, problem, from, ImplicitFlow.standard(), 1e-3);
    double[] fine = at(-60, problem, from, ImplicitFlow.standard(), 6.25e-5);
    assertThat(distance(coarse, truth)).isLessThan(Tolerances.IMPLICIT_DIRECTION);
    assertThat(coarse[1]).isEqualTo(truth[1], within(Tolerances.IMPLICIT_LOG_TIME));
    assertThat(distance(fine, truth)).isLessThan(distance(coarse, truth) / 4);
    assertThat(Math.abs(fine[1] - truth[1])).isLessThan(Math.abs(coarse[1] - truth[1]) / 4);
    assertThat(Math.abs(fine[2] - truth[2])).isLessThan(Math.abs(coarse[2] - truth[2]) / 4);
  }

  @ParameterizedTest
  @CsvSource({
    "dense:20,             euclidean",
    "'dense:20,activation=leaky:0.1', p:1.5",
    "'dense:20,activation=abs', euclidean",
    "'dense:12,12',        euclidean"
  })
  void agreesWithTheExplicitFlowThroughKinks(String model, String map) {
    FlowProblem problem = problem(XOR, model, map);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.HEUN), 1e-3);
    double[] truth = at(-40, problem, from, ExplicitFlow.standard(), 1e-4);
    double[] implicit = at(-40, problem, from, ImplicitFlow.standard(), 2.5e-4);
    assertThat(distance(implicit, truth)).isLessThan(Tolerances.KINKED_DIRECTION);
    assertThat(implicit[1]).isEqualTo(truth[1], within(Tolerances.IMPLICIT_LOG_TIME));
    assertThat(implicit[2]).isEqualTo(truth[2], within(Tolerances.KINKED_DIRECTION));
  }

  /** Pairs of classes of a sample that slides have one slope. */
  @ParameterizedTest
  @CsvSource({
    "dense:20,      euclidean",
    "dense:20,      hyperbolic:beta=0.1",
    "dense:20,      group(euclidean)",
    "'dense:10,10', p:1.5"
  })
  void agreesWithTheExplicitFlowThroughKinksOfSeveralClasses(String model, String map) {
    FlowProblem problem = problem(CLASSES, model, map);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.HEUN), 1e-3);
    double[] truth = at(-40, problem, from, ExplicitFlow.standard(), 1e-4);
    double[] implicit = at(-40, problem, from, ImplicitFlow.standard(), 2.5e-4);
    assertThat(distance(implicit, truth)).isLessThan(Tolerances.KINKED_DIRECTION);
    assertThat(implicit[1]).isEqualTo(truth[1], within(Tolerances.IMPLICIT_LOG_TIME));
    assertThat(implicit[2]).isEqualTo(truth[2], within(Tolerances.KINKED_DIRECTION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"euclidean", "hyperbolic:beta=0.1", "p:1.5", "log:a=10"})
  void keepsTheBalanceLawsWithAFixedNumberOfStepsPerDecade(String map) {
    FlowProblem problem = problem(XOR, "dense:20", map);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.HEUN), 1e-3);
    FlowPoint point = new FlowPoint(problem);
    point.moveTo(from.coordinates());
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), point.theta().clone());
    List<Long> stepsAtDecades = new ArrayList<>();
    FlowResult end =
        new MirrorFlow(
                problem, ImplicitFlow.standard(), FlowOptions.until(-1e6).withTolerance(1e-3))
            .run(
                from,
                (state, p) -> {
                  if (-p.logLoss() > Math.pow(10, stepsAtDecades.size() + 2)) {
                    stepsAtDecades.add(state.get().steps());
                  }
                  return true;
                });
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    point.moveTo(end.state().coordinates());
    double work = end.state().work() - from.work();
    assertThat(laws.blockDrift(point.theta())).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.neuronDrift(point.theta()).orElseThrow())
        .isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.balanceResidual(point.theta(), work, 0)).isLessThan(Tolerances.IMPLICIT_WORK);
    for (int k = 1; k < stepsAtDecades.size(); k++) {
      assertThat(stepsAtDecades.get(k) - stepsAtDecades.get(k - 1)).isBetween(9L, 20L);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "synthetic:xor|n=20|d=5|seed=0, dense:20, euclidean",
    "synthetic:xor|n=20|d=5|seed=0, dense:20, p:3",
    "synthetic:xor|n=20|d=5|seed=0, dense:10|10, hyperbolic:beta=0.1",
    "iris, dense:20|activation=relu^2, euclidean",
    "synthetic:clouds|n=30|d=4|classes=4|seed=0, dense:20, euclidean"
  })
  void aStoppedFlowGoesOnWithTheSameBits(String data, String model, String map) {
    FlowProblem problem = problem(data.replace('|', ','), model.replace('|', ','), map);
    FlowOptions options = new FlowOptions(-1e9, 3000, 1e-3);
    FlowState whole = stopAt(new MirrorFlow(problem, new AutoFlow(), options), start(problem), -60);
    FlowState part = stopAt(new MirrorFlow(problem, new AutoFlow(), options), start(problem), -15);
    FlowState rest = stopAt(new MirrorFlow(problem, new AutoFlow(), options), part, -60);
    assertThat(rest).usingRecursiveComparison().isEqualTo(whole);
    assertThat(rest.coordinates()).isEqualTo(whole.coordinates());
  }

  private static FlowState stopAt(MirrorFlow flow, FlowState from, double logLoss) {
    return flow.run(from, (s, p) -> p.logLoss() > logLoss).state();
  }

  /**
   * The force of a stage is a Clarke element: the pullback of its own slopes, which are 0 or 1 off
   * the kinks and anything between on them.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        XOR + "; dense:20",
        XOR + "; dense:10,10",
        XOR + "; dense:20,activation=leaky:0.1",
        CLASSES + "; dense:20",
        CLASSES + "; dense:10,10"
      })
  void slidingSamplesHaveSlopesBetweenTheTwoSides(String data, String model) {
    FlowProblem problem = problem(data, model, "euclidean");
    LayeredModel network = problem.model().layered().orElseThrow();
    FlowState from =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e3))
            .run(start(problem), FlowObserver.NONE)
            .state();
    MarginModel margins = new MarginModel(problem, network, ImplicitStage.TEMPERATURE);
    ImplicitStage stage = new ImplicitStage(problem, margins);
    double[] theta = problem.parameters(from);
    double step = 0.3 * Math.exp(from.logStep());
    stage.start(theta, problem.map());
    assertThat(stage.solve(from.coordinates(), step)).isTrue();

    LayeredPass pass = network.pass(problem.data().inputs(), problem.data().size());
    double[] outputs = new double[problem.data().size() * problem.model().outputs()];
    pass.forward(stage.theta(), outputs);
    double[][] slopes = pass.slopes();
    int sliding = 0;
    double low = network.activation().lowSlope();
    double jump = network.activation().highSlope() - low;
    for (int k = 0; k < margins.kinks().count(); k++) {
      double sigma = stage.multipliers().sigma[k];
      double weight = stage.multipliers().weight[k];
      int layer = margins.kinks().layer(k);
      int width = network.layout().block(layer).rows();
      int at = margins.kinks().sample(k) * width + margins.kinks().unit(k);
      double h = pass.preactivations(layer)[at];
      if (weight > 1e-6 && sigma > 0.01 && sigma < 0.99) {
        sliding++;
        assertThat(Math.abs(h)).isLessThan(Tolerances.ON_THE_KINK * norm(stage.theta()));
      } else if (weight > 1e-6 && Math.abs(h) > Tolerances.ON_THE_KINK * norm(stage.theta())) {
        assertThat(sigma).isEqualTo(h > 0 ? 1 : 0, within(Tolerances.RESTING_SLOPE));
      }
      slopes[layer][at] = low + jump * sigma;
    }
    assertThat(sliding).isPositive();
    double[] cotangent = new double[outputs.length];
    for (int r = 0; r < margins.active(); r++) {
      addWeight(problem.data(), margins.margin(r), stage.multipliers().lambda[r], cotangent);
    }
    double[] clarke = new double[theta.length];
    pass.pullback(cotangent, slopes, clarke);
    double[] force = new double[theta.length];
    stage.force(force);
    double worst = 0;
    for (int j = 0; j < force.length; j++) {
      worst = Math.max(worst, Math.abs(force[j] - clarke[j]));
    }
    assertThat(worst).isLessThan(Tolerances.CLARKE_ELEMENT * norm(clarke));
  }

  /** The derivatives of a margin in the outputs, by its weight. */
  private static void addWeight(Dataset data, int j, double weight, double[] cotangent) {
    int rivals = data.outputs() - 1;
    if (rivals == 0) {
      cotangent[j] += data.sign(j) * weight;
      return;
    }
    int i = j / rivals;
    int label = data.labels()[i];
    int rival = j % rivals < label ? j % rivals : j % rivals + 1;
    cotangent[i * data.outputs() + label] += weight;
    cotangent[i * data.outputs() + rival] -= weight;
  }

  @Test
  void aLinearModelGoesToTheSupportVectorMachine() {
    Dataset data = separable(15, 6);
    DenseNetwork network = new DenseNetwork(List.of(6, 1), Activation.LINEAR);
    FlowProblem problem =
        FlowProblem.of(network, data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(-1e6))
            .run(start(problem), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    double[] theta = problem.parameters(end.state());
    double[] best = supportVectorMachine(data);
    for (int j = 0; j < 6; j++) {
      assertThat(theta[j] / norm(theta))
          .isEqualTo(best[j] / norm(best), within(Tolerances.MAX_MARGIN_DIRECTION));
    }
  }

  private static Dataset separable(int n, int d) {
    SplittableRandom random = new SplittableRandom(3);
    double[] w = random.doubles(d, -1, 1).toArray();
    double[] x = new double[n * d];
    int[] y = new int[n];
    for (int i = 0; i < n; i++) {
      double f = 0;
      for (int j = 0; j < d; j++) {
        x[i * d + j] = random.nextGaussian();
        f += w[j] * x[i * d + j];
      }
      y[i] = f > 0 ? 1 : 0;
    }
    return new Dataset("separable", x, y, d, 2);
  }

  /** min ½‖w‖² subject to y_i ⟨w, x_i⟩ ≥ 1, by a quadratic program. */
  private static double[] supportVectorMachine(Dataset data) {
    ExpressionsBasedModel model = new ExpressionsBasedModel();
    List<Variable> w = new ArrayList<>();
    for (int j = 0; j < data.features(); j++) {
      w.add(model.newVariable("w" + j));
    }
    var size = model.newExpression("size").weight(1);
    w.forEach(v -> size.set(v, v, 0.5));
    for (int i = 0; i < data.size(); i++) {
      var margin = model.newExpression("q" + i).lower(1);
      for (int j = 0; j < data.features(); j++) {
        margin.set(w.get(j), data.sign(i) * data.inputs()[i * data.features() + j]);
      }
    }
    var result = model.minimise();
    assertThat(result.getState().isOptimal()).isTrue();
    double[] out = new double[data.features()];
    for (int j = 0; j < out.length; j++) {
      out[j] = result.doubleValue(j);
    }
    return out;
  }

  @ParameterizedTest
  @ValueSource(strings = {"group(p:1.5)", "group(euclidean)", "spectral(euclidean)"})
  void mapsThatCoupleEntriesAgreeWithTheExplicitFlow(String map) {
    FlowProblem problem = problem(XOR, "dense:10,activation=relu^2", map);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-6);
    double[] truth = at(-30, problem, from, new ExplicitFlow(Tableau.DORMAND_PRINCE), 1e-6);
    double[] implicit = at(-30, problem, from, ImplicitFlow.standard(), 1e-3);
    assertThat(distance(implicit, truth)).isLessThan(Tolerances.IMPLICIT_DIRECTION);
    assertThat(implicit[1]).isEqualTo(truth[1], within(Tolerances.IMPLICIT_LOG_TIME));
  }

  @Test
  void aSampleMaySlideAtVeryManyNeurons() {
    double[] points = {1, Math.sqrt(1.0 / 3), 1, -Math.sqrt(1.0 / 3), -1, 0};
    Dataset data = Problems.data(2, 2, points, 0, 1, 0);
    FlowProblem problem = Problems.problem("dense:400", data, Loss.EXPONENTIAL, "euclidean");
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), new FlowOptions(-1e4, 400, 1e-3))
            .run(Problems.start(problem, 1, 0), (state, point) -> true);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
  }

  /**
   * Two hundred samples of ten classes have 1,800 margins: one system costs 2e9 multiplications.
   */
  @Test
  void autoStaysExplicitWhereThatIsCheaper() {
    Dataset data = Problems.random(200, 200, 10, 0);
    FlowProblem problem = Problems.problem("linear", data, Loss.CROSS_ENTROPY, "euclidean");
    List<FlowResult> ends =
        Stream.of(new AutoFlow(), ExplicitFlow.standard())
            .map(way -> new MirrorFlow(problem, way, FlowOptions.until(-5)))
            .map(flow -> flow.run(Problems.start(problem, 0.1, 0), (state, point) -> true))
            .toList();
    assertThat(ends.get(0).outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    assertThat(ends.get(0).state().steps()).isEqualTo(ends.get(1).state().steps());
    assertThat(ends.get(0).state().coordinates()).isEqualTo(ends.get(1).state().coordinates());
  }

  @Test
  void aModelWithUnknownKinksIsRefusedByImplicitAndFollowedExplicitlyByAuto() {
    FlowProblem dense = problem(XOR, "dense:20", "euclidean");
    HomogeneousModel opaque = new PullbackOnly(dense.model());
    FlowProblem problem = new FlowProblem(opaque, dense.data(), dense.loss(), dense.map());
    assertThatThrownBy(() -> ImplicitFlow.standard().bind(problem, 1e-3))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("use --integrator explicit");
    FlowOptions options = FlowOptions.until(-5);
    FlowResult auto =
        new MirrorFlow(problem, new AutoFlow(), options).run(start(problem), FlowObserver.NONE);
    FlowResult explicit =
        new MirrorFlow(problem, ExplicitFlow.standard(), options)
            .run(start(problem), FlowObserver.NONE);
    assertThat(auto.logLoss()).isLessThan(-3);
    assertThat(auto.state().coordinates()).containsExactly(explicit.state().coordinates());
  }

  @Test
  void outcomesAreHonest() {
    FlowProblem problem = problem(XOR, "dense:20", "euclidean");
    FlowOptions short40 = new FlowOptions(-1e9, 40, FlowOptions.DEFAULT_TOLERANCE);
    assertThat(
            new MirrorFlow(problem, new AutoFlow(), short40)
                .run(start(problem), FlowObserver.NONE)
                .outcome())
        .isEqualTo(Outcome.NOT_SEPARATED);
    FlowState from = fitted(problem, new ExplicitFlow(Tableau.HEUN), 1e-3);
    FlowOptions few = new FlowOptions(-1e9, from.steps() + 5, FlowOptions.DEFAULT_TOLERANCE);
    FlowResult limited =
        new MirrorFlow(problem, ImplicitFlow.standard(), few).run(from, FlowObserver.NONE);
    assertThat(limited.outcome()).isEqualTo(Outcome.STEP_LIMIT);
    assertThat(limited.state().steps()).isEqualTo(from.steps() + 5);
    double[] broken = from.coordinates();
    broken[0] = Double.NaN;
    FlowState bad = new FlowState(broken, 0, 0, Double.NEGATIVE_INFINITY, 0, 0);
    assertThat(
            new MirrorFlow(problem, ImplicitFlow.standard(), few)
                .run(bad, FlowObserver.NONE)
                .outcome())
        .isEqualTo(Outcome.NUMERICAL_FAILURE);
  }

  /** Entries that change sign pass an infinite slope of ∇R*; steps without inertia stay at 2.77. */
  @Test
  void steepPowersMoveOn() {
    FlowProblem problem =
        Problems.problem(
            "dense:20", DataSpec.load("synthetic:xor,n=20,d=5,seed=0"), Loss.EXPONENTIAL, "p:7");
    FlowResult end =
        new MirrorFlow(problem, ImplicitFlow.standard(), FlowOptions.until(-20).withMaxSteps(150))
            .run(Problems.start(problem, 1, 0), FlowObserver.NONE);
    assertThat(end.logLoss()).isLessThan(2.5);
  }
}

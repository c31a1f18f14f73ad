package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.EveryGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** From a separating point to a KKT point, on problems whose KKT points are known. */
class LimitSolverTest {
  private static final LayeredModel LINEAR = ModelSpec.parse("linear").on(2, 1);
  private static final LayeredModel NETWORK = ModelSpec.parse("dense:5").on(4, 1);

  /** Margins 2θ₁ and θ₂. */
  private static final Dataset ORTHOGONAL =
      new Dataset("orthogonal", new double[] {2, 0, 0, 1}, new int[] {1, 1}, 2, 2);

  private static final double SMALL = 1e-6;

  /** κ that is not reached before deeper kinks are passed. */
  private static final double BEYOND_KINKS = 1e-3;

  private static LimitOptions options(double gap, int steps, double multiplications) {
    return new LimitOptions(gap, steps, multiplications, CertificateOptions.FINE);
  }

  private static LimitResult linear(String gauge, LimitOptions options, double... theta) {
    return new LimitSolver(LINEAR, ORTHOGONAL, GaugeSpec.parse(gauge).on(LINEAR.layout()), options)
        .run(theta);
  }

  /** The best direction: (1, 2)/√5 in ℓ2, (1, 2)/3 in ℓ1, any (a, 1) with a ≥ ½ in ℓ∞. */
  @ParameterizedTest
  @CsvSource({"l2, 0.894427190999916", "l1, 0.666666666666667", "linf, 1"})
  void linearModelsReachTheLargestMargin(String gauge, double margin) {
    double[] theta = {3, 1};
    LimitResult result = linear(gauge, options(SMALL, 500, 1e10), theta);
    assertThat(theta).containsExactly(3, 1);
    assertThat(result.end()).isEqualTo(LimitResult.End.REACHED);
    assertThat(result.certificate().kktGap()).isLessThanOrEqualTo(SMALL);
    assertThat(result.qMargin()).isBetween(margin * (1 - SMALL), margin * (1 + SMALL));
    assertThat(result.certificate().qMargin())
        .isCloseTo(result.qMargin(), within(Tolerances.ROUNDING));
    assertThat(result.steps()).isPositive();
    double[] unit = GaugeSpec.parse(gauge).on(LINEAR.layout()).normalize(theta);
    assertThat(result.angle())
        .isCloseTo(LimitSolver.angle(unit, result.theta()), within(Tolerances.ROUNDING))
        .isPositive();
    double least = Math.min(2 * result.theta()[0], result.theta()[1]);
    assertThat(least).isCloseTo(result.qMargin(), within(Tolerances.KERNEL));
    assertThat(GaugeSpec.parse(gauge).on(LINEAR.layout()).value(result.theta()))
        .isCloseTo(1, within(Tolerances.GAUGE));
  }

  @Test
  void kktPointsAreLeftWhereTheyAre() {
    LimitResult result = linear("l2", options(SMALL, 500, 1e10), 5, 10);
    assertThat(result.end()).isEqualTo(LimitResult.End.REACHED);
    assertThat(result.steps()).isZero();
    assertThat(result.angle()).isZero();
  }

  @Test
  void effortEndsTheSearch() {
    LimitResult one = linear("l1", options(0, 1, 1e10), 3, 1);
    assertThat(one.steps()).isEqualTo(1);
    assertThat(one.end()).isEqualTo(LimitResult.End.EFFORT_SPENT);
    assertThat(one.qMargin()).isGreaterThan(0.25);
    LimitResult none = linear("l1", options(0, 500, 1e7), 3, 1);
    assertThat(none.steps()).isZero();
    assertThat(none.end()).isEqualTo(LimitResult.End.EFFORT_SPENT);
    assertThat(none.qMargin()).isEqualTo(0.25);
    assertThat(none.angle()).isZero();
  }

  /** The first look at κ takes 10⁸ multiplications, a step on two samples next to nothing. */
  @Test
  void looksAtTheGapCountAsEffort() {
    assertThat(linear("l1", options(0, 3, 1.01e8), 3, 1).steps()).isEqualTo(3);
    assertThat(linear("l1", options(0, 3, 1e8), 3, 1).steps()).isEqualTo(1);
    assertThat(linear("l1", options(0, 3, 0.99e8), 3, 1).steps()).isZero();
  }

  static Stream<GaugeSpec> ofTheLinearModel() {
    return EveryGauge.withBall(LINEAR.layout());
  }

  /** Nothing is better than the best: the margin stops rising before κ = 0. */
  @ParameterizedTest
  @MethodSource("ofTheLinearModel")
  void searchEndsWhereTheMarginNoLongerRises(GaugeSpec gauge) {
    LimitResult result = linear(gauge.spec(), options(0, 500, 1e12), 3, 1);
    boolean exact = result.certificate().kktGap() == 0;
    assertThat(result.end()).isEqualTo(exact ? LimitResult.End.REACHED : LimitResult.End.STALLED);
    assertThat(result.steps()).isLessThanOrEqualTo(12);
    assertThat(result.certificate().kktGap()).isLessThan(Tolerances.KAPPA);
  }

  @ParameterizedTest
  @CsvSource({"-1, 1, -2", "1, 0, 0", "0, 0, 0"})
  void pointsThatDoNotSeparateAreRefusedWithTheRemedy(double first, double second, double margin) {
    assertThatThrownBy(() -> linear("linf", options(0, 1, 1), first, second))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("limit solver: least margin %.1f; expected > 0, train further", margin);
  }

  static Stream<GaugeSpec> ofTheNetwork() {
    return EveryGauge.withBall(NETWORK.layout());
  }

  /** A network with kinks, which its own answers label: margins rise, κ falls, in every gauge. */
  @ParameterizedTest
  @MethodSource("ofTheNetwork")
  void marginsRiseToAKktPoint(GaugeSpec gauge) {
    marginsRiseToAKktPoint(NETWORK, gauge, 60);
  }

  @ParameterizedTest
  @CsvSource({"dense:5, l2, 40", "dense:5, l1, 40", "'dense:5,4', l2, 60"})
  void marginsRiseInFewSteps(String hidden, String gauge, int most) {
    marginsRiseToAKktPoint(ModelSpec.parse(hidden).on(4, 1), GaugeSpec.parse(gauge), most);
  }

  private static void marginsRiseToAKktPoint(LayeredModel model, GaugeSpec spec, int most) {
    OwnAnswers own = OwnAnswers.of(model, 6);
    Gauge gauge = spec.on(model.layout());
    Certificate before =
        Certificate.of(model, own.data(), gauge, own.theta(), CertificateOptions.COARSE);
    LimitOptions options = new LimitOptions(1e-3, 500, 1e11, CertificateOptions.COARSE);
    LimitResult result = new LimitSolver(model, own.data(), gauge, options).run(own.theta());
    assertThat(result.qMargin()).isGreaterThan(before.qMargin());
    assertThat(result.certificate().qMargin())
        .isCloseTo(result.qMargin(), within(Tolerances.ROUNDING));
    assertThat(result.end()).isEqualTo(LimitResult.End.REACHED);
    assertThat(result.certificate().kktGap()).isLessThanOrEqualTo(1e-3);
    assertThat(before.kktGap()).isGreaterThan(1);
    assertThat(result.steps()).isLessThanOrEqualTo(most);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-12, 1e-5, 0.3, 1.5707963267948966, 3, 3.141592653589793})
  void anglesAreExactHoweverSmall(double angle) {
    double[] a = {7, 0};
    double[] b = {0.2 * Math.cos(angle), 0.2 * Math.sin(angle)};
    assertThat(LimitSolver.angle(a, b)).isCloseTo(angle, within(Tolerances.ROUNDING * angle));
    assertThat(LimitSolver.angle(b, a)).isCloseTo(angle, within(Tolerances.ROUNDING * angle));
  }

  /**
   * Three layers on xor, trained a little. By linearisations with the slopes at one point alone the
   * search ended at κ = 0.125 and 0.0421, at kinks of the second hidden layer.
   */
  @ParameterizedTest
  @CsvSource({"27, 3, 3, l1", "17, 3, 9, l2"})
  void kinksOfDeeperLayersArePassed(int n, int d, long seed, String spec) {
    Dataset data = DataSpec.parse("synthetic:xor,n=%d,d=%d,seed=%d".formatted(n, d, seed)).load();
    LayeredModel model = ModelSpec.parse("dense:7,6").on(d, 1);
    FlowProblem problem = FlowProblem.of(model, data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(1, seed).parameters(model.layout());
    FlowResult flow = ExplicitFlow.until(problem, -4).run(problem.start(start), FlowObserver.NONE);
    double[] theta = problem.parameters(flow.state());
    Gauge gauge = GaugeSpec.parse(spec).on(model.layout());
    Certificate c = Certificate.of(model, data, gauge, theta, CertificateOptions.COARSE);
    LimitResult result = new LimitSolver(model, data, gauge, LimitOptions.STANDARD).run(theta);
    assertThat(result.certificate().kktGap()).isLessThan(BEYOND_KINKS);
    assertThat(result.qMargin()).isGreaterThan(c.qMargin());
  }
}

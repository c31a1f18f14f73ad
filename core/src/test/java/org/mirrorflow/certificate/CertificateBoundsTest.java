package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
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
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.model.PullbackOnly;
import org.mirrorflow.numeric.Norms;

/** Certificates of trained networks. */
class CertificateBoundsTest {
  private static final Dataset XOR = DataSpec.parse("synthetic:xor,n=20,d=5,seed=0").load();
  private static final LayeredModel WIDE = ModelSpec.parse("dense:50").on(5, 1);
  private static double[] trained;

  @BeforeAll
  static void train() {
    trained = train(WIDE, XOR, Loss.EXPONENTIAL, -60);
  }

  private static double[] train(LayeredModel model, Dataset data, Loss loss, double until) {
    FlowProblem problem = FlowProblem.of(model, data, loss, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(1, 0).parameters(model.layout());
    FlowResult result =
        ExplicitFlow.until(problem, until).run(problem.start(start), FlowObserver.NONE);
    assertThat(result.outcome().success()).isTrue();
    return problem.parameters(result.state());
  }

  static Stream<Gauge> gauges() {
    return EveryGauge.withBall(WIDE.layout()).map(spec -> spec.on(WIDE.layout()));
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void boundsAreProvenByTheirOwnPoints(Gauge gauge) {
    Certificate c = Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.COARSE);
    assertThat(c.kktGapLower()).isLessThanOrEqualTo(c.kktGap());
    assertThat(c.kktGap()).isLessThanOrEqualTo(c.kktGapFixed());
    assertThat(c.kktGapFixed()).isNotNegative();
    assertThat(c.kktGap()).isGreaterThan(0);
    // any other λ with the fixed slopes bounds the fixed gap from above
    double[] unit = gauge.normalize(trained);
    MarginGradients fixed = OwnAnswers.gradients(WIDE, XOR, unit, -1);
    double[] s = new double[unit.length];
    fixed.combine(c.lambda(), s);
    double value = gauge.polar().value(s) / (gauge.layout().degree() * fixed.minimum()) - 1;
    assertThat(value).isGreaterThanOrEqualTo(c.kktGapLower());
    assertThat(Arrays.stream(c.lambda()).sum()).isCloseTo(1, within(Tolerances.ROUNDING));
    assertThat(c.supportVectors()).isNotEmpty();
    assertThat(c.epsilon()).isPositive();
    assertThat(c.delta()).isNotNegative();
    if (gauge.spec().matches("l.*|lp.*")) {
      assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
    }
  }

  static Stream<Gauge> sums() {
    return EveryGauge.withoutBall(WIDE.layout()).map(spec -> spec.on(WIDE.layout()));
  }

  @ParameterizedTest
  @MethodSource("sums")
  void gaugesWithoutACertificateAreRefused(Gauge gauge) {
    assertThatThrownBy(() -> Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.COARSE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no certificate is known");
  }

  /** The limit solver hands back no point that is worse than the one it was given. */
  @ParameterizedTest
  @MethodSource("gauges")
  void limitsAreNeverWorseThanTheirStart(Gauge gauge) {
    Certificate before = Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.COARSE);
    LimitOptions few = new LimitOptions(0, 10, 1e8, CertificateOptions.COARSE);
    LimitResult after = new LimitSolver(WIDE, XOR, gauge, few).run(trained);
    assertThat(after.qMargin())
        .isGreaterThanOrEqualTo(before.qMargin() * (1 - Tolerances.ROUNDING));
    assertThat(after.certificate().kktGapLower()).isLessThanOrEqualTo(before.kktGap());
    assertThat(after.certificate().kktGapLower()).isNotNegative();
  }

  @ParameterizedTest
  @CsvSource({"group:l2,l2", "schatten:2,l2"})
  void differentSolversAgree(String one, String other) {
    Certificate a =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse(one).on(WIDE.layout()), trained, CertificateOptions.COARSE);
    Certificate b =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse(other).on(WIDE.layout()), trained, CertificateOptions.FINE);
    assertThat(a.kktGapLower()).isLessThanOrEqualTo(b.kktGap());
    assertThat(a.kktGap()).isGreaterThanOrEqualTo(b.kktGapLower());
    assertThat(a.kktGap()).isCloseTo(b.kktGap(), within(Tolerances.COARSE_GAP));
    assertThat(a.kinks()).isEqualTo(b.kinks());
  }

  /** The two routes of ℓ2: factors of the gradients, and stored gradients of a bare model. */
  @Test
  void modelsThatOnlyPullBackAreServed() {
    Certificate dense =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse("l2").on(WIDE.layout()), trained, CertificateOptions.FINE);
    Certificate bare =
        Certificate.of(
            new PullbackOnly(WIDE),
            XOR,
            GaugeSpec.parse("l2").on(WIDE.layout()),
            trained,
            CertificateOptions.FINE);
    assertThat(bare.kktGap()).isCloseTo(dense.kktGapFixed(), within(Tolerances.FINE_GAP));
    assertThat(bare.kinks()).isZero();
  }

  /**
   * With less effort ℓ2 is solved by an interior point unit by unit, by conjugate gradients on the
   * Gram matrix, and by a few products alone: the bounds only move apart.
   */
  @ParameterizedTest
  @CsvSource({"3e6, true", "1e6, true", "1e4, false"})
  void lessEffortGivesWiderBounds(double multiplications, boolean solved) {
    Gauge gauge = GaugeSpec.parse("l2").on(WIDE.layout());
    Certificate fine = Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.FINE);
    Accuracy accuracy = new Accuracy(1e-5, 1e-4, 50_000, multiplications);
    Certificate c =
        Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.FINE.withAccuracy(accuracy));
    // with too little effort to compare them another point may be the one that is certified
    if (solved) {
      assertThat(c.kinkDistance()).isEqualTo(fine.kinkDistance());
      assertThat(c.kktGapLower()).isLessThanOrEqualTo(fine.kktGap());
    }
    assertThat(c.kktGap()).isGreaterThanOrEqualTo(fine.kktGapLower());
    assertThat(c.status() == Certificate.Status.SOLVED).isEqualTo(solved);
    if (solved) {
      assertThat(c.kktGap()).isCloseTo(fine.kktGap(), within(Tolerances.COARSE_GAP));
      assertThat(c.kktGapFixed()).isCloseTo(fine.kktGapFixed(), within(Tolerances.COARSE_GAP));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"relu", "leaky:0.1", "leaky:2", "abs", "relu^2"})
  void activations(String activation) {
    LayeredModel model = ModelSpec.parse("dense:20,activation=" + activation).on(5, 1);
    double[] theta = train(model, XOR, Loss.EXPONENTIAL, -30);
    Certificate c =
        Certificate.of(
            model, XOR, GaugeSpec.parse("l2").on(model.layout()), theta, CertificateOptions.FINE);
    assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
    assertThat(c.kktGap()).isLessThanOrEqualTo(c.kktGapFixed());
    assertThat(c.kktGapFixed()).isNotNegative();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "dense:12", "dense:8,8"})
  void severalClasses(String spec) {
    Dataset data = DataSpec.parse("synthetic:clouds,n=30,d=4,classes=3,seed=1").load();
    LayeredModel model = ModelSpec.parse(spec).on(data.features(), data.outputs());
    double[] theta = train(model, data, Loss.CROSS_ENTROPY, -20);
    for (String gauge : new String[] {"l1", "l2", "linf"}) {
      Certificate c =
          Certificate.of(
              model,
              data,
              GaugeSpec.parse(gauge).on(model.layout()),
              theta,
              CertificateOptions.FINE);
      assertThat(c.lambda()).hasSize(60);
      assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
      assertThat(c.kktGap()).isBetween(-Tolerances.ROUNDING, c.kktGapFixed());
    }
  }

  /** Aᵀ is the adjoint of A, and A of the slopes that the activation picks is the gradient. */
  @Test
  void clarkeElements() {
    double[] unit = GaugeSpec.parse("l2").on(WIDE.layout()).normalize(trained);
    MarginGradients free = OwnAnswers.gradients(WIDE, XOR, unit, CertificateOptions.KINK_TOLERANCE);
    MarginGradients fixed = OwnAnswers.gradients(WIDE, XOR, unit, -1);
    assertThat(free.set().kinks()).isPositive();
    SplittableRandom random = new SplittableRandom(3);
    double[] x = random.doubles(free.set().size(), -1, 1).toArray();
    double[] v = random.doubles(unit.length, -1, 1).toArray();
    double[] s = new double[unit.length];
    double[] m = new double[x.length];
    free.combine(x, s);
    free.along(v, m);
    assertThat(Norms.dotInOrder(s, v))
        .isCloseTo(Norms.dotInOrder(x, m), within(Tolerances.ROUNDING * 100));
    double[] stored = new double[unit.length];
    free.columns().combine(x, stored);
    assertThat(stored).containsExactly(s, within(Tolerances.ROUNDING * 10));
    double[] square = new double[x.length];
    free.outer().orElseThrow().hessian().apply(x, square);
    free.along(s, m);
    assertThat(square).containsExactly(m, within(Tolerances.ROUNDING * 1000));
    double[] lambda = new double[XOR.size()];
    Arrays.fill(lambda, 1.0 / lambda.length);
    // preactivations at kinks are not exactly 0, those above 0 have the highest slope
    double[] atZero = new double[unit.length];
    MarginGradients none = OwnAnswers.gradients(WIDE, XOR, unit, 0);
    none.combine(none.extend(lambda), atZero);
    fixed.combine(lambda, s);
    assertThat(atZero).containsExactly(s, within(Tolerances.ROUNDING));
  }

  @Test
  void misclassifiedSamplesHaveNoGap() {
    double[] theta = new Initialisation(1, 0).parameters(WIDE.layout());
    Certificate c =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse("l2").on(WIDE.layout()), theta, CertificateOptions.FINE);
    assertThat(c.status()).isEqualTo(Certificate.Status.NOT_SEPARATED);
    assertThat(c.kktGap()).isNaN();
    assertThat(c.minMargin()).isNegative();
  }

  @Test
  void invariantUnderScalingTheWeights() {
    Certificate one =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse("l2").on(WIDE.layout()), trained, CertificateOptions.FINE);
    double[] scaled = Arrays.stream(trained).map(t -> 1024 * t).toArray();
    Certificate other =
        Certificate.of(
            WIDE, XOR, GaugeSpec.parse("l2").on(WIDE.layout()), scaled, CertificateOptions.FINE);
    assertThat(other.kktGap()).isCloseTo(one.kktGap(), within(Tolerances.FINE_GAP));
    assertThat(other.qMargin()).isCloseTo(one.qMargin(), within(Tolerances.ROUNDING));
    assertThat(other.minMargin() / one.minMargin())
        .isCloseTo(1024.0 * 1024, within(1024 * 1024 * Tolerances.ROUNDING * 10));
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2", "linf", "group:l1"})
  void limitSolverRaisesTheMarginToAKktPoint(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(WIDE.layout());
    Certificate before = Certificate.of(WIDE, XOR, gauge, trained, CertificateOptions.COARSE);
    LimitOptions options = new LimitOptions(1e-3, 60, 1e10, CertificateOptions.COARSE);
    LimitResult result = new LimitSolver(WIDE, XOR, gauge, options).run(trained);
    assertThat(result.qMargin()).isGreaterThanOrEqualTo(before.qMargin());
    assertThat(result.certificate().qMargin())
        .isCloseTo(result.qMargin(), within(Tolerances.ROUNDING));
    assertThat(result.certificate().kktGap()).isLessThan(0.2 * before.kktGap());
    assertThat(result.angle()).isBetween(0.0, Math.PI / 2);
    assertThat(result.end() == LimitResult.End.REACHED)
        .isEqualTo(result.certificate().kktGap() <= options.kktGap());
  }

  @Test
  void limitSolverSaysWhyItEnded() {
    Gauge gauge = GaugeSpec.parse("l2").on(WIDE.layout());
    LimitOptions one = new LimitOptions(0, 1, 1e10, CertificateOptions.COARSE);
    LimitResult first = new LimitSolver(WIDE, XOR, gauge, one).run(trained);
    assertThat(first.steps()).isEqualTo(1);
    assertThat(first.end()).isEqualTo(LimitResult.End.EFFORT_SPENT);
    LimitOptions cheap = new LimitOptions(0, 500, 1, CertificateOptions.COARSE);
    assertThat(new LimitSolver(WIDE, XOR, gauge, cheap).run(trained).end())
        .isEqualTo(LimitResult.End.EFFORT_SPENT);
  }

  @Test
  void limitSolverStopsWhereTheMarginNoLongerRises() {
    LayeredModel linear = ModelSpec.parse("linear").on(2, 1);
    Dataset two = new Dataset("two", new double[] {1, 0.5, -1, 0.5}, new int[] {1, 0}, 2, 2);
    LimitOptions strict = new LimitOptions(0, 500, 1e10, CertificateOptions.COARSE);
    LimitResult last =
        new LimitSolver(linear, two, GaugeSpec.parse("l2").on(linear.layout()), strict)
            .run(new double[] {1, 0.3});
    assertThat(last.end()).isNotEqualTo(LimitResult.End.EFFORT_SPENT);
    assertThat(last.qMargin()).isCloseTo(1, within(Tolerances.FINE_GAP));
  }
}

package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
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
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.EveryGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;
import org.ojalgo.optimisation.Expression;
import org.ojalgo.optimisation.ExpressionsBasedModel;
import org.ojalgo.optimisation.Optimisation;
import org.ojalgo.optimisation.Variable;

/** What is said of kinks must not depend on the units of the features, and never too much. */
class CertifiedPointTest {
  private static final double SUITABLE = 1e-6;
  private static final double LEAK = 0.1;

  /** Preactivations of ±1 are no kinks however large the features of weight 0 are. */
  @ParameterizedTest
  @CsvSource({"1e3, 706.107", "1e6, 707106.07"})
  void largeFeaturesOfNoWeightMakeNoKinks(double feature, double gap) {
    LayeredModel model = ModelSpec.parse("dense:2").on(2, 1);
    Dataset data =
        new Dataset("pair", new double[] {1, feature, -1, feature}, new int[] {1, 0}, 2, 2);
    double[] theta = {1, 0, -1, 0, 1, -1};
    Certificate c =
        Certificate.of(
            model, data, GaugeSpec.parse("l2").on(model.layout()), theta, CertificateOptions.FINE);
    assertThat(c.kinks()).isZero();
    assertThat(c.kinkDistance()).isZero();
    assertThat(c.kktGap()).isCloseTo(gap, within(1e-6 * gap));
    assertThat(c.kktGapFixed()).isEqualTo(c.kktGap());
    assertThat(c.kktGapLower()).isCloseTo(gap, within(1e-5 * gap));
    assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
  }

  static Stream<String> gauges() {
    Stream<String> every = EveryGauge.onAnyLayout().map(GaugeSpec::spec);
    return Stream.concat(every, Stream.of("lp:50", "rowsum:l1"));
  }

  /** Random features in random units, labelled by the model itself, with positive margins. */
  private record InUnits(LayeredModel model, Dataset data, double[] theta) {
    static InUnits of(String spec, int classes, double decades, long seed) {
      int features = 4;
      int samples = 14;
      SplittableRandom random = new SplittableRandom(seed);
      LayeredModel model = ModelSpec.parse(spec).on(features, classes == 2 ? 1 : classes);
      double[] theta = new Initialisation(1, seed).parameters(model.layout());
      double[] inputs = random.doubles((long) samples * features, -1, 1).toArray();
      double[] f = new double[samples * model.outputs()];
      model.pass(inputs, samples).forward(theta, f);
      int[] labels = new int[samples];
      for (int i = 0; i < samples; i++) {
        for (int c = 0; c < model.outputs(); c++) {
          boolean better = f[i * model.outputs() + c] > f[i * model.outputs() + labels[i]];
          labels[i] = better ? c : labels[i];
        }
        labels[i] = classes == 2 ? (f[i] > 0 ? 1 : 0) : labels[i];
      }
      int rows = model.layout().block(0).rows();
      for (int c = 0; c < features; c++) {
        double unit = Math.pow(10, decades * (2 * random.nextDouble() - 1));
        for (int i = 0; i < samples; i++) {
          inputs[i * features + c] *= unit;
        }
        for (int r = 0; r < rows; r++) {
          theta[r * features + c] /= unit;
        }
      }
      return new InUnits(model, new Dataset("in units", inputs, labels, features, classes), theta);
    }

    Certificate certificate(String gauge, CertificateOptions options) {
      return Certificate.of(model, data, GaugeSpec.parse(gauge).on(model.layout()), theta, options);
    }
  }

  /** Bounds never cross and are never negative; what is certified is never above the fixed gap. */
  @ParameterizedTest
  @MethodSource("gauges")
  void boundsAreInOrderInEveryGauge(String gauge) {
    Accuracy accuracy = new Accuracy(1e-5, 1e-4, 3_000, 1e8);
    for (String spec :
        new String[] {
          "linear",
          "dense:6",
          "dense:5,4,activation=leaky:0.1",
          "dense:4,4,3",
          "dense:6,activation=abs"
        }) {
      for (int classes : new int[] {2, 3}) {
        for (double decades : new double[] {0, 3}) {
          InUnits problem = InUnits.of(spec, classes, decades, 7);
          Certificate c =
              problem.certificate(gauge, CertificateOptions.FINE.withAccuracy(accuracy));
          String what = spec + ", " + classes + " classes, " + decades + " decades: " + c;
          assertThat(c.status()).as(what).isNotEqualTo(Certificate.Status.NOT_SEPARATED);
          assertThat(c.kktGapLower()).as(what).isBetween(0.0, c.kktGap());
          assertThat(c.kktGap()).as(what).isLessThanOrEqualTo(c.kktGapFixed());
          assertThat(c.kinkDistance()).as(what).isBetween(0.0, CertificateOptions.KINK_TOLERANCE);
        }
      }
    }
  }

  /** The search for the limit hands back nothing that is certified to be worse than its start. */
  @ParameterizedTest
  @MethodSource("gauges")
  void theLimitIsNeverWorseThanTheStart(String gauge) {
    for (String spec :
        new String[] {"linear", "dense:6,activation=leaky:0.1", "dense:5,4,activation=abs"}) {
      for (int seed = 0; seed < 3; seed++) {
        InUnits problem = InUnits.of(spec, 3, 0, seed);
        Gauge q = GaugeSpec.parse(gauge).on(problem.model.layout());
        LimitOptions first = new LimitOptions(1e-5, 60, 1e9, CertificateOptions.COARSE);
        double[] end = assertNoWorse(problem, q, first, problem.theta);
        assertNoWorse(problem, q, new LimitOptions(0, 3, 3e8, CertificateOptions.COARSE), end);
      }
    }
  }

  private static double[] assertNoWorse(
      InUnits problem, Gauge gauge, LimitOptions options, double[] start) {
    double[] unit = gauge.normalize(start);
    LimitResult limit = new LimitSolver(problem.model, problem.data, gauge, options).run(start);
    Certificate before =
        Certificate.of(problem.model, problem.data, gauge, start, options.certificate());
    double enough = Math.max(before.kktGap(), options.kktGap());
    assertThat(limit.certificate().kktGap()).isLessThanOrEqualTo(enough);
    assertThat(limit.qMargin()).isGreaterThanOrEqualTo(before.qMargin());
    if (limit.startKept()) {
      assertThat(limit.theta()).isEqualTo(unit);
      assertThat(limit.angle()).isZero();
    }
    return limit.theta();
  }

  /**
   * κ in ℓ1 by an own linear program, of random networks whose features are in random units: there
   * min ‖Σ λ_j g_j‖_∞ with fixed slopes, the gradients of one hidden layer written out.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 1, 3})
  void kappaIsThatOfAnOwnProgramInAnyUnits(double decades) {
    for (int seed = 0; seed < 5; seed++) {
      InUnits problem = InUnits.of("dense:5,activation=leaky:0.1", 2, decades, seed);
      Certificate c = problem.certificate("l1", CertificateOptions.FINE);
      double own = fixedGap(problem);
      assertThat(c.kktGapFixed()).isCloseTo(own, within(SUITABLE * (1 + own)));
      assertThat(c.kktGap()).isLessThanOrEqualTo(c.kktGapFixed());
    }
  }

  private static double fixedGap(InUnits problem) {
    int d = problem.data.features();
    int units = problem.model.layout().block(0).rows();
    double q = Arrays.stream(problem.theta).map(Math::abs).sum();
    double[] theta = Arrays.stream(problem.theta).map(t -> t / q).toArray();
    double[][] g = new double[problem.data.size()][theta.length];
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < g.length; i++) {
      double y = problem.data.sign(i);
      double margin = 0;
      for (int u = 0; u < units; u++) {
        double h = 0;
        for (int k = 0; k < d; k++) {
          h += theta[u * d + k] * problem.data.inputs()[i * d + k];
        }
        double slope = h > 0 ? 1 : LEAK;
        for (int k = 0; k < d; k++) {
          g[i][u * d + k] = y * theta[units * d + u] * slope * problem.data.inputs()[i * d + k];
        }
        g[i][units * d + u] = y * slope * h;
        margin += y * theta[units * d + u] * slope * h;
      }
      least = Math.min(least, margin);
    }
    return leastLargestEntry(g) / (2 * least) - 1;
  }

  /** min over the simplex of ‖Σ λ_i g_i‖_∞, in units of the largest entry. */
  private static double leastLargestEntry(double[][] g) {
    double unit = Arrays.stream(g).flatMapToDouble(Arrays::stream).map(Math::abs).max().orElse(1);
    ExpressionsBasedModel program = new ExpressionsBasedModel();
    Variable top = program.addVariable("top").lower(0).weight(1);
    Variable[] lambda = new Variable[g.length];
    Expression sum = program.addExpression("sum").level(1);
    for (int i = 0; i < g.length; i++) {
      lambda[i] = program.addVariable("l" + i).lower(0);
      sum.set(lambda[i], 1);
    }
    for (int k = 0; k < g[0].length; k++) {
      Expression above = program.addExpression("above" + k).lower(0).set(top, 1);
      Expression below = program.addExpression("below" + k).lower(0).set(top, 1);
      for (int i = 0; i < g.length; i++) {
        above.set(lambda[i], -g[i][k] / unit);
        below.set(lambda[i], g[i][k] / unit);
      }
    }
    Optimisation.Result result = program.minimise();
    assertThat(result.getState().isOptimal()).isTrue();
    return unit * result.getValue();
  }

  /** Late in a flow the point with exact kinks lies very near and its gap is far smaller. */
  @Test
  void lateInAFlowKinksAreNear() {
    Dataset data = DataSpec.parse("synthetic:xor,n=20,d=5,seed=0").load();
    LayeredModel model = ModelSpec.parse("dense:50").on(5, 1);
    FlowProblem problem = FlowProblem.of(model, data, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    double[] start = new Initialisation(1, 0).parameters(model.layout());
    double[] theta =
        problem.parameters(
            ExplicitFlow.until(problem, -300).run(problem.start(start), FlowObserver.NONE).state());
    Certificate c =
        Certificate.of(
            model, data, GaugeSpec.parse("l2").on(model.layout()), theta, CertificateOptions.FINE);
    assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
    assertThat(c.kinks()).isBetween(40, 90);
    assertThat(c.kinkDistance()).isBetween(0.0, 5e-4);
    assertThat(c.kktGap()).isLessThan(0.5 * c.kktGapFixed());
  }

  /** θ' has its kinks at 0 and is the nearest such point: the change is made of their inputs. */
  @Test
  void movesToTheNearestPointWithTheseZeros() {
    LayeredModel model = ModelSpec.parse("dense:6").on(4, 1);
    OwnAnswers own = OwnAnswers.of(model, 12);
    LayerKinks found =
        LayerKinks.of(model, own.data(), own.theta(), KernelFactory.best()).orElseThrow();
    boolean[] kinks = found.within(0.1);
    double[] moved = found.moved(kinks);
    LayerKinks there = LayerKinks.of(model, own.data(), moved, KernelFactory.best()).orElseThrow();
    assertThat(there.zeros(kinks, own.theta())).isEqualTo(kinks);
    int count = 0;
    double along = 0;
    for (int k = 0; k < kinks.length; k++) {
      count += kinks[k] ? 1 : 0;
    }
    assertThat(count).isPositive();
    for (int k = 0; k < moved.length; k++) {
      along += (moved[k] - own.theta()[k]) * moved[k];
    }
    // the way is orthogonal to where it ends
    assertThat(along).isCloseTo(0, within(Tolerances.ROUNDING));
  }
}

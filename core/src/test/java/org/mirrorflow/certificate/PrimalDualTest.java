package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.EveryGauge;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** The method for all gauges on programs whose value other methods know. */
class PrimalDualTest {
  private static final double CLOSE = 1e-6;
  private static final LayeredModel NETWORK = ModelSpec.parse("dense:4").on(4, 1);

  /** Half more products than the gauge needs that needs most, rowsum:linf. */
  private static final int MOST = 1700;

  private static final Accuracy ACCURACY = new Accuracy(CLOSE, 0, 1, 1);

  /** Margins of the linear model on these inputs, all of the first class. */
  private static MarginGradients linear(int features, double... inputs) {
    int[] labels = new int[inputs.length / features];
    Arrays.fill(labels, 1);
    LayeredModel model = ModelSpec.parse("linear").on(features, 1);
    Dataset data = new Dataset("positive", inputs, labels, features, 2);
    return OwnAnswers.gradients(model, data, new double[features], -1);
  }

  private static MarginGradients network(LayeredModel model, double kinkTolerance) {
    return OwnAnswers.of(model, 2 * model.inputs()).gradients(kinkTolerance);
  }

  /** The method's bounds and what it took, from uniform λ and the direction that is best there. */
  private record Run(Bounds bounds, int products) {

    static Run of(MarginGradients gradients, Gauge gauge, int mostProducts) {
      Bounds bounds = new Bounds(gradients.set(), gauge, 1, ACCURACY);
      double[] x = OwnAnswers.uniform(gradients);
      double[] s = new double[gradients.parameters()];
      double[] v = new double[s.length];
      gradients.combine(x, s);
      gauge.polar().subgradient(s, v);
      PrimalDual method = new PrimalDual(gradients, gauge, bounds, x, v);
      return new Run(bounds, method.run(mostProducts));
    }
  }

  /** Margins 2θ₁ and θ₂: the least Q°(2λ, 1 − λ). */
  @ParameterizedTest
  @CsvSource({"l1, 0.666666666666667, 120", "l2, 0.894427190999916, 30", "linf, 1, 30"})
  void twoMarginsByHand(String spec, double value, int most) {
    Gauge gauge = GaugeSpec.parse(spec).on(ModelSpec.parse("linear").on(2, 1).layout());
    Run run = Run.of(linear(2, 2, 0, 0, 1), gauge, most);
    assertThat(run.bounds.close()).isTrue();
    assertThat(run.bounds.upper()).isBetween(value - Tolerances.KERNEL, value + CLOSE);
    assertThat(run.bounds.lower()).isBetween(value - CLOSE, value + Tolerances.KERNEL);
  }

  /** Against the interior-point method; within some half more products than it takes. */
  @ParameterizedTest
  @CsvSource({
    "linear, l1, -1, 250",
    "linear, l2, -1, 120",
    "linear, linf, -1, 250",
    "dense:4, l1, 0.1, 160",
    "dense:4, l2, 0.1, 120",
    "dense:4, linf, 0.1, 150",
    "dense:4, lp:3, 0.1, 170",
    "dense:4, lp:1.5, 0.1, 100"
  })
  void agreesWithTheInteriorPoint(String hidden, String spec, double tolerance, int most) {
    LayeredModel model = ModelSpec.parse(hidden).on(4, 1);
    Gauge gauge = GaugeSpec.parse(spec).on(model.layout());
    MarginGradients gradients = network(model, tolerance);
    Run run = Run.of(gradients, gauge, most);
    Bounds interior =
        new DualProgram(gradients, gauge, 1, Accuracy.FINE)
            .solve(OwnAnswers.uniform(gradients), null, 1);
    assertThat(run.bounds.close()).isTrue();
    assertThat(run.products).isLessThan(most);
    assertThat(run.bounds.upper()).isBetween(interior.lower(), interior.upper() + CLOSE);
    assertThat(run.bounds.lower()).isBetween(interior.lower() - CLOSE, interior.upper());
  }

  static Stream<GaugeSpec> gauges() {
    return EveryGauge.withBall(NETWORK.layout());
  }

  /** Where no other method serves the two bounds prove each other. */
  @ParameterizedTest
  @MethodSource("gauges")
  void closesTheGapInEveryGauge(GaugeSpec spec) {
    Run run = Run.of(network(NETWORK, 0.1), spec.on(NETWORK.layout()), MOST);
    assertThat(run.bounds.close()).isTrue();
    assertThat(run.products).isLessThan(MOST);
    assertThat(run.bounds.lower()).isLessThanOrEqualTo(run.bounds.upper() + Tolerances.KERNEL);
  }

  /** Within some half more products than it takes. */
  @ParameterizedTest
  @CsvSource({
    "group:l1, 100",
    "group:linf, 300",
    "schatten:1, 100",
    "schatten:inf, 350",
    "blocks:l1|linf, 150",
    "blocks:group:l1|l2, 170"
  })
  void closesTheGapAtALikeCost(String spec, int most) {
    Run run = Run.of(network(NETWORK, 0.1), GaugeSpec.parse(spec).on(NETWORK.layout()), most);
    assertThat(run.bounds.close()).isTrue();
    assertThat(run.products).isLessThan(most);
  }

  /** Whatever a bound came from, now or an average, its own point proves it. */
  @ParameterizedTest
  @MethodSource("gauges")
  void boundsAreProvenByTheirPoints(GaugeSpec spec) {
    Gauge gauge = spec.on(NETWORK.layout());
    MarginGradients gradients = network(NETWORK, 0.1);
    double[] s = new double[gradients.parameters()];
    double[] m = new double[gradients.set().size()];
    double[] inside = new double[m.length];
    for (int most = 3; most < 120; most += 16) {
      Bounds bounds = Run.of(gradients, gauge, most).bounds;
      gradients.combine(bounds.x(), s);
      gradients.along(bounds.v(), m);
      assertThat(bounds.upper()).isCloseTo(gauge.polar().value(s), within(Tolerances.KERNEL));
      double size = gauge.value(bounds.v());
      assertThat(bounds.lower())
          .isCloseTo(gradients.set().minimum(m) / size, within(Tolerances.KERNEL));
      System.arraycopy(bounds.x(), 0, inside, 0, inside.length);
      gradients.set().project(inside);
      assertThat(inside).containsExactly(bounds.x(), within(Tolerances.KERNEL));
    }
  }

  /**
   * Larger programs, most of them polyhedral, where steps circle around the solution and averages
   * and restarts matter. The products allowed are a ceiling on cost: a tenth or a little more above
   * what was measured, no number that a theorem gives.
   */
  @ParameterizedTest
  @CsvSource({
    "linear, 8, l1, 400",
    "linear, 8, linf, 560",
    "dense:6, 8, l1, 1200",
    "dense:6, 8, l2, 150",
    "dense:6, 8, blocks:group:l1|l2, 170",
    "dense:6, 4, blocks:l1|linf, 360",
    "dense:6, 4, schatten:inf, 410",
    "dense:4, 8, group:l1, 205"
  })
  void averagesAndRestartsEndTheCircling(String hidden, int features, String spec, int most) {
    LayeredModel model = ModelSpec.parse(hidden).on(features, 1);
    MarginGradients gradients = network(model, "linear".equals(hidden) ? -1 : 0.1);
    Run run = Run.of(gradients, GaugeSpec.parse(spec).on(model.layout()), most);
    assertThat(run.bounds.close()).isTrue();
  }

  /** Two products set it up; eight steps, two products or more each, lie between two looks. */
  @Test
  void endsWhereTheProductsAreSpent() {
    MarginGradients gradients = network(NETWORK, 0.1);
    Gauge gauge = GaugeSpec.parse("group:l1").on(NETWORK.layout());
    assertThat(Run.of(gradients, gauge, 1).products).isEqualTo(2);
    assertThat(Run.of(gradients, gauge, 2).products).isEqualTo(2);
    assertThat(Run.of(gradients, gauge, 3).products).isBetween(18, 26);
    int more = Run.of(gradients, gauge, 40).products;
    assertThat(more).isBetween(40, 64);
  }

  /** λ = (1, 4)/5 and v = (1, 2)/√5 are the solution of margins 2θ₁ and θ₂ in ℓ2. */
  @Test
  void solutionsAreRecognisedAtOnce() {
    Gauge gauge = GaugeSpec.parse("l2").on(ModelSpec.parse("linear").on(2, 1).layout());
    MarginGradients gradients = linear(2, 2, 0, 0, 1);
    Bounds bounds = new Bounds(gradients.set(), gauge, 1, ACCURACY);
    double root = Math.sqrt(5);
    double[] x = {0.2, 0.8};
    double[] v = {1 / root, 2 / root};
    assertThat(new PrimalDual(gradients, gauge, bounds, x, v).run(1000)).isEqualTo(2);
    assertThat(bounds.upper()).isCloseTo(2 / root, within(Tolerances.GAUGE));
    assertThat(bounds.lower()).isCloseTo(2 / root, within(Tolerances.GAUGE));
    assertThat(x).containsExactly(0.2, 0.8);
    assertThat(v).containsExactly(1 / root, 2 / root);
  }
}

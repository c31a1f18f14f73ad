package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;

/** What every gauge keeps, over the registry of gauges, each on two layouts. */
class GaugeContractTest {
  private static final Layout CHAIN = Layout.chain(new int[] {5, 4, 2}, new int[] {1, 1});
  private static final Layout SHIFTED =
      new Layout(List.of(new Block("W1", 3, 2, 7, 2), new Block("W2", 17, 6, 2, 1)));
  private static final int TRIALS = 20;

  /** Beside those of {@link EveryGauge}: near both ends, where powers are steep. */
  private static final double[] EXTREME_INDICES = {1.01, 50};

  static Stream<Gauge> gauges() {
    return Stream.concat(withBall(), EveryGauge.withoutBall(CHAIN).flatMap(GaugeContractTest::on));
  }

  static Stream<Gauge> withBall() {
    Stream<GaugeSpec> extreme =
        Arrays.stream(Parts.values())
            .flatMap(parts -> Arrays.stream(EXTREME_INDICES).mapToObj(p -> new NormSpec(p, parts)));
    return Stream.of(EveryGauge.withBall(CHAIN), extreme, Stream.of(GaugeSpec.lp(1000)))
        .flatMap(specs -> specs)
        .flatMap(GaugeContractTest::on);
  }

  private static Stream<Gauge> on(GaugeSpec spec) {
    return Stream.of(spec.on(CHAIN), spec.on(SHIFTED));
  }

  /** Norms over rows and singular values are so on a single row or column. */
  @Test
  void entrywiseGaugesAreNormsOfTheEntries() {
    Layout row = new Layout(List.of(new Block("W1", 2, 1, 6, 1)));
    Layout column = new Layout(List.of(new Block("W1", 0, 5, 1, 1)));
    SplittableRandom random = new SplittableRandom(4);
    for (Layout layout : List.of(row, column, CHAIN, SHIFTED)) {
      double[] v = normal(random, layout);
      for (String spec :
          List.of("l1", "lp:3", "group:l1", "group:linf", "group:l2", "nuclear", "operator")) {
        Gauge gauge = GaugeSpec.parse(spec).on(layout);
        gauge
            .entrywise()
            .ifPresent(
                norm ->
                    assertThat(norm.norm(v, layout.start(), layout.end()))
                        .as("%s, %s", spec, layout)
                        .isCloseTo(gauge.value(v), relative(gauge.value(v))));
      }
    }
    assertThat(GaugeSpec.parse("nuclear").on(row).entrywise()).contains(Lp.of(2));
    assertThat(GaugeSpec.parse("operator").on(column).entrywise()).contains(Lp.of(2));
    assertThat(GaugeSpec.parse("group:linf").on(row).entrywise()).contains(Lp.of(2));
    assertThat(GaugeSpec.parse("group:linf").on(column).entrywise()).isEmpty();
    assertThat(GaugeSpec.parse("schatten:2").on(CHAIN).entrywise()).contains(Lp.of(2));
    assertThat(GaugeSpec.parse("rowsum:linf").on(row).entrywise()).contains(Lp.of(1));
    assertThat(GaugeSpec.parse("rowsum:linf").on(row).polar().entrywise())
        .contains(Lp.of(Double.POSITIVE_INFINITY));
    assertThat(GaugeSpec.parse("rowsum:linf").on(column).entrywise()).isEmpty();
    assertThat(GaugeSpec.parse("blocks:l1").on(column).entrywise()).contains(Lp.of(1));
    assertThat(GaugeSpec.parse("blocks:l2|l2").on(CHAIN).entrywise()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void isANorm(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(1);
    Layout layout = gauge.layout();
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] v = normal(random, layout);
      double[] w = normal(random, layout);
      double value = gauge.value(v);
      assertThat(value).isPositive();
      assertThat(gauge.value(scaled(v, -3))).isCloseTo(3 * value, relative(3 * value));
      assertThat(gauge.value(sum(v, w)))
          .isLessThanOrEqualTo((value + gauge.value(w)) * (1 + Tolerances.GAUGE));
    }
    assertThat(gauge.value(new double[layout.end()])).isZero();
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void polarIsTheDualNorm(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(2);
    Gauge polar = gauge.polar();
    assertThat(polar.polar()).isEqualTo(gauge);
    Layout layout = gauge.layout();
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] v = normal(random, layout);
      double[] s = normal(random, layout);
      double bound = gauge.value(v) * polar.value(s);
      assertThat(Math.abs(dot(s, v))).isLessThanOrEqualTo(bound * (1 + Tolerances.GAUGE));

      double[] maximizer = new double[layout.end()];
      polar.subgradient(s, maximizer);
      double attained = dot(s, maximizer);
      assertThat(attained).isCloseTo(polar.value(s), relative(attained));
      assertThat(gauge.value(maximizer)).isCloseTo(1, relative(1));
    }
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void subgradientAttainsTheValueAndHasPolarOne(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(3);
    Layout layout = gauge.layout();
    for (double[] v : awkward(random, layout)) {
      double[] before = v.clone();
      double[] out = new double[layout.end()];
      Arrays.fill(out, 7);
      gauge.subgradient(v, out);
      assertThat(v).isEqualTo(before);
      for (int j = 0; j < layout.start(); j++) {
        assertThat(out[j]).isEqualTo(7);
        out[j] = 0;
      }
      double value = gauge.value(v);
      assertThat(dot(out, v)).isCloseTo(value, relative(value));
      assertThat(gauge.polar().value(out)).isCloseTo(1, relative(1));
    }
    double[] atZero = new double[layout.end()];
    Arrays.fill(atZero, layout.start(), layout.end(), 7);
    gauge.subgradient(new double[layout.end()], atZero);
    assertThat(atZero).containsOnly(0);
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void holdsAtAnyMagnitude(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(4);
    Layout layout = gauge.layout();
    double[] v = normal(random, layout);
    double value = gauge.value(v);
    double[] direction = new double[layout.end()];
    gauge.subgradient(v, direction);
    for (double scale : new double[] {1e-300, 1e-160, 1e160, 1e300}) {
      double[] scaledV = scaled(v, scale);
      assertThat(gauge.value(scaledV) / scale).isCloseTo(value, relative(value));
      double[] scaledDirection = new double[layout.end()];
      gauge.subgradient(scaledV, scaledDirection);
      for (int j = 0; j < direction.length; j++) {
        assertThat(scaledDirection[j]).isCloseTo(direction[j], within(Tolerances.MATRIX_ENTRY));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void subgradientIsTheDerivative(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(5);
    Layout layout = gauge.layout();
    double[] v = normal(random, layout);
    double[] out = new double[layout.end()];
    gauge.subgradient(v, out);
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] w = normal(random, layout);
      double linear = gauge.value(v) + dot(out, w) - dot(out, v);
      assertThat(gauge.value(w))
          .isGreaterThanOrEqualTo(linear - Tolerances.GAUGE * Math.abs(linear));
    }
  }

  @ParameterizedTest
  @MethodSource("gauges")
  void specRoundTrips(Gauge gauge) {
    assertThat(GaugeSpec.parse(gauge.spec()).on(gauge.layout())).isEqualTo(gauge);
    String polar = gauge.polar().spec();
    assertThat(GaugeSpec.parse(polar).spec()).isEqualTo(polar);
  }

  /** Every factor of θ̂ is 1 on its blocks; the powers are what margins of degree L lose. */
  @ParameterizedTest
  @MethodSource("gauges")
  void normalisedVectorsHaveGaugeOne(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(6);
    Layout layout = gauge.layout();
    assertThat(gauge.factors().stream().mapToInt(f -> f.layout().degree()).sum())
        .isEqualTo(layout.degree());
    for (double[] v : awkward(random, layout)) {
      double[] before = v.clone();
      double[] unit = gauge.normalize(v);
      assertThat(v).isEqualTo(before);
      assertThat(gauge.value(unit)).isCloseTo(1, relative(1));
      for (Gauge factor : gauge.factors()) {
        double own = factor.value(v);
        assertThat(factor.value(unit)).isCloseTo(own == 0 ? 0 : 1, relative(1));
      }
      assertThat(Math.exp(gauge.logPower(v)))
          .isCloseTo(gauge.power(v), relative(gauge.power(v) + Double.MIN_NORMAL));
      double log = gauge.logPower(scaled(v, 1e3));
      double expected = gauge.logPower(v) + layout.degree() * Math.log(1e3);
      assertThat(log == expected || Math.abs(log - expected) < 1e-11).isTrue();
    }
    assertThat(gauge.normalize(new double[layout.end()])).containsOnly(0);
  }

  /**
   * Into the ball, and by the variational inequality to its nearest point: ⟨y − x, w − x⟩ ≤ 0 for
   * all w with Q(w) ≤ 1, that is Q°(y − x) ≤ ⟨y − x, x⟩; entries outside the layout stay.
   */
  @ParameterizedTest
  @MethodSource("withBall")
  void projectsOntoItsBall(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(7);
    Layout layout = gauge.layout();
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] y = scaled(normal(random, layout), trial % 2 == 0 ? 3 : 0.3);
      Arrays.fill(y, 0, layout.start(), 7);
      double[] x = y.clone();
      gauge.project(x);
      assertThat(gauge.value(x)).isLessThanOrEqualTo(1 + Tolerances.GAUGE);
      double[] rest = new double[x.length];
      Arrays.setAll(rest, j -> y[j] - x[j]);
      assertThat(Arrays.stream(rest, 0, layout.start())).allMatch(r -> r == 0);
      double slack = Tolerances.PROJECTION * (1 + gauge.value(y));
      assertThat(gauge.polar().value(rest)).isLessThanOrEqualTo(dot(rest, x) + slack);
      double[] again = x.clone();
      gauge.project(again);
      assertThat(again).containsExactly(x, within(Tolerances.PROJECTION));
    }
  }

  /** At smooth points the subdifferential is the subgradient alone. */
  @ParameterizedTest
  @MethodSource("gauges")
  void ownSubgradientHasDistanceZero(Gauge gauge) {
    SplittableRandom random = new SplittableRandom(8);
    Layout layout = gauge.layout();
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] v = normal(random, layout);
      double[] s = new double[layout.end()];
      gauge.subgradient(v, s);
      assertThat(gauge.distance(v, s)).isCloseTo(0, within(Tolerances.SQUARE_ROOT));
      double[] off = s.clone();
      off[layout.start() + 2] += 0.25;
      if (gauge.factors().size() == 1) { // of several, the distance is an upper bound
        assertThat(gauge.distance(v, off)).isBetween(0.0, 0.25 + Tolerances.SQUARE_ROOT);
      }
      assertThat(gauge.distance(v, scaled(s, 3))).isGreaterThan(1);
    }
  }

  /** Ten million entries, all equal: n^{1/p} times the entry. */
  @Test
  void tenMillionEntries() {
    int rows = 10_000;
    int cols = 1_000;
    double n = (double) rows * cols;
    double[] v = new double[rows * cols];
    Arrays.fill(v, -0.1);
    Layout layout = Layout.of(Block.matrix(rows, cols));
    double[] out = new double[v.length];
    for (double p : new double[] {1, 1.01, 1.5, 2, 3, 50, Double.POSITIVE_INFINITY}) {
      double expected = 0.1 * Math.pow(n, 1 / p);
      Gauge gauge = GaugeSpec.lp(p).on(layout);
      double value = gauge.value(v);
      assertThat(value).isCloseTo(expected, within(Tolerances.LARGE_SUM * expected));
      gauge.subgradient(v, out);
      assertThat(gauge.polar().value(out)).isCloseTo(1, within(Tolerances.LARGE_SUM));

      double groups = 0.1 * Math.sqrt(cols) * Math.pow(rows, 1 / p);
      assertThat(new NormSpec(p, Parts.ROWS).on(layout).value(v))
          .isCloseTo(groups, within(Tolerances.LARGE_SUM * groups));
    }
  }

  /** All entries equal is rank 1, with singular value √n times the entry. */
  @Tag("slow")
  @Test
  void tenMillionEntriesOfAMatrix() {
    int rows = 1_000_000;
    int cols = 10;
    double[] v = new double[rows * cols];
    Arrays.fill(v, -0.1);
    Layout layout = Layout.of(Block.matrix(rows, cols));
    double expected = 0.1 * Math.sqrt(v.length);
    for (double p : new double[] {1, 3, Double.POSITIVE_INFINITY}) {
      assertThat(new NormSpec(p, Parts.SINGULAR_VALUES).on(layout).value(v))
          .isCloseTo(expected, within(Tolerances.SINGULAR_VALUE_PER_LENGTH * rows * expected));
    }
  }

  private static List<double[]> awkward(SplittableRandom random, Layout layout) {
    double[] sparse = new double[layout.end()];
    sparse[layout.start() + 1] = -2;
    double[] ties = new double[layout.end()];
    Arrays.fill(ties, layout.start(), layout.end(), -1.5);
    double[] graded = normal(random, layout);
    for (int j = layout.start(); j < layout.end(); j++) {
      graded[j] *= Math.pow(10, -(j - layout.start()));
    }
    return List.of(normal(random, layout), sparse, ties, graded, scaled(ties, 1e-300));
  }

  private static double[] normal(SplittableRandom random, Layout layout) {
    double[] v = new double[layout.end()];
    for (int j = layout.start(); j < v.length; j++) {
      v[j] = random.nextGaussian();
    }
    return v;
  }

  private static double[] scaled(double[] v, double c) {
    return Arrays.stream(v).map(x -> c * x).toArray();
  }

  private static double[] sum(double[] v, double[] w) {
    double[] sum = v.clone();
    Arrays.setAll(sum, j -> v[j] + w[j]);
    return sum;
  }

  private static double dot(double[] v, double[] w) {
    double sum = 0;
    for (int j = 0; j < v.length; j++) {
      sum += v[j] * w[j];
    }
    return sum;
  }

  private static Offset<Double> relative(double size) {
    return within(Tolerances.GAUGE * size);
  }
}

package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.Entrywise;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.Examples;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.map.GroupMap;
import org.mirrorflow.map.HyperbolicEntropy;
import org.mirrorflow.map.LogMap;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.PLog;
import org.mirrorflow.map.PNorm;
import org.mirrorflow.map.PNormQuadratic;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;
import org.mirrorflow.map.SpectralMap;

/** Limit gauges, the approach to them, and the time that takes. */
class HorizonTest {
  private static final int COORDINATES = 6;
  private static final Layout LAYERS = Layout.chain(new int[] {5, 4, 2}, new int[] {1, 1});

  /** Orders ρ^{−p} and ρ^{−2} of a smoothed norm with p near 2 part nowhere above rounding. */
  static final Set<String> NO_LEADING_ORDER = Set.of("smoothed:p=1.9,delta=20");

  static List<String> potentials() {
    return Examples.closedForms();
  }

  /**
   * h(ρ) against Q_{1/ρ} itself, at the m equal coordinates where it is attained and at random
   * points, where it bounds. The scale is one where h is small and well above rounding.
   */
  @ParameterizedTest
  @MethodSource("leadingOrderPotentials")
  void approachIsWhatTheGaugeAtThatScaleShows(@Parsed Potential potential) {
    Horizon horizon = Horizon.of(potential);
    double u = testScale(horizon);
    Layout line = Layout.of(Block.matrix(1, COORDINATES));
    Gauge limit = GaugeSpec.lp(horizon.p()).on(line);
    ScaledGauge scaled = new ScaledGauge(potential, Parts.ENTRIES, line);
    double h = horizon.approach(u, COORDINATES);
    double[] equal = new double[COORDINATES];
    Arrays.fill(equal, 1);
    double attained = distance(scaled, limit, equal, u);
    assertThat(attained).isCloseTo(h, within(Tolerances.LEADING_ORDER * h + Tolerances.SCALE));
    SplittableRandom random = new SplittableRandom(7);
    for (int trial = 0; trial < 20; trial++) {
      double[] v = random.doubles(COORDINATES, -1, 1).toArray();
      assertThat(distance(scaled, limit, v, u))
          .isLessThanOrEqualTo(h * (1 + Tolerances.LEADING_ORDER) + Tolerances.SCALE);
    }
  }

  /** Potentials whose e − p is at leading order on the test scale. */
  static Stream<String> leadingOrderPotentials() {
    return potentials().stream().filter(spec -> !NO_LEADING_ORDER.contains(spec));
  }

  private static boolean atLeadingOrder(Potential potential) {
    Horizon horizon = Horizon.of(potential);
    double u = testScale(horizon);
    double e = new Growth(potential).index(u);
    double found = Double.isInfinite(horizon.p()) ? 1 / e : e - horizon.p();
    double expected = horizon.regime().deviation(u);
    return Math.abs(found - expected)
        <= Tolerances.LEADING_ORDER * Math.abs(expected) + Tolerances.SCALE;
  }

  private static double testScale(Horizon horizon) {
    return horizon.regime().kind() == Regime.Kind.EXACT
        ? 3
        : Math.min(600, horizon.logScaleWithin(1e-4, COORDINATES));
  }

  @Test
  void onlySmoothedNormsNearTwoAreNotAtLeadingOrder() {
    for (String spec : potentials()) {
      assertThat(atLeadingOrder(Examples.potential(spec)))
          .as(spec)
          .isNotEqualTo(NO_LEADING_ORDER.contains(spec));
    }
  }

  private static double distance(ScaledGauge scaled, Gauge limit, double[] v, double u) {
    double size = limit.value(v);
    double[] unit = Arrays.stream(v).map(x -> x / size).toArray();
    return Math.abs(scaled.value(unit, Math.exp(-u)) - 1);
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void scaleWithinInvertsTheApproach(@Parsed Potential potential) {
    Horizon horizon = Horizon.of(potential);
    for (double epsilon : new double[] {1e-1, 1e-3, 1e-6}) {
      double u = horizon.logScaleWithin(epsilon, 100);
      if (horizon.regime().kind() == Regime.Kind.EXACT) {
        assertThat(u).isEqualTo(Double.NEGATIVE_INFINITY);
      } else {
        assertThat(horizon.approach(u, 100))
            .isCloseTo(epsilon, within(Tolerances.SCALE * Math.max(1, u) * epsilon));
      }
      assertThat(horizon.logScaleWithin(epsilon, 1)).isEqualTo(Double.NEGATIVE_INFINITY);
    }
  }

  /** The closed forms of h: hyperbolic log m/log(2ρ/β), log map log m/log(aρ), and so on. */
  @Test
  void approachInClosedForm() {
    double u = 50;
    double logM = Math.log(10);
    assertClose(Horizon.of(new HyperbolicEntropy(0.1)).approach(u, 10), logM / (u + Math.log(20)));
    assertClose(Horizon.of(new LogMap(3)).approach(u, 10), logM / (u + Math.log(3)));
    assertClose(Horizon.of(new Cosh(2)).approach(u, 10), 2 * logM * Math.exp(-u));
    assertClose(
        Horizon.of(new PNormQuadratic(3, 4)).approach(u, 10),
        2 * (Math.cbrt(10) - 1) * Math.exp(-u));
    assertThat(Horizon.of(new PLog(2)).approach(u, 10) / (logM / (4 * u)))
        .isCloseTo(1, within(Tolerances.LEADING_ORDER));
    assertThat(Horizon.of(new PNorm(1.5)).approach(u, 10)).isZero();
  }

  /**
   * Beyond powers of 1/ρ the law C/(log ρ + B) is exact: with p L/(L − 1/p), L = log ρ, for plog.
   */
  @ParameterizedTest
  @MethodSource("potentials")
  void logarithmicDeviationsAreExactFarOut(@Parsed Potential potential) {
    Horizon horizon = Horizon.of(potential);
    if (horizon.regime().kind() == Regime.Kind.LOGARITHMIC) {
      double found = new Growth(potential).index(600) - horizon.p();
      assertThat(found)
          .isCloseTo(
              horizon.regime().deviation(600), within(Tolerances.IDENTITY * 600 * horizon.p()));
    }
    assertThat(horizon.estimated()).isEqualTo(Horizon.closedForm(potential).isEmpty());
  }

  @Test
  void effectiveExponentInClosedForm() {
    for (double x : new double[] {1e-3, 0.7, 5, 300}) {
      double u = Math.log(x);
      assertClose(new Growth(new PNorm(2.3)).effectiveExponent(u), 2.3);
      assertClose(new Growth(new Cosh(1)).effectiveExponent(u), 1 + x / Math.tanh(x));
      assertClose(new Growth(new LogMap(1)).effectiveExponent(u), 1 + x / (1 + x) / Math.log1p(x));
      assertClose(
          new Growth(new PNormQuadratic(3, 2)).effectiveExponent(u), 1 + (2 * x + 2) / (x + 2));
    }
    assertThat(new Growth(new PNorm(10)).effectiveExponent(600))
        .isCloseTo(10, within(Tolerances.IDENTITY * 10 * 6000));
    assertThat(new Growth(new Cosh(1)).effectiveExponent(Math.log(5000)))
        .isCloseTo(5001, within(Tolerances.SCALE * 5001));
  }

  @ParameterizedTest
  @CsvSource({
    "euclidean, l2, EXACT",
    "'p:3,quadratic=1', lp:3, ALGEBRAIC",
    "hyperbolic:beta=0.1, l1, LOGARITHMIC",
    "cosh:s=1, linf, ALGEBRAIC",
    "euclidean|hyperbolic:beta=0.1, blocks:l2|l1, LOGARITHMIC",
    "'p:3|p:3,quadratic=1', lp:3, ALGEBRAIC",
    "hyperbolic:beta=0.1|hyperbolic:beta=1, l1, LOGARITHMIC",
    "log:a=1|log:a=10, blocks:l1|l1, LOGARITHMIC",
    "cosh:s=1|cosh:s=2, blocks:linf|linf, ALGEBRAIC",
    "group(log:a=1), group:l1, LOGARITHMIC",
    "spectral(p:1.5), schatten:1.5, EXACT",
    "expr:abs(x)^3*log(1+abs(x)), lp:3, LOGARITHMIC",
    "expr:abs(x)^3/3+x^2|p:3, lp:3, ALGEBRAIC",
    "expr:abs(x)^3+x^2|p:3, blocks:lp:3|lp:3, ALGEBRAIC",
    "p:2|plog:p=2, blocks:l2|l2, LOGARITHMIC",
  })
  void limitGaugesOfMaps(String map, String gauge, Regime.Kind regime) {
    MapHorizon horizon = MapHorizon.of(MapSpec.parse(map), LAYERS);
    assertThat(horizon.gauge().spec()).isEqualTo(gauge);
    assertThat(horizon.regime().kind()).isEqualTo(regime);
    assertThat(horizon.blocks()).hasSize(2);
  }

  @Test
  void limitGaugesOfGroupsAndSpectra() {
    assertGauge("group:l1", new GroupMap(new LogMap(1)), new GroupMap(new LogMap(1)));
    assertGauge("schatten:1.5", new SpectralMap(new PNorm(1.5)), new SpectralMap(new PNorm(1.5)));
    assertGauge(
        "blocks:group:l2|l2", new GroupMap(new Euclidean()), new Entrywise(new Euclidean()));
    assertGauge(
        "blocks:schatten:inf|group:l1",
        new SpectralMap(new Cosh(1)),
        new GroupMap(new HyperbolicEntropy(1)));
  }

  private static void assertGauge(String expected, MirrorMap... maps) {
    MapHorizon horizon = MapHorizon.of(new ParameterMap(LAYERS, List.of(maps)));
    assertThat(horizon.gauge().spec()).isEqualTo(expected);
  }

  @Test
  void noLimitGaugeIsAnInputError() {
    Horizon horizon = new Horizon(Double.NaN, Regime.none("it oscillates"), true);
    assertThatThrownBy(() -> horizon.limitGauge(Parts.ENTRIES))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("it oscillates");
    assertThat(horizon.logScaleWithin(0.1, 10)).isNaN();
    assertThat(horizon.approach(10, 10)).isNaN();
  }

  /**
   * log t against the integral of dt = e^{γρ^L} D'(ρ)/(L γ ρ^L) dρ, from d/dt e^{γρ^L} = (Lγ)²
   * ρ^{2L−1}/D'(ρ), summed in the log domain.
   */
  @ParameterizedTest
  @MethodSource("timedPotentials")
  void arrivalTimeByQuadrature(Potential potential) {
    int degree = 2;
    double margin = 0.3;
    int m = 20;
    Horizon horizon = Horizon.of(potential);
    double epsilon = horizon.approach(Math.log(40), m);
    Arrival arrival = Arrival.within(epsilon, potential, m, degree, margin);
    assertThat(arrival.logScale()).isCloseTo(Math.log(40), within(Tolerances.SCALE * 40));
    int steps = 400_000;
    double width = 40.0 / steps;
    double logSum = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < steps; k++) {
      double rho = (k + 0.5) * width;
      double term =
          margin * rho * rho
              + Math.log(rho)
              + potential.logCurvature(rho)
              - Math.log(degree * margin * rho * rho)
              + Math.log(width);
      double high = Math.max(logSum, term);
      logSum = high + Math.log1p(Math.exp(Math.min(logSum, term) - high));
    }
    assertThat(arrival.logTime()).isCloseTo(logSum, within(Tolerances.LEADING_ORDER));
    assertThat(arrival.logLogTime())
        .isCloseTo(Math.log(logSum), within(Tolerances.LEADING_ORDER / logSum));
  }

  static Stream<Potential> timedPotentials() {
    return Stream.of(
        new PNormQuadratic(3, 2), new HyperbolicEntropy(0.5), new PLog(2), new Cosh(20));
  }

  /** Hyperbolic, ε = 0.001, m = 100: log ρ = log m/ε − log(2/β), log log t = L log ρ + log γ. */
  @Test
  void exponentiallySlowTimesStayFinite() {
    Arrival arrival = Arrival.within(1e-3, new HyperbolicEntropy(1), 100, 2, 0.5);
    double logScale = Math.log(100) / 1e-3 - Math.log(2);
    assertThat(arrival.logScale()).isCloseTo(logScale, within(Tolerances.SCALE * logScale));
    assertThat(arrival.logTime()).isInfinite();
    assertThat(arrival.logLogTime())
        .isCloseTo(2 * logScale + Math.log(0.5), within(Tolerances.SCALE * 2 * logScale));
  }

  @Test
  void exactMapsHaveArrived() {
    Arrival arrival = Arrival.within(1e-3, new Euclidean(), 100, 2, 0.5);
    assertThat(arrival.logScale()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(arrival.logTime()).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  private static void assertClose(double found, double expected) {
    assertThat(found).isCloseTo(expected, within(Tolerances.SCALE * expected));
  }
}

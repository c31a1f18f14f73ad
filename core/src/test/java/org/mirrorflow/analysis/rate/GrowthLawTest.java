package org.mirrorflow.analysis.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.GROWTH_LAW;
import static org.mirrorflow.Tolerances.GROWTH_SUM;
import static org.mirrorflow.Tolerances.SETTLED;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.horizon.Arrival;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.Cosh;
import org.mirrorflow.map.Euclidean;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;

/** The growth law against closed forms, plain sums and its own differential equation. */
class GrowthLawTest {
  private static final double GAMMA = 0.3;

  private static Potential potential(String spec) {
    return MapSpec.parse(spec).perLayer().get(0).potential();
  }

  static Stream<Potential> potentials() {
    return Stream.concat(
        MapRegistry.examples().stream(),
        MapRegistry.formulas().stream().map(GrowthLawTest::potential));
  }

  /** L = 1, D' = ρ: t = (e^w − e)/γ². */
  @ParameterizedTest
  @ValueSource(doubles = {1.001, 1.5, 3, 10, 50, 1e3, 1e6, 1e12})
  void euclideanOfDegreeOne(double w) {
    double expected = w - 2 * Math.log(GAMMA) + Math.log1p(-Math.exp(1 - w));
    double logTime = GrowthLaw.of(new Euclidean(), 1, GAMMA).atDecay(Math.log(w)).logTime();
    assertThat(logTime).isCloseTo(expected, within(tolerance(expected, w)));
  }

  /** L = 1, D' = ρ cosh(ρ/s)/s: t = ∫ cosh(ρ/s) e^{γρ}/(γ s) dρ, in closed form. */
  @ParameterizedTest
  @CsvSource({"1, 3", "1, 40", "1, 1e3", "0.5, 1e8", "7, 1e12", "4, 30"})
  void coshOfDegreeOne(double s, double w) {
    double fast = GAMMA + 1 / s;
    double slow = GAMMA - 1 / s;
    double rho = w / GAMMA;
    double start = 1 / GAMMA;
    double atEnd = 1 + Math.exp(-2 * rho / s) * fast / slow;
    double atStart =
        Math.exp(fast * (start - rho)) + Math.exp(slow * start - fast * rho) * fast / slow;
    double expected = fast * rho + Math.log((atEnd - atStart) / fast) - Math.log(2 * s * GAMMA);
    double logTime = GrowthLaw.of(new Cosh(s), 1, GAMMA).atDecay(Math.log(w)).logTime();
    assertThat(logTime).isCloseTo(expected, within(tolerance(expected, w)));
  }

  /** A unit in the last place of w is a unit of log t or more; near w = 1, t itself cancels. */
  private static double tolerance(double logTime, double w) {
    return GROWTH_LAW * Math.max(Math.abs(logTime), 1) / Math.min(1, w - 1);
  }

  /** t = ∫ D'(ρ) e^{γρ^L}/(Lγρ^L) dρ, D' = ρ r'', by Simpson's rule. */
  @ParameterizedTest
  @MethodSource("potentials")
  void anyPotentialAgainstAPlainSum(Potential potential) {
    for (int degree = 1; degree <= 3; degree++) {
      double w = 12;
      double from = Math.pow(1 / GAMMA, 1.0 / degree);
      double to = Math.pow(w / GAMMA, 1.0 / degree);
      int cells = 50_000;
      double h = (to - from) / cells;
      double scale = logIntegrand(potential, degree, to);
      double time = 0;
      for (int k = 0; k <= cells; k++) {
        double weight = k == 0 || k == cells ? 1 : k % 2 == 1 ? 4 : 2;
        double rho = from + k * h;
        time += h / 3 * weight * Math.exp(logIntegrand(potential, degree, rho) - scale);
      }
      double logTime = GrowthLaw.of(potential, degree, GAMMA).atDecay(Math.log(w)).logTime();
      assertThat(logTime)
          .as("%s, degree %d", potential.spec(), degree)
          .isCloseTo(scale + Math.log(time), within(GROWTH_SUM));
    }
  }

  private static double logIntegrand(Potential potential, int degree, double rho) {
    double margin = GAMMA * Math.pow(rho, degree);
    return Math.log(rho) + potential.logCurvature(rho) + margin - Math.log(degree * margin);
  }

  /** Far out, for every potential: finite, growing, and a double for log log t beyond. */
  @ParameterizedTest
  @MethodSource("potentials")
  void timeGrowsAtEveryScale(Potential potential) {
    GrowthLaw law = GrowthLaw.of(potential, 2, GAMMA);
    double before = Double.NEGATIVE_INFINITY;
    for (double w = 2; w < 1e12; w *= 7) {
      double logTime = law.atDecay(Math.log(w)).logTime();
      assertThat(logTime).as("w = %s", w).isGreaterThan(before);
      before = logTime;
    }
    before = 0;
    for (double logDecay : new double[] {30, 300, 700, 720, 1000, 3000}) {
      double logLogTime = law.atDecay(logDecay).logLogTime();
      assertThat(logLogTime).as("log w = %s", logDecay).isGreaterThan(before).isNotNaN();
      before = logLogTime;
    }
  }

  /** The arrival of a horizon states log t to O(1/w), in a formula of its own. */
  @ParameterizedTest
  @CsvSource({"'p:3,quadratic=10', 0.001", "'hyperbolic:beta=1', 0.3", "'plog:p=2', 0.05"})
  void agreesWithArrival(String spec, double epsilon) {
    for (int degree = 1; degree <= 2; degree++) {
      Arrival arrival = Arrival.within(epsilon, potential(spec), 6, degree, GAMMA);
      GrowthLaw law = GrowthLaw.of(potential(spec), degree, GAMMA);
      GrowthLaw.Moment moment = law.atScale(0, arrival.logScale());
      double w = Math.exp(moment.logDecay());
      assertThat(moment.logTime()).isCloseTo(arrival.logTime(), within(3 / w + GROWTH_LAW * w));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "euclidean|hyperbolic:beta=0.1",
        "p:1.5|p:3",
        "hyperbolic:beta=1|cosh:s=1",
        "plog:p=2|p:3,quadratic=10",
        "expr:exp(x^2)|euclidean",
        "group(p:3)|spectral(euclidean)"
      })
  void mixedBlocksAreBalancedAndSolveTheEquation(String spec) {
    Layout layout = new Layout(List.of(new Block("W1", 0, 2, 2, 2), new Block("W2", 4, 1, 2, 1)));
    ParameterMap map = MapSpec.parse(spec).on(layout);
    double[] theta = {0.5, -1.5, 0.2, 0, 2, -0.3};
    GrowthLaw law = GrowthLaw.along(map, theta, GAMMA);
    for (double w : new double[] {2, 60, 500}) {
      GrowthLaw.Moment moment = law.atDecay(Math.log(w));
      double[] scaled = scaled(theta, layout, moment.logScales());
      double[] scales = moment.logScales();
      assertThat(2 * scales[0] + scales[1] + Math.log(GAMMA))
          .isCloseTo(Math.log(w), within(GROWTH_LAW * (1 + Math.abs(scales[0]))));
      double y = Math.exp(moment.logDual());
      assertThat(map.dualPotential(scaled, 0) / 2).isCloseTo(y, within(GROWTH_SUM * y));
      assertThat(map.dualPotential(scaled, 1)).isCloseTo(y, within(GROWTH_SUM * y));
      double step = 1e-3;
      GrowthLaw.Moment later = law.atDecay(Math.log(w + step));
      double dy = Math.exp(later.logDual()) - y;
      double dt = later.logTime() + Math.log(-Math.expm1(moment.logTime() - later.logTime()));
      assertThat(dt).isCloseTo(Math.log(dy) - Math.log(w) + w, within(2 * step));
    }
  }

  private static double[] scaled(double[] theta, Layout layout, double[] logScales) {
    double[] out = theta.clone();
    for (int b = 0; b < layout.count(); b++) {
      for (int j = layout.block(b).offset(); j < layout.block(b).end(); j++) {
        out[j] *= Math.exp(logScales[b]);
      }
    }
    return out;
  }

  @Property(tries = 50, seed = "1")
  void scalesLeadBack(
      @ForAll @DoubleRange(min = 1, max = 25) double logDecay,
      @ForAll @DoubleRange(min = 0.01, max = 1e3) double margin) {
    Layout layout = Layout.chain(new int[] {2, 3, 1}, new int[] {1, 1});
    ParameterMap map = MapSpec.parse("hyperbolic:beta=1|p:3").on(layout);
    double[] theta = {1, 2, 0.5, -1, 0.1, 3, 1, -2, 0.5};
    GrowthLaw law = GrowthLaw.along(map, theta, margin);
    GrowthLaw.Moment moment = law.atDecay(logDecay);
    for (int b = 0; b < 2; b++) {
      assertThat(law.atScale(b, moment.logScales()[b]).logDecay())
          .isCloseTo(logDecay, within(GROWTH_SUM));
    }
  }

  /** θ ↦ cθ and q ↦ c^L q is another point of the same ray. */
  @Property(tries = 50, seed = "1")
  void anyPointOfTheRayGivesTheSameLaw(@ForAll @DoubleRange(min = 0.01, max = 1e3) double factor) {
    Layout layout = Layout.chain(new int[] {2, 1, 1}, new int[] {1, 1});
    ParameterMap map = MapSpec.parse("hyperbolic:beta=1|cosh:s=2").on(layout);
    double[] theta = {1, -2, 0.5};
    double[] other = {factor, -2 * factor, 0.5 * factor};
    GrowthLaw law = GrowthLaw.along(map, theta, GAMMA);
    GrowthLaw same = GrowthLaw.along(map, other, GAMMA * factor * factor);
    double expected = law.atDecay(5).logTime();
    assertThat(same.atDecay(5).logTime()).isCloseTo(expected, within(GROWTH_SUM));
  }

  /** The closed forms describe what the law integrates, L = 1, 2, 3, all registered potentials. */
  @ParameterizedTest
  @MethodSource("potentials")
  void closedFormsSettleOnTheLaw(Potential potential) {
    for (int degree = 1; degree <= 3; degree++) {
      Layout layout = Layout.of(new Block("W", 0, 1, 1, degree));
      ParameterMap map = MapSpec.parse(potential.spec()).on(layout);
      Optional<GrowthExponents> exponents = GrowthExponents.of(MapHorizon.of(map), layout);
      if (exponents.isPresent()) {
        GrowthLaw law = GrowthLaw.of(potential, degree, 1);
        assertThat(constant(exponents.get(), law, 1e11) - constant(exponents.get(), law, 1e10))
            .isCloseTo(0, within(SETTLED));
      } else {
        assertThat(MapHorizon.of(map).blocks().get(0).p()).isInfinite();
      }
    }
  }

  private static double constant(GrowthExponents exponents, GrowthLaw law, double w) {
    return exponents.constant(-w, law.atDecay(Math.log(w)).logTime());
  }

  @Test
  void exponentsOfMixedBlocks() {
    Layout layout = Layout.chain(new int[] {2, 3, 1}, new int[] {2, 1});
    MapHorizon horizon = MapHorizon.of(MapSpec.parse("plog:p=2|hyperbolic:beta=1"), layout);
    GrowthExponents exponents = GrowthExponents.of(horizon, layout).orElseThrow();
    assertThat(exponents.r()).isEqualTo(1 / (2 / 2.0 + 1 / 1.0));
    assertThat(exponents.iterated()).isEqualTo(exponents.r() * 2 / 2.0);
    MapHorizon rapid = MapHorizon.of(MapSpec.parse("euclidean|cosh:s=1"), layout);
    assertThat(GrowthExponents.of(rapid, layout)).isEmpty();
  }

  @Test
  void nothingToGrowIsRefused() {
    assertThatThrownBy(() -> GrowthLaw.of(new Euclidean(), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("margin");
    assertThatThrownBy(() -> new Ray(new Euclidean(), new double[3], 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("magnitudes");
  }
}

package org.mirrorflow.lab.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.analysis.rate.RateLaw;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Every judge of the study holds for what the theory says, fails for its opposite and for nothing.
 */
final class JudgeTest {
  private static final double NAN = Double.NaN;

  /** A judge, with inputs for which it must hold and inputs for which it must not. */
  record Case<T>(String name, Function<T, ClaimResult> judge, List<T> holds, List<T> fails) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case<?>> cases() {
    return Stream.of(
        drift(),
        order(),
        monotone(),
        spread(),
        needed(),
        growth(),
        settling(),
        cosh(),
        regimes(),
        gap(),
        descent(),
        horizonLimits(),
        horizonApproach(),
        sameMargin(),
        differentMargins(),
        ownGap(),
        limits(),
        falls(),
        kinks());
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void holdsForTheTheoryAndFailsForItsOpposite(Case<T> test) {
    for (T good : test.holds()) {
      assertThat(test.judge().apply(good).holds()).isTrue();
    }
    for (T bad : test.fails()) {
      assertThat(test.judge().apply(bad).holds()).as(String.valueOf(bad)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void saysWhatWasMeasuredAndPredicted(Case<T> test) {
    for (T input : test.holds()) {
      ClaimResult claim = test.judge().apply(input);
      assertThat(claim.id()).isNotBlank();
      assertThat(claim.question()).endsWith("?");
      assertThat(claim.measured()).isNotBlank();
      assertThat(claim.predicted()).isNotBlank();
      assertThat(claim.figure()).isNotBlank();
    }
  }

  /** log t is off by {@code offset} in the growth law, and by e more for log(1/ℒ) below 1e4. */
  private static GrowthCurve curve(double offset) {
    double[] decay = {10, 1e3, 1e5, 1e7};
    double[] beyond = {-1, -2, -3, -4};
    double[] predicted = {-1 - offset - Math.E, -2 - offset - Math.E, -3 - offset, -4 - offset};
    return new GrowthCurve(decay, beyond, predicted, decay, decay);
  }

  private static Case<Map<String, List<GrowthCurve>>> growth() {
    double[] none = {};
    return new Case<>(
        "growth",
        GrowthChapter::judgeGrowth,
        List.of(Map.of("a", List.of(curve(0)), "b", List.of(curve(-0.09), curve(0.09)))),
        List.of(
            Map.of(),
            Map.of("a", List.of()),
            Map.of("a", List.of(curve(0)), "b", List.of(curve(0), curve(0.11))),
            Map.of("a", List.of(curve(-0.11))),
            Map.of("a", List.of(curve(NAN)), "b", List.of(curve(0))),
            Map.of("a", List.of(new GrowthCurve(none, none, none, none, none)))));
  }

  private static Case<Map<String, double[]>> settling() {
    return new Case<>(
        "settling",
        GrowthChapter::judgeSettling,
        List.of(
            Map.of("a", new double[] {0.019}, "b", new double[] {-0.019, 0.001, 0.03}),
            Map.of("a", new double[] {0})),
        List.of(
            Map.of(),
            Map.of("a", new double[] {}),
            Map.of("a", new double[] {0.021}),
            Map.of("a", new double[] {0.0}, "b", new double[] {-0.021, 0.021}),
            Map.of("a", new double[] {0, NAN})));
  }

  private static Case<double[]> cosh() {
    return new Case<>(
        "cosh",
        slopes -> GrowthChapter.judgeCosh(slopes[0], slopes[1]),
        List.of(new double[] {0.366, 0.37}, new double[] {0.37, 0.366}),
        List.of(new double[] {1, 0.37}, new double[] {0.36, 0.37}, new double[] {NAN, 0.37}));
  }

  private static RateSummary rate(String regime, Double low, Double high) {
    return new RateSummary(regime, "law", low == null ? null : (low + high) / 2, low, high, 1.0);
  }

  private static Case<RateSummary> regimes() {
    return new Case<>(
        "regimes",
        rate -> RatesChapter.judgeRegimes(Map.of("a", rate), Map.of("a", "LOGARITHMIC")),
        List.of(rate("LOGARITHMIC", 0.9, 1.1)),
        List.of(
            rate("LOGARITHMIC", 1.01, 1.1),
            rate("LOGARITHMIC", 0.9, 0.99),
            rate("LOGARITHMIC", null, null),
            rate("SLOWER", 0.9, 1.1),
            rate("EXACT", null, null),
            rate("UNDECIDED", null, null)));
  }

  private static Case<Optional<RateFit>> gap() {
    return new Case<>(
        "gap",
        RatesChapter::judgeGap,
        List.of(Optional.of(fit(RateLaw.POWER_OF_LOG, 0.9, 1.1))),
        List.of(
            Optional.empty(),
            Optional.of(fit(RateLaw.POWER_OF_LOG, 1.01, 1.1)),
            Optional.of(fit(RateLaw.POWER, 0.9, 1.1))));
  }

  private static RateFit fit(RateLaw law, double low, double high) {
    return new RateFit(law, (low + high) / 2, low, high, 0, 0, 0);
  }

  private static Case<Map<String, double[]>> descent() {
    return new Case<>(
        "descent",
        DescentChapter::judgeDescent,
        List.of(Map.of("a", new double[] {4e-3, 1e-3}, "b", new double[] {4e-5, 1.1e-5})),
        List.of(
            Map.of(),
            Map.of("a", new double[] {4e-3, 1e-3}, "b", new double[] {1e-3, 1e-3}),
            Map.of("a", new double[] {16e-3, 1e-3}),
            Map.of("a", new double[] {NAN, 1e-3})));
  }

  private static Case<Map<String, Horizon>> horizonLimits() {
    Map<String, Horizon> good = new LinkedHashMap<>();
    good.put("hyperbolic", horizon(1, Regime.logarithmic(1, 1, 0)));
    good.put("log map", horizon(1, Regime.logarithmic(1, 1, 0)));
    good.put("p = 3", horizon(3, Regime.exact()));
    good.put("p = 3 and quadratic", horizon(3, Regime.algebraic(1, 1)));
    good.put("smoothed p = 1.5", horizon(1.5, Regime.algebraic(1.5, 1)));
    good.put("p = 2 with logarithm", horizon(2, Regime.logarithmic(1, 1, 0)));
    good.put("cosh", horizon(Double.POSITIVE_INFINITY, Regime.algebraic(1, 1)));
    good.put("formula", horizon(2.995, Regime.logarithmic(1, 1, 0)));
    Map<String, Horizon> one = new LinkedHashMap<>(good);
    one.put("log map", horizon(1.2, Regime.logarithmic(1, 1, 0)));
    Map<String, Horizon> two = new LinkedHashMap<>(good);
    two.put("cosh", horizon(2, Regime.algebraic(1, 1)));
    Map<String, Horizon> three = new LinkedHashMap<>(good);
    three.put("p = 3", horizon(3, Regime.algebraic(1, 1)));
    Map<String, Horizon> four = new LinkedHashMap<>(good);
    four.remove("formula");
    return new Case<>(
        "horizon limits",
        HorizonChapter::judgeLimits,
        List.of(good),
        List.of(Map.of(), one, two, three, four));
  }

  private static Horizon horizon(double p, Regime regime) {
    return new Horizon(p, regime, false);
  }

  private static Case<HorizonChapter.Approach> horizonApproach() {
    double[] u = {1, 10, 100};
    double[] zero = {0, 0, 0};
    double[] h = {0.5, 0.1, 0.01};
    return new Case<>(
        "horizon approach",
        approach -> HorizonChapter.judgeApproach(Map.of("a", approach)),
        List.of(
            new HorizonChapter.Approach(u, h, new double[] {2, 0.2, 0.0105}),
            new HorizonChapter.Approach(u, new double[] {0, 1e-12, 0}, zero),
            new HorizonChapter.Approach(
                u, new double[] {0.5, 0.1, 0}, new double[] {1, 0.1, 0.9e-7})),
        List.of(
            new HorizonChapter.Approach(u, h, new double[] {2, 0.2, 0.012}),
            new HorizonChapter.Approach(u, new double[] {0.1, 0.5, 0.01}, h),
            new HorizonChapter.Approach(u, new double[] {0.5, 0.1, NAN}, h),
            new HorizonChapter.Approach(u, h, zero),
            new HorizonChapter.Approach(new double[0], new double[0], new double[0])));
  }

  private static PairsChapter.Reading reading(double p, double... shares) {
    return new PairsChapter.Reading("p " + p, p, shares, 0.05);
  }

  private static Case<List<List<PairsChapter.Reading>>> sameMargin() {
    PairsChapter.Reading good = reading(1, 0.96, 0.5, 0.5, 0.5);
    return new Case<>(
        "same margin",
        PairsChapter::judgeSame,
        List.of(List.of(List.of(good)), List.of(List.of(good), List.of(reading(2, 0, 1, 0, 0)))),
        List.of(
            List.of(),
            List.of(List.of()),
            List.of(List.of(good, reading(1, 0.94, 1, 1, 1))),
            List.of(List.of(good), List.of(reading(2, 1, 0.5, 1, 1))),
            List.of(List.of(reading(3, 1, 1, 1.1, 1))),
            List.of(List.of(reading(3, 1, 1, NAN, 1)))));
  }

  private static Case<List<List<PairsChapter.Reading>>> differentMargins() {
    List<PairsChapter.Reading> good =
        List.of(
            reading(1, 1, 0.9, 0.9, 0.9),
            reading(2, 0.9, 1, 0.9, 0.9),
            reading(3, 0.9, 0.9, 1, 0.9),
            reading(Double.POSITIVE_INFINITY, 0.9, 0.9, 0.9, 1));
    List<PairsChapter.Reading> alike = new ArrayList<>(good);
    alike.set(1, reading(2, 0.995, 1, 0.9, 0.9));
    List<PairsChapter.Reading> none = new ArrayList<>(good);
    none.set(3, reading(Double.POSITIVE_INFINITY, 0.9, 0.9, 0.9, NAN));
    return new Case<>(
        "different margins",
        PairsChapter::judgeControls,
        List.of(List.of(good), List.of(good, good)),
        List.of(
            List.of(), List.of(List.of()), List.of(alike), List.of(good, alike), List.of(none)));
  }

  private static NetworksChapter.Reading network(double other, double own) {
    return network(other, own, 1e-3, 0.1, 1.0);
  }

  private static NetworksChapter.Reading network(
      double other, double own, double gap, double angle, double margin) {
    return new NetworksChapter.Reading(
        "a", 1, new double[] {other, own, 1, 1}, new LimitOf.Result(1, margin, gap, angle));
  }

  private static Case<List<List<NetworksChapter.Reading>>> ownGap() {
    return new Case<>(
        "own gap",
        NetworksChapter::judgeOwn,
        List.of(List.of(List.of(network(0.4, 0.1))), List.of(List.of(network(0.4, -1e-6)))),
        List.of(
            List.of(),
            List.of(List.of()),
            List.of(List.of(network(0.15, 0.1))),
            List.of(List.of(network(0.4, 0.1)), List.of(network(0.1, 0.4))),
            List.of(List.of(network(0.4, NAN), network(0.4, 0.1)))));
  }

  private static Case<List<List<NetworksChapter.Reading>>> limits() {
    return new Case<>(
        "limits",
        NetworksChapter::judgeLimits,
        List.of(List.of(List.of(network(1, 1, 1e-4, 0.1, 1.1), network(1, 1, -1e-4, 0, 1)))),
        List.of(
            List.of(),
            List.of(List.of(network(1, 1, 0.5, 0.1, 1))),
            List.of(List.of(network(1, 1, 1e-4, 1.5, 1))),
            List.of(List.of(network(1, 1, 1e-4, 0.1, 0.9))),
            List.of(List.of(network(1, 1, NAN, 0.1, 1))),
            List.of(List.of(network(1, 1, 1e-4, NAN, 1))),
            List.of(List.of(network(1, 1, 1e-4, 0.1, NAN)))));
  }

  private static Case<KktChapter.Reading> falls() {
    return new Case<>(
        "falls",
        r -> KktChapter.judgeFalls(Map.of("a", List.of(r)), Map.of("b", r)),
        List.of(
            new KktChapter.Reading(0.3, 0.2, 0.3),
            new KktChapter.Reading(0.1, -1e-4, 0.3),
            new KktChapter.Reading(1e-4, 5e-4, 0.3)),
        List.of(
            new KktChapter.Reading(0.3, 0.3, 0.3),
            new KktChapter.Reading(0.1, 0.2, 0.3),
            new KktChapter.Reading(NAN, 0.2, 0.3),
            new KktChapter.Reading(0.3, NAN, 0.3),
            new KktChapter.Reading(0.3, -0.2, 0.3),
            KktChapter.reading(table(List.of("logLoss", "kktGap", "kktGapFixed")))));
  }

  private static Case<KktChapter.Reading> kinks() {
    return new Case<>(
        "kinks",
        r -> KktChapter.judgeKinks(Map.of("a", List.of(r))),
        List.of(new KktChapter.Reading(0.3, 0.01, 0.03), new KktChapter.Reading(0.3, 0, 0.03)),
        List.of(
            new KktChapter.Reading(0.3, 0.02, 0.03),
            new KktChapter.Reading(0.3, 0.03, 0.01),
            new KktChapter.Reading(0.3, NAN, 0.03),
            new KktChapter.Reading(0.3, 0.01, NAN)));
  }

  private static Case<Map<String, Trajectory>> drift() {
    return new Case<>(
        "drift",
        BalanceChapter::judgeDrift,
        List.of(maps(drifts(0, 0)), maps(drifts(1e-4, 5e-4), drifts(9e-4, 0))),
        List.of(
            Map.of(),
            maps(drifts(1.1e-3, 0)),
            maps(drifts(0, 0), drifts(0, 1.1e-3)),
            maps(drifts(NAN, 0)),
            maps(drifts(0, NAN)),
            maps(drifts(NAN, 0), drifts(0, 0)),
            maps(drifts(0, 0), drifts(0, NAN), drifts(0, 0), drifts(1e-4, 0)),
            maps(table(List.of("balanceDrift", "neuronBalanceDrift")))));
  }

  private static Case<double[]> order() {
    double[] tolerances = {8e-3, 4e-3, 2e-3, 1e-3};
    return new Case<>(
        "order",
        drifts -> BalanceChapter.judgeOrder(Arrays.copyOf(tolerances, drifts.length), drifts),
        List.of(new double[] {8e-5, 4e-5, 2e-5, 1e-5}, new double[] {9e-5, 4e-5, 2e-5, 1e-5}),
        List.of(
            new double[] {},
            new double[] {1e-5},
            new double[] {1e-5, 1e-5, 1e-5, 1e-5},
            new double[] {1e-5, 2e-5, 4e-5, 8e-5},
            new double[] {64e-5, 16e-5, 4e-5, 1e-5},
            new double[] {8e-5, NAN, 2e-5, 1e-5},
            new double[] {8e-5, 4e-5, 2e-5, 0},
            new double[] {0, 0, 0, 0}));
  }

  private static Case<Map<String, Trajectory>> monotone() {
    return new Case<>(
        "monotone",
        MarginChapter::judgeMonotone,
        List.of(
            maps(margins(0.1, 0.2, 0.2, 0.3)),
            maps(margins(0.1, 0.2, 0.19999, 0.3)),
            maps(beforeFitted(0.9, 0.1, 0.2))),
        List.of(
            Map.of(),
            maps(margins()),
            maps(margins(0.1)),
            maps(margins(0.1, 0.2, 0.19, 0.3)),
            maps(margins(0.1, 0.2), margins(0.3, 0.2)),
            maps(margins(0.3, 0.2), margins(0.1, 0.2)),
            maps(margins(0.1, NAN, 0.3)),
            maps(margins(NAN, 0.2, 0.3)),
            maps(margins(0.1, NAN), margins(0.1, 0.2)),
            maps(margins(-0.1, -0.2)),
            maps(margins(0, 0)),
            maps(margins(Double.POSITIVE_INFINITY, 0.2))));
  }

  private static Case<Map<String, double[]>> spread() {
    Map<String, double[]> good =
        Map.of(
            "hyperbolic", new double[] {3},
            "p = 1.5", new double[] {4, 5, 9},
            "euclidean", new double[] {25, 20},
            "p = 3", new double[] {50},
            "cosh", new double[] {49, 50, 10});
    return new Case<>(
        "spread",
        FeatureChapter::judgeSpread,
        List.of(good, with(good, "euclidean", 27, 35, 31), with(good, "p = 1.5", 10)),
        List.of(
            Map.of(),
            with(good, "euclidean", 5),
            with(good, "euclidean", NAN),
            with(good, "hyperbolic"),
            with(good, "hyperbolic", 11),
            with(good, "hyperbolic", 0),
            with(good, "p = 1.5", 11, 12, 4),
            with(good, "euclidean", 50),
            with(good, "p = 3", 44),
            with(good, "cosh", 49, 50, NAN),
            with(good, "cosh", NAN)));
  }

  private static Case<Map<String, Integer>> needed() {
    return new Case<>(
        "needed",
        DigitsChapter::judgeNeeded,
        List.of(
            Map.of("hyperbolic", 10, "euclidean", 30, "cosh", 20),
            Map.of("hyperbolic", 10, "euclidean", 10, "cosh", 64)),
        List.of(
            Map.of(),
            Map.of("hyperbolic", 10),
            Map.of("cosh", 10),
            Map.of("hyperbolic", 0, "cosh", 0),
            Map.of("hyperbolic", 10, "euclidean", 30, "cosh", 19),
            Map.of("hyperbolic", 10, "euclidean", 9, "cosh", 64)));
  }

  private static Map<String, double[]> with(
      Map<String, double[]> map, String label, double... counts) {
    Map<String, double[]> changed = new LinkedHashMap<>(map);
    changed.put(label, counts);
    return changed;
  }

  private static Map<String, Trajectory> maps(Trajectory... trajectories) {
    Map<String, Trajectory> maps = new LinkedHashMap<>();
    for (Trajectory trajectory : trajectories) {
      maps.put("map " + maps.size(), trajectory);
    }
    return maps;
  }

  private static Trajectory drifts(double layers, double neurons) {
    return table(
        List.of("balanceDrift", "neuronBalanceDrift"),
        new double[] {0, 0},
        new double[] {layers, neurons},
        new double[] {0, 0});
  }

  private static Trajectory margins(double... smoothed) {
    return table(
        List.of("logLoss", "smoothedMargin"),
        IntStream.range(0, smoothed.length)
            .mapToObj(i -> new double[] {-1 - i, smoothed[i]})
            .toArray(double[][]::new));
  }

  /** A first mark where the loss is too large for the law. */
  private static Trajectory beforeFitted(double first, double... smoothed) {
    List<double[]> rows = new ArrayList<>();
    rows.add(new double[] {-0.9, first});
    rows.addAll(margins(smoothed).rows());
    return new Trajectory(List.of("logLoss", "smoothedMargin"), rows);
  }

  private static Trajectory table(List<String> columns, double[]... rows) {
    return new Trajectory(columns, List.of(rows));
  }

  @Test
  void aFailedFlowLeavesNoVerdict() {
    ClaimResult good = BalanceChapter.judgeDrift(maps(drifts(0, 0)));
    Findings findings = new Findings(null, List.of(good), Map.of());
    assertThat(findings.restingOn(List.of())).isSameAs(findings);
    ClaimResult none =
        findings.restingOn(List.of("STALLED in ./mirrorflow flow x")).claims().get(0);
    assertThat(none.holds()).isNull();
    assertThat(none.measured()).contains("STALLED in ./mirrorflow flow x");
  }

  @Test
  void numbersInWords() {
    assertThat(Numbers.text(3)).isEqualTo("3");
    assertThat(Numbers.text(0.00012345)).isEqualTo("0.000123");
    assertThat(Numbers.text(NAN)).isEqualTo("NaN");
    assertThat(Numbers.orDash(null)).isEqualTo("-");
    assertThat(Numbers.range(new double[] {2, 1})).isEqualTo("1 to 2");
    assertThat(Numbers.range(new double[] {2, 2})).isEqualTo("2");
    assertThat(Numbers.median(new double[] {3, 1, 2})).isEqualTo(2);
    assertThat(Numbers.median(new double[] {4, 1, 2, 3})).isEqualTo(2.5);
    assertThat(Numbers.median(new double[] {})).isNaN();
  }
}

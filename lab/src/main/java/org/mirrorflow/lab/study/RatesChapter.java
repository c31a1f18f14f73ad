package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.analysis.rate.RateLaw;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunSpec;

/** How fast does the margin come to its largest value, regime by regime? */
record RatesChapter(long seed) implements StudyChapter {
  private static final FarFlow EXACT = new FarFlow("p = 3", FarFlow.LINEAR, "linear", "p:3", -1e8);
  private static final List<FarFlow> REGIMES =
      List.of(
          EXACT,
          new FarFlow("p = 3 and quadratic", FarFlow.LINEAR, "linear", "p:3,quadratic=10", -1e8),
          new FarFlow("hyperbolic", FarFlow.LINEAR, "linear", "hyperbolic:beta=1", -1e11),
          new FarFlow("p = 2 with logarithm", FarFlow.LINEAR, "linear", "plog:p=2", -1e11));

  @Override
  public String id() {
    return "rates";
  }

  @Override
  public String part() {
    return "claim2";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return REGIMES.stream().map(far -> far.spec(size, seed)).toList();
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, FlowRun> linear = new LinkedHashMap<>();
    Map<String, String> csv = new LinkedHashMap<>();
    for (FarFlow far : REGIMES) {
      linear.put(far.label(), runs.get(far.spec(size, seed)));
      csv.put(far.file("regime"), linear.get(far.label()).trajectory().csv());
    }
    Map<String, RegimeCurve> regimes = each(linear, RegimeCurve::of);
    Map<String, RateSummary> shown = each(linear, run -> run.result().rate());
    Map<String, String> declared = each(linear, run -> run.result().regime());
    Map<String, MarginGap> gaps = new LinkedHashMap<>();
    linear.forEach((label, run) -> gaps.put(label, MarginGap.of(run)));
    MarginGap gap = gaps.get(EXACT.label());
    List<ClaimResult> claims =
        List.of(judgeRegimes(shown, declared), judgeGap(gap.law()), judgeTimes(timesOf(regimes)));
    Map<String, RegimeCurve> inexact = new LinkedHashMap<>(regimes);
    inexact.remove(EXACT.label());
    List<Figure> figures =
        List.of(
            RateFigures.gaps(gaps),
            RateFigures.gapsInTime(gaps),
            RateFigures.regimes(regimes),
            RateFigures.slopes(shown),
            RateFigures.times(inexact),
            RateFigures.gap(EXACT.label(), gap.decay(), gap.gap(), gap.law()));
    Chapter chapter =
        new Chapter(
            id(),
            "Claim 2: how slow convergence can be",
            "How fast does the margin of a linear model come to its largest value, and the gauge with"
                + " which a flow works to its limit?",
            command(size, seed) + "\n" + linear.get(EXACT.label()).spec().command(),
            "The gauge is the limit from the start (exact), comes to it by a power of the scale"
                + " (algebraic), or by a power of its logarithm, which takes times like e^{e^{1/ε}}"
                + " (logarithmic). The margin gap of an exact map closes like 1/log(1/ℒ).",
            String.join(". ", claims.stream().map(ClaimResult::measured).toList()) + ".",
            figures,
            List.of(
                RateFigures.regimeTable(shown, declared),
                RateFigures.gapTable(gaps),
                RateFigures.timeTable(inexact)));
    return new Findings(chapter, claims, csv);
  }

  private static <T> Map<String, T> each(Map<String, FlowRun> runs, Function<FlowRun, T> what) {
    Map<String, T> results = new LinkedHashMap<>();
    runs.forEach((label, run) -> results.put(label, what.apply(run)));
    return results;
  }

  /** Measured and predicted log log t to every ε that a run reached. */
  private static Map<String, double[][]> timesOf(Map<String, RegimeCurve> regimes) {
    Map<String, double[][]> times = new LinkedHashMap<>();
    regimes.forEach(
        (label, curve) -> {
          double[][] pairs =
              Arrays.stream(RateFigures.EPSILONS)
                  .mapToObj(
                      e -> new double[] {curve.measuredLogLogTime(e), curve.predictedLogLogTime(e)})
                  .filter(pair -> Double.isFinite(pair[0]) && Double.isFinite(pair[1]))
                  .toArray(double[][]::new);
          if (!label.equals(EXACT.label())) {
            times.put(label, pairs);
          }
        });
    return times;
  }

  /** Holds when every map took the predicted time to its smallest ε, to the marks' resolution. */
  static ClaimResult judgeTimes(Map<String, double[][]> times) {
    boolean holds = !times.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, double[][]> entry : times.entrySet()) {
      double[][] pairs = entry.getValue();
      double miss = Double.NaN;
      if (pairs.length > 0) {
        double[] last = pairs[pairs.length - 1];
        miss = Math.abs(last[0] - last[1]) / Math.log(10);
      }
      holds &= miss < DECADES;
      measured.add(entry.getKey() + " " + Numbers.text(miss));
    }
    return new ClaimResult(
        "rates-times",
        "Does the limit gauge take the predicted time to come within ε?",
        holds,
        RateFigures.TIMES,
        "decades of log t by which the last ε was missed: " + String.join(", ", measured),
        "below " + DECADES + "; marks stand at eighths of a decade");
  }

  private static final double DECADES = 0.2;

  /** Holds when every map shows its declared regime, with the predicted slope in the interval. */
  static ClaimResult judgeRegimes(Map<String, RateSummary> shown, Map<String, String> declared) {
    List<String> measured = new ArrayList<>();
    boolean holds = !shown.isEmpty();
    for (Map.Entry<String, RateSummary> entry : shown.entrySet()) {
      RateSummary rate = entry.getValue();
      boolean exact = rate.regime().equals(Regime.Kind.EXACT.name());
      boolean inside =
          rate.exponent() != null
              && rate.predicted() != null
              && rate.low() <= rate.predicted()
              && rate.predicted() <= rate.high();
      holds &= rate.regime().equals(declared.get(entry.getKey())) && (exact || inside);
      String interval =
          rate.exponent() == null
              ? ""
              : " [%s, %s]"
                  .formatted(RateFigures.precise(rate.low()), RateFigures.precise(rate.high()));
      measured.add(entry.getKey() + " " + rate.regime() + interval);
    }
    return new ClaimResult(
        "rates-regimes",
        "Are the regimes told apart on trajectories?",
        holds,
        RateFigures.REGIMES,
        String.join(", ", measured),
        "the declared regime, with the predicted exponent inside the fitted interval");
  }

  /** Holds when the gap follows a power of log(1/ℒ) whose interval holds 1. */
  static ClaimResult judgeGap(Optional<RateFit> law) {
    return new ClaimResult(
        "rates-gap",
        "Does the margin gap of an exact map close like 1/log(1/ℒ)?",
        law.filter(fit -> fit.law() == RateLaw.POWER_OF_LOG && fit.contains(1)).isPresent(),
        RateFigures.GAP,
        law.map(
                fit ->
                    "%s, exponent %s in [%s, %s]"
                        .formatted(
                            fit.law().of("1/ℒ"),
                            RateFigures.precise(fit.exponent()),
                            RateFigures.precise(fit.low()),
                            RateFigures.precise(fit.high())))
            .orElse("undecided"),
        "power of log 1/ℒ with exponent 1");
  }
}

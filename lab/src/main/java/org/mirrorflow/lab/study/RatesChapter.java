package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.analysis.rate.RateLaw;
import org.mirrorflow.horizon.Regime;
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
    Map<String, RegimeCurve> regimes = Curves.map(linear, RegimeCurve::of);
    Map<String, RateSummary> shown = Curves.map(linear, run -> run.result().rate());
    Map<String, String> declared = Curves.map(linear, run -> run.result().regime());
    Map<String, MarginGap> gaps = Curves.map(linear, MarginGap::of);
    MarginGap gap = gaps.get(EXACT.label());
    Map<String, RegimeCurve> inexact = new LinkedHashMap<>(regimes);
    inexact.remove(EXACT.label());
    return findings(
        size,
        "Claim 2: how slow convergence can be",
        "How fast does the margin of a linear model approach its maximum, and the"
            + " gauge at the present scale its limit?",
        "The gauge is the limit from the start (exact), comes to it by a power of the scale"
            + " (algebraic), or by a power of its logarithm, which takes times like e^{e^{1/ε}}"
            + " (logarithmic). The margin gap of an exact map closes like 1/log(1/ℒ).",
        List.of(
            judgeRegimes(shown, declared),
            judgeGap(gap.law()),
            judgeTimes(Curves.map(inexact, RatesChapter::times))),
        List.of(
            RateFigures.gaps(gaps),
            RateFigures.gapsInTime(gaps),
            RateFigures.regimes(regimes),
            RateFigures.slopes(shown),
            RateFigures.times(inexact),
            RateFigures.gap(EXACT.label(), gap.decay(), gap.gap(), gap.law())),
        List.of(
            RateFigures.regimeTable(shown, declared),
            RateFigures.gapTable(gaps),
            RateFigures.timeTable(inexact)),
        csv);
  }

  /** Measured and predicted log log t to every ε that a run reached. */
  private static double[][] times(RegimeCurve curve) {
    return Arrays.stream(RateFigures.EPSILONS)
        .mapToObj(e -> new double[] {curve.measuredLogLogTime(e), curve.predictedLogLogTime(e)})
        .filter(pair -> Double.isFinite(pair[0]) && Double.isFinite(pair[1]))
        .toArray(double[][]::new);
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
        "Does the gauge come within ε of its limit at the predicted time?",
        holds,
        RateFigures.TIMES,
        "error of the predicted time for the smallest ε, in decades of log t:  "
            + String.join(", ", measured),
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

package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.LinearMaxMargin;
import org.mirrorflow.analysis.rate.GrowthExponents;
import org.mirrorflow.analysis.rate.RateAnalysis;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.analysis.rate.RateLaw;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.LpGauge;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RateSummary;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** How fast do loss and norm move, how fast does the gauge settle, and does descent follow? */
record RatesChapter(long seed) implements StudyChapter {
  private static final String NET = SyntheticRuns.DATA;
  private static final String LINEAR = "synthetic:teacher,n=15,d=6,seed=0";

  /** What the growth law may miss once the direction has settled. */
  private static final double MOST_RESIDUAL = 0.1;

  private static final double MOST_SETTLING = 0.02;
  private static final double COSH_ACCURACY = 0.02;
  private static final String DESCENT = "How far descent strays from the flow";
  private static final List<String> RULES = List.of("constant", "loss-scaled", "normalised");
  private static final double[] RATES = {0.004, 0.001};
  private static final double DESCENT_LOG_LOSS = -2;

  /** A flow of this chapter: its figure label, what is run and how far. */
  private record Far(String label, String data, String model, String map, double logLoss) {}

  /** Different growth in the two layers: the hardest for the law. */
  private static final String SHOWN = "hyperbolic|euclidean";

  private static final List<Far> NETS =
      List.of(
          new Far("hyperbolic", NET, "dense:50", "hyperbolic:beta=1", -1e8),
          new Far("p = 1.5", NET, "dense:50", "p:1.5", -1e8),
          new Far("euclidean", NET, "dense:50", "euclidean", -1e8),
          new Far("p = 3", NET, "dense:50", "p:3", -1e8),
          new Far("hyperbolic|euclidean", NET, "dense:50", "hyperbolic:beta=1|euclidean", -1e8),
          new Far("euclidean, three layers", NET, "dense:12,12", "euclidean", -1e8));

  private static final Far EXACT = new Far("p = 3", LINEAR, "linear", "p:3", -1e8);
  private static final List<Far> REGIMES =
      List.of(
          EXACT,
          new Far("p = 3 and quadratic", LINEAR, "linear", "p:3,quadratic=10", -1e8),
          new Far("hyperbolic", LINEAR, "linear", "hyperbolic:beta=1", -1e11),
          new Far("p = 2 with logarithm", LINEAR, "linear", "plog:p=2", -1e11));
  private static final Far COSH = new Far("cosh", LINEAR, "linear", "cosh:s=1", -240);

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
    List<RunSpec> runs = new ArrayList<>();
    NETS.forEach(far -> runs.add(spec(size, far)));
    REGIMES.forEach(far -> runs.add(spec(size, far)));
    runs.add(spec(size, COSH));
    RULES.forEach(
        rule -> Arrays.stream(RATES).forEach(rate -> runs.add(descent(size, rule, rate))));
    return runs;
  }

  private RunSpec spec(StudySize size, Far far) {
    return RunSpec.of(far.data, far.model, far.map)
        .startingAt(1, seed)
        .until(Math.max(far.logLoss, size.farLogLoss()))
        .with("auto");
  }

  private RunSpec descent(StudySize size, String rule, double rate) {
    return RunSpec.of(NET, SyntheticRuns.MODEL, "euclidean")
        .startingAt(1, seed)
        .until(Math.max(DESCENT_LOG_LOSS, size.farLogLoss()))
        .with(RunSpec.DESCENT + rule + ":" + rate);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, FlowRun> nets = byLabel(size, runs, NETS);
    Map<String, FlowRun> linear = byLabel(size, runs, REGIMES);
    FlowRun cosh = runs.get(spec(size, COSH));
    Map<String, GrowthCurve> growth = each(nets, GrowthCurve::of);
    Map<String, RegimeCurve> regimes = each(linear, RegimeCurve::of);
    Map<String, RateSummary> shown = each(linear, run -> run.result().rate());
    Map<String, String> declared = each(linear, run -> run.result().regime());
    Gap gap = Gap.of(linear.get(EXACT.label));
    List<ClaimResult> claims =
        List.of(
            judgeGrowth(growth),
            judgeSettling(each(nets, RatesChapter::settling)),
            judgeCosh(slope(cosh.trajectory()), predictedSlope(cosh)),
            judgeRegimes(shown, declared),
            judgeGap(gap.law()),
            judgeDescent(drifts(size, runs)));
    Map<String, RegimeCurve> inexact = new LinkedHashMap<>(regimes);
    inexact.remove(EXACT.label);
    List<Figure> figures = new ArrayList<>(RateFigures.growth(SHOWN, growth));
    figures.add(RateFigures.cosh(GrowthCurve.of(cosh)));
    figures.add(RateFigures.regimes(regimes));
    figures.add(RateFigures.slopes(shown));
    figures.add(RateFigures.times(inexact));
    figures.add(RateFigures.gap(EXACT.label, gap.decay, gap.gap, gap.law()));
    Chapter chapter =
        new Chapter(
            id(),
            "Rates and the far end of time",
            "How do loss, norm and time grow together, and how fast does the finite-scale gauge come"
                + " to its limit?",
            nets.get(SHOWN).spec().command(),
            "log(1/ℒ) = log t + (2 − r) log log t + O(1), 1/r = Σ L_b/p_b. The gauge is the limit"
                + " from the start (exact), comes to it by a power of the scale (algebraic), or by a"
                + " power of its logarithm, which takes times like e^{e^{1/ε}} (logarithmic).",
            String.join(". ", claims.stream().map(ClaimResult::measured).toList()) + ".",
            figures,
            List.of(
                RateFigures.regimeTable(shown, declared),
                RateFigures.timeTable(inexact),
                descentTable(size, runs)));
    Map<String, String> csv = new LinkedHashMap<>();
    nets.forEach((label, run) -> csv.put(file("growth", label), run.trajectory().csv()));
    linear.forEach((label, run) -> csv.put(file("regime", label), run.trajectory().csv()));
    csv.put(file("regime", COSH.label), cosh.trajectory().csv());
    return new Findings(chapter, claims, csv);
  }

  private Map<String, FlowRun> byLabel(StudySize size, FinishedRuns runs, List<Far> flows) {
    Map<String, FlowRun> byLabel = new LinkedHashMap<>();
    flows.forEach(far -> byLabel.put(far.label, runs.get(spec(size, far))));
    return byLabel;
  }

  private static <T> Map<String, T> each(Map<String, FlowRun> runs, Function<FlowRun, T> what) {
    Map<String, T> results = new LinkedHashMap<>();
    runs.forEach((label, run) -> results.put(label, what.apply(run)));
    return results;
  }

  private Map<String, double[]> drifts(StudySize size, FinishedRuns runs) {
    Map<String, double[]> drifts = new LinkedHashMap<>();
    for (String rule : RULES) {
      drifts.put(
          rule,
          Arrays.stream(RATES).map(rate -> drift(runs.get(descent(size, rule, rate)))).toArray());
    }
    return drifts;
  }

  private static String file(String what, String label) {
    return what + "-" + label.replaceAll("\\W+", "") + ".csv";
  }

  private static double settling(FlowRun run) {
    boolean known = run.result().growth() != null && run.result().growth().settling() != null;
    return known ? run.result().growth().settling() : Double.NaN;
  }

  private static double drift(FlowRun run) {
    Double drift = run.result().balanceDrift();
    return drift == null ? Double.NaN : drift;
  }

  /** d log(1/ℒ)/d log t over the last factor of 1.5 in log(1/ℒ); NaN without one. */
  static double slope(Trajectory trajectory) {
    Trajectory t = Numbers.fitted(trajectory);
    double[] decay = Numbers.decay(t);
    double[] logTime = t.column("logTime");
    int last = decay.length - 1;
    int from = last;
    while (from >= 0 && decay[from] > decay[last] / 1.5) {
      from--;
    }
    return from < 0 ? Double.NaN : (decay[last] - decay[from]) / (logTime[last] - logTime[from]);
  }

  private static double predictedSlope(FlowRun cosh) {
    return GrowthExponents.coshSlope(
        limitMargin(cosh.problem().data(), Double.POSITIVE_INFINITY), 1);
  }

  private static double limitMargin(Dataset data, double p) {
    return LinearMaxMargin.of(data, new LpGauge(p)).margin();
  }

  /** The margin gap 1 − γ/γ* of a linear model against log(1/ℒ). */
  private record Gap(double[] decay, double[] gap) {
    /** Beyond this the margin is known to fewer digits than the gap has. */
    private static final double RESOLVED = 1e-8;

    static Gap of(FlowRun run) {
      double best = limitMargin(run.problem().data(), 3);
      Trajectory t = Numbers.fitted(run.trajectory());
      double[] margin = t.column("qMargin");
      double[] decay = Numbers.decay(t);
      int[] used =
          IntStream.range(0, margin.length)
              .filter(i -> decay[i] > Math.E && 1 - margin[i] / best > RESOLVED)
              .toArray();
      return new Gap(
          IntStream.of(used).mapToDouble(i -> decay[i]).toArray(),
          IntStream.of(used).mapToDouble(i -> 1 - margin[i] / best).toArray());
    }

    Optional<RateFit> law() {
      return gap.length < RateAnalysis.FEWEST
          ? Optional.empty()
          : RateAnalysis.of(decay, gap).law();
    }
  }

  /** Holds when log t of every net is as predicted over the last three decades of log(1/ℒ). */
  static ClaimResult judgeGrowth(Map<String, GrowthCurve> curves) {
    List<String> measured = new ArrayList<>();
    boolean holds = !curves.isEmpty();
    for (Map.Entry<String, GrowthCurve> entry : curves.entrySet()) {
      double worst = entry.getValue().worstLateResidual();
      holds &= worst < MOST_RESIDUAL;
      measured.add(entry.getKey() + " " + Numbers.text(worst));
    }
    return new ClaimResult(
        "rates-growth",
        "Do loss and time grow together as the growth law says?",
        holds,
        RateFigures.GROWTH,
        "largest difference in log t over the last three decades: " + String.join(", ", measured),
        "within " + MOST_RESIDUAL + ", no constant fitted");
  }

  /** Holds when the O(1) term of every net changes by less than 0.02 per decade of log t. */
  static ClaimResult judgeSettling(Map<String, Double> changes) {
    List<String> measured = new ArrayList<>();
    changes.forEach((label, change) -> measured.add(label + " " + Numbers.text(change)));
    return new ClaimResult(
        "rates-constant",
        "Does log(1/ℒ) − log t − (2 − r) log log t settle?",
        !changes.isEmpty() && changes.values().stream().allMatch(c -> Math.abs(c) < MOST_SETTLING),
        RateFigures.GROWTH,
        "change over the last decade of log t: " + String.join(", ", measured),
        "below " + MOST_SETTLING);
  }

  /** Holds when the slope is as predicted within 2 %. */
  static ClaimResult judgeCosh(double slope, double predicted) {
    return new ClaimResult(
        "rates-cosh",
        "Does cosh slow a linear model down to a power of t below 1?",
        Math.abs(slope / predicted - 1) < COSH_ACCURACY,
        RateFigures.COSH,
        "d log(1/ℒ)/d log t = " + RateFigures.precise(slope),
        "γ/(1 + γ) = " + RateFigures.precise(predicted) + " within 2 %");
  }

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

  /** Holds when the drift of every rule falls with its rate (slope 0.7 to 1.4 in logarithms). */
  static ClaimResult judgeDescent(Map<String, double[]> drifts) {
    List<String> measured = new ArrayList<>();
    boolean holds = !drifts.isEmpty();
    for (Map.Entry<String, double[]> entry : drifts.entrySet()) {
      double slope = Numbers.logSlope(RATES, entry.getValue());
      holds &= slope > 0.7 && slope < 1.4;
      measured.add(entry.getKey() + " rate^" + Numbers.text(slope));
    }
    return new ClaimResult(
        "rates-descent",
        "Does mirror descent come to the flow as its rate falls?",
        holds,
        DESCENT,
        "drift of the balance laws: " + String.join(", ", measured),
        "proportional to the rate");
  }

  private Table descentTable(StudySize size, FinishedRuns runs) {
    List<List<String>> rows = new ArrayList<>();
    for (String rule : RULES) {
      for (double rate : RATES) {
        FlowRun run = runs.get(descent(size, rule, rate));
        rows.add(
            List.of(
                rule,
                String.valueOf(rate),
                String.valueOf(run.result().steps()),
                Numbers.orDash(run.result().logLoss()),
                Numbers.orDash(run.result().balanceDrift()),
                Numbers.orDash(run.result().neuronBalanceDrift())));
      }
    }
    return new Table(
        DESCENT,
        List.of("rule", "rate", "steps", "log loss", "drift, layers", "drift, neurons"),
        rows,
        "Euclidean map. The flow conserves what drifts here.");
  }
}

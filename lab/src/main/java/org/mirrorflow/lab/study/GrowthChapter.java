package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.analysis.rate.GrowthExponents;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** How do loss, norm and time grow together? */
record GrowthChapter(long seed) implements StudyChapter {
  private static final String NET = SyntheticRuns.DATA;

  /** What the growth law may miss once the direction has settled. */
  private static final double MOST_RESIDUAL = 0.1;

  private static final double MOST_SETTLING = 0.02;
  private static final double COSH_ACCURACY = 0.02;

  /** Different growth in the two layers: the hardest for the law. */
  private static final String SHOWN = "hyperbolic|euclidean";

  private static final List<FarFlow> NETS =
      List.of(
          new FarFlow("hyperbolic", NET, "dense:50", "hyperbolic:beta=1", -1e8),
          new FarFlow("p = 1.5", NET, "dense:50", "p:1.5", -1e8),
          new FarFlow("euclidean", NET, "dense:50", "euclidean", -1e8),
          new FarFlow("p = 3", NET, "dense:50", "p:3", -1e8),
          new FarFlow(SHOWN, NET, "dense:50", "hyperbolic:beta=1|euclidean", -1e8),
          new FarFlow("euclidean, three layers", NET, "dense:12,12", "euclidean", -1e8));

  private static final FarFlow COSH =
      new FarFlow("cosh", FarFlow.LINEAR, "linear", "cosh:s=1", -240);

  @Override
  public String id() {
    return "growth";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    NETS.forEach(net -> runs.addAll(starts(size, net)));
    runs.add(COSH.spec(size, seed));
    return runs;
  }

  private List<RunSpec> starts(StudySize size, FarFlow net) {
    return size.starts(k -> net.spec(size, seed + k));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<GrowthCurve>> curves = new LinkedHashMap<>();
    Map<String, double[]> settling = new LinkedHashMap<>();
    Map<String, GrowthCurve> first = new LinkedHashMap<>();
    Map<String, StepCurve> stepCurves = new LinkedHashMap<>();
    CsvText costs = new CsvText("net", "decay", "steps_per_decade");
    Map<String, String> csv = new LinkedHashMap<>();
    for (FarFlow net : NETS) {
      List<FlowRun> all = starts(size, net).stream().map(runs::get).toList();
      curves.put(net.label(), all.stream().map(GrowthCurve::of).toList());
      first.put(net.label(), curves.get(net.label()).get(0));
      settling.put(net.label(), all.stream().mapToDouble(GrowthChapter::settling).toArray());
      csv.put(net.file("growth"), all.get(0).trajectory().csv());
      StepCurve steps = StepCurve.of(all.get(0).trajectory());
      stepCurves.put(net.label(), steps);
      for (int i = 0; i < steps.decay().length; i++) {
        costs.row(net.label(), steps.decay()[i], steps.perDecade()[i]);
      }
    }
    if (stepCurves.values().stream().anyMatch(c -> c.decay().length > 0)) {
      csv.put("steps.csv", costs.toString());
    }
    FlowRun cosh = runs.get(COSH.spec(size, seed));
    csv.put(COSH.file("growth"), cosh.trajectory().csv());
    List<Figure> figures = new ArrayList<>(RateFigures.growth(SHOWN, first));
    figures.add(RateFigures.cosh(GrowthCurve.of(cosh)));
    figures.add(RateFigures.steps(stepCurves));
    return findings(
        size,
        "Growth of the norm and the loss",
        "How do loss, norm and time grow together once the direction has settled?",
        "log(1/ℒ) = log t + (2 − r) log log t + O(1), 1/r = Σ L_b/p_b; under cosh a linear model's"
            + " loss falls like t^(−γ/(1 + γ)). The growth law along the last direction has no"
            + " free constant.",
        List.of(
            judgeGrowth(curves),
            judgeSettling(settling),
            judgeCosh(slope(cosh.trajectory()), predictedSlope(cosh))),
        figures,
        List.of(table(curves, settling)),
        csv);
  }

  private static double settling(FlowRun run) {
    boolean known = run.result().growth() != null && run.result().growth().settling() != null;
    return known ? run.result().growth().settling() : Double.NaN;
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
        LinearRuns.largestMargin(cosh.problem().data(), Double.POSITIVE_INFINITY), 1);
  }

  /** Holds when log t of every net is as predicted over the last three decades of log(1/ℒ). */
  static ClaimResult judgeGrowth(Map<String, List<GrowthCurve>> curves) {
    List<String> measured = new ArrayList<>();
    boolean holds = !curves.isEmpty();
    for (Map.Entry<String, List<GrowthCurve>> entry : curves.entrySet()) {
      double worst = Numbers.largest(entry.getValue(), GrowthCurve::worstLateResidual);
      holds &= worst < MOST_RESIDUAL;
      measured.add(entry.getKey() + " " + Numbers.text(worst));
    }
    return new ClaimResult(
        "rates-growth",
        "Do loss and time follow the growth law?",
        holds,
        RateFigures.GROWTH,
        "largest difference in log t over the last three decades, all starts: "
            + String.join(", ", measured),
        "within " + MOST_RESIDUAL + ", no constant fitted");
  }

  /** Holds when the O(1) term of every net changes by less than 0.02 per decade, on average. */
  static ClaimResult judgeSettling(Map<String, double[]> changes) {
    List<String> measured = new ArrayList<>();
    boolean holds = !changes.isEmpty();
    for (Map.Entry<String, double[]> entry : changes.entrySet()) {
      Interval size = Interval.of(Arrays.stream(entry.getValue()).map(Math::abs).toArray());
      holds &= size.mean() < MOST_SETTLING;
      measured.add(entry.getKey() + " " + size.text());
    }
    return new ClaimResult(
        "rates-constant",
        "Does log(1/ℒ) − log t − (2 − r) log log t settle?",
        holds,
        RateFigures.GROWTH,
        "change over the last decade of log t: " + String.join(", ", measured),
        "below " + MOST_SETTLING + " on average over random starts");
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

  private static Table table(
      Map<String, List<GrowthCurve>> curves, Map<String, double[]> settling) {
    return new Table(
        "Growth law and closed form",
        List.of("net", "log t missed, late", "change of the constant per decade"),
        Curves.each(
            curves,
            (label, all) ->
                List.of(
                    label,
                    Interval.of(all, GrowthCurve::worstLateResidual).text(),
                    Interval.of(settling.get(label)).text())),
        "Means over random starts with " + Interval.WORDS + ".");
  }
}

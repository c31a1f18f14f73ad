package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** Does every flow come to a KKT point of the margin problem of its limit gauge? */
record KktChapter(long seed) implements StudyChapter {
  private static final String FREE = "KKT gap along training, kinks free";
  private static final String FIXED = "What the slopes at kinks decide";
  private static final String EVERY = "KKT gap of every map, early and late";

  /** Early is the first mark below this log ℒ. */
  private static final double EARLY = -10;

  /** Late gaps of maps without a logarithm must be below this share of the early ones. */
  private static final double FALL = 0.7;

  /** Below this a gap is within the tolerance of kinks. */
  private static final double RESOLVED = 1e-3;

  /**
   * κ of one flow.
   *
   * @param early κ with free kinks at the first mark below log ℒ = −10
   * @param late at the last mark
   * @param lateFixed with one Clarke element per sample, there
   */
  record Reading(double early, double late, double lateFixed) {}

  @Override
  public String id() {
    return "kkt";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    StudyMap.ALL.forEach(map -> runs.addAll(starts(size, map)));
    EveryMap.ALL.forEach(item -> runs.add(EveryMap.of(size, item, seed)));
    return runs;
  }

  private List<RunSpec> starts(StudySize size, StudyMap map) {
    return size.starts(k -> SyntheticRuns.of(size, map, seed + k));
  }

  @Override
  public List<RunSpec> certified(StudySize size) {
    return runs(size);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<Reading>> readings = new LinkedHashMap<>();
    Map<String, Trajectory> shown = new LinkedHashMap<>();
    Map<String, Reading> every = new LinkedHashMap<>();
    CsvText csv = new CsvText("map", "model", "seed", "early_kkt", "late_kkt", "late_kkt_fixed");
    for (StudyMap map : StudyMap.ALL) {
      for (RunSpec spec : starts(size, map)) {
        FlowRun run = runs.get(spec);
        shown.putIfAbsent(map.label(), run.trajectory());
        Reading r = reading(run.trajectory());
        readings.computeIfAbsent(map.label(), l -> new ArrayList<>()).add(r);
        csv.row(map.label(), spec.model(), spec.seed(), r.early, r.late, r.lateFixed);
      }
    }
    for (EveryMap.Item item : EveryMap.ALL) {
      RunSpec spec = EveryMap.of(size, item, seed);
      Reading r = reading(runs.get(spec).trajectory());
      every.put(item.label(), r);
      csv.row(item.label(), spec.model(), spec.seed(), r.early, r.late, r.lateFixed);
    }
    return findings(
        size,
        "KKT points along training",
        "Does the gap κ to a KKT point of min Q(θ) subject to all margins ≥ 1 close along"
            + " training, for every map?",
        "κ → 0 in the map's limit gauge. With one fixed Clarke element per sample κ stalls, because samples lie on"
            + " kinks late in training; choosing the slopes there lets κ fall further.",
        List.of(judgeFalls(readings, every), judgeKinks(readings)),
        List.of(free(shown), fixed(shown), everyChart(every)),
        List.of(table(readings), everyTable(every)),
        Map.of("kkt.csv", csv.toString()));
  }

  /** NaN where there is no certificate. */
  static Reading reading(Trajectory all) {
    Trajectory trajectory = Numbers.certified(all);
    double[] logLoss = trajectory.column("logLoss");
    double[] free = trajectory.column("kktGap");
    double[] fixed = trajectory.column("kktGapFixed");
    int last = free.length - 1;
    int early = 0;
    while (early < last && !(logLoss[early] <= EARLY)) {
      early++;
    }
    return last < 0
        ? new Reading(Double.NaN, Double.NaN, Double.NaN)
        : new Reading(free[early], free[last], fixed[last]);
  }

  /** Holds when κ of every flow falls, or is within the tolerance of kinks at the end. */
  static ClaimResult judgeFalls(Map<String, List<Reading>> readings, Map<String, Reading> every) {
    boolean holds = !readings.isEmpty() && !every.isEmpty();
    double worst = Double.NaN;
    String where = "";
    Map<String, List<Reading>> all = new LinkedHashMap<>(readings);
    every.forEach((label, r) -> all.put(label + " (small net)", List.of(r)));
    for (Map.Entry<String, List<Reading>> entry : all.entrySet()) {
      for (Reading r : entry.getValue()) {
        double share = r.late / r.early;
        boolean small = Math.abs(r.late) <= RESOLVED;
        holds &= small || (r.late > 0 && share <= FALL);
        if (!small && !(share <= worst)) {
          worst = share;
          where = entry.getKey();
        }
      }
    }
    return new ClaimResult(
        "kkt-falls",
        "Does the KKT gap fall along training for every map?",
        holds,
        FREE,
        Double.isNaN(worst) && holds
            ? "every κ ends below " + RESOLVED
            : "largest κ at the end relative to log ℒ = −10: "
                + Numbers.text(worst)
                + " ("
                + where
                + ")",
        "at most " + FALL + ", or κ below " + RESOLVED);
  }

  /** Holds when κ with free kinks is never larger than with fixed ones and mostly far smaller. */
  static ClaimResult judgeKinks(Map<String, List<Reading>> readings) {
    boolean never = !readings.isEmpty();
    double best = 0;
    String where = "";
    for (Map.Entry<String, List<Reading>> entry : readings.entrySet()) {
      double[] ratios = entry.getValue().stream().mapToDouble(KktChapter::ratio).toArray();
      never &= entry.getValue().stream().allMatch(r -> r.late <= r.lateFixed);
      double ratio = Numbers.median(ratios);
      if (ratio > best) {
        best = ratio;
        where = entry.getKey();
      }
    }
    return new ClaimResult(
        "kkt-kinks",
        "Does choosing the slopes at kinks lower the KKT gap?",
        never && best > 2,
        FIXED,
        "fixed / free κ at the end up to " + Numbers.text(best) + " (median, " + where + ")",
        "never below 1, above 2 for some map");
  }

  private static double ratio(Reading r) {
    return r.lateFixed / Math.max(r.late, RESOLVED / 10);
  }

  private static Chart free(Map<String, Trajectory> shown) {
    return new Chart(
        FREE,
        Curves.DECAY,
        Axis.log("KKT gap κ").in("share of the margin"),
        Curves.each(shown, (label, trajectory) -> Curves.line(label, trajectory, "kktGap")),
        "The gap falls for every map: fast where the gauge is exact, slowly for the"
            + " ℓ1 family and cosh, which are still far from their limit gauges.");
  }

  private static Chart fixed(Map<String, Trajectory> shown) {
    List<Series> series = new ArrayList<>();
    for (String label : List.of("hyperbolic", "euclidean", "p = 3")) {
      String fixed = label + ", one element";
      series.add(Curves.line(fixed, shown.get(label), "kktGapFixed"));
      series.add(Curves.dashed(label + ", free slopes", shown.get(label), "kktGap").like(fixed));
    }
    return new Chart(
        FIXED,
        Curves.DECAY,
        Axis.log("KKT gap κ").in("share of the margin"),
        series,
        "Full lines: the slope that ReLU takes; they level off. Dashed lines: the"
            + " best slope at every kink; they continue to fall.");
  }

  private static Chart everyChart(Map<String, Reading> every) {
    return new Chart(
        EVERY,
        Intervals.names("map", every),
        Axis.log("KKT gap κ").in("share of the margin"),
        List.of(
            Series.points("log loss −10", every.values(), Reading::early),
            Series.points("at the end", every.values(), Reading::late)),
        "A smaller net under every family of maps, per layer, by rows and by singular values: the"
            + " late mark lies below the early one.");
  }

  private static Table table(Map<String, List<Reading>> readings) {
    return new Table(
        "KKT gaps of 50 neurons",
        List.of("map", "κ at log loss −10", "κ at the end", "κ at the end, one element"),
        Intervals.rows(readings, List.of(Reading::early, Reading::late, Reading::lateFixed)),
        "Means over random starts with " + Interval.WORDS + ".");
  }

  private static Table everyTable(Map<String, Reading> every) {
    return new Table(
        "KKT gaps of every map",
        List.of("map", "specification", "κ at log loss −10", "κ at the end", "one element"),
        EveryMap.ALL.stream().map(item -> row(item, every.get(item.label()))).toList(),
        "A net of 12 neurons in one start.");
  }

  private static List<String> row(EveryMap.Item item, Reading r) {
    return List.of(
        item.label(),
        item.map(),
        Numbers.text(r.early),
        Numbers.text(r.late),
        Numbers.text(r.lateFixed));
  }
}

package org.mirrorflow.lab.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** Does training maximise the margin in the limit gauge of its map? */
record MarginChapter(long seed) implements StudyChapter {
  /** Decreases below this are the integrator's. */
  private static final double NOISE = 1e-3;

  private static final List<String> HOMOGENEOUS = List.of("p = 1.5", "euclidean", "p = 3");
  private static final String GROWTH = "Growth of the margin in the map's own limit gauge";
  private static final String SMOOTHED = "Smoothed margin and margin";

  @Override
  public String id() {
    return "margin";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return StudyMap.ALL.stream().map(map -> SyntheticRuns.of(size, map, seed)).toList();
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, FlowRun> byMap = new LinkedHashMap<>();
    StudyMap.ALL.forEach(
        map -> byMap.put(map.label(), runs.get(SyntheticRuns.of(size, map, seed))));
    Map<String, Trajectory> homogeneous = new LinkedHashMap<>();
    HOMOGENEOUS.forEach(label -> homogeneous.put(label, byMap.get(label).trajectory()));
    ClaimResult monotone = judgeMonotone(homogeneous);
    return findings(
        size,
        "Which margin grows",
        "A potential has a limit gauge Q, the shape of its far sublevel sets. Does the flow raise"
            + " the margin q_min / Q(θ)^L?",
        "For homogeneous potentials the smoothed margin never decreases once the loss is below"
            + " that of one undecided sample; for the others Q is reached in the limit only.",
        List.of(monotone),
        List.of(growth(byMap), smoothed(byMap.get("euclidean").trajectory())),
        List.of(table(byMap)),
        Map.of());
  }

  /** Holds when the smoothed margin of no map falls by more than the integrator's error. */
  static ClaimResult judgeMonotone(Map<String, Trajectory> homogeneous) {
    double worst = Numbers.largest(homogeneous.values(), MarginChapter::largestDecrease);
    return new ClaimResult(
        "margin-monotone",
        "Does the smoothed margin of homogeneous potentials never decrease?",
        worst < NOISE,
        SMOOTHED,
        "largest relative decrease between marks: " + Numbers.text(worst),
        "none; up to " + Numbers.text(NOISE) + " counts as the integrator's error");
  }

  static double largestDecrease(Trajectory trajectory) {
    double[] smoothed = Numbers.fitted(trajectory).column("smoothedMargin");
    if (smoothed.length < 2) {
      return Double.NaN;
    }
    double worst = 0;
    double best = smoothed[0];
    if (!(best > 0)) {
      return Double.NaN;
    }
    for (double value : smoothed) {
      worst = Math.max(worst, (best - value) / best);
      best = Math.max(best, value);
    }
    return worst;
  }

  private static Chart growth(Map<String, FlowRun> byMap) {
    return new Chart(
        GROWTH,
        Curves.DECAY,
        Axis.linear("margin / its last value").in("share"),
        Curves.each(
            byMap,
            (label, run) ->
                Curves.line(
                    label + " (" + run.result().margin().gauge() + ")",
                    run.trajectory(),
                    "qMargin",
                    Curves::relativeToLast)),
        "Every map raises the margin of its own gauge. Margins of the ℓ1 family still"
            + " rise when the others have settled.");
  }

  private static Chart smoothed(Trajectory t) {
    return new Chart(
        SMOOTHED,
        Curves.DECAY,
        Axis.linear("margin in ℓ2").in("per ‖θ‖²"),
        List.of(
            Curves.line("margin", t, "qMargin"),
            Curves.dashed("smoothed margin", t, "smoothedMargin")),
        "Euclidean map: the smoothed margin rises towards the margin from below.");
  }

  private static Table table(Map<String, FlowRun> byMap) {
    return new Table(
        "Where the flows ended",
        List.of("map", "limit gauge", "regime", "log loss", "steps", "margin"),
        Curves.each(
            byMap,
            (label, run) ->
                List.of(
                    label,
                    run.result().margin().gauge(),
                    run.result().regime(),
                    Numbers.orDash(run.result().end().logLoss()),
                    String.valueOf(run.result().end().steps()),
                    Numbers.orDash(run.result().margin().qMargin()))),
        "Margins of different gauges do not compare.");
  }
}

package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.analysis.Pruning;
import org.mirrorflow.data.Transform;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.ImageGrid;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;

/** The same on images of handwritten digits, two classes and ten. */
record DigitsChapter(long seed) implements StudyChapter {
  private static final List<String> PAIRS = List.of("digits:3,8", "digits:0,1");
  private static final int PIXELS = 8;
  private static final double SHARE = 0.99;
  private static final String NEEDED = "Neurons needed on ten digits";

  @Override
  public String id() {
    return "digits";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    for (StudyMap map : StudyMap.ALL) {
      pairs(size).forEach(data -> runs.add(pair(size, data, map)));
      runs.add(ten(size, map));
    }
    return runs;
  }

  private static List<String> pairs(StudySize size) {
    return PAIRS.subList(0, size.pairs());
  }

  private RunSpec pair(StudySize size, String data, StudyMap map) {
    return spec(data, map).until(size.digitsLogLoss());
  }

  private RunSpec ten(StudySize size, StudyMap map) {
    return spec("digits", map).until(size.tenDigitsLogLoss());
  }

  private RunSpec spec(String data, StudyMap map) {
    return RunSpec.of(data, "dense:64", map.spec())
        .with(Transform.UNIT_NORM)
        .startingAt(RunOptions.INIT_SCALE.byDefault(), seed);
  }

  @Override
  public String commands(StudySize size) {
    return ten(size, StudyMap.ALL.get(0)).command();
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    String shown = PAIRS.get(0);
    Map<String, FlowRun> pair = new LinkedHashMap<>();
    Map<String, FlowRun> ten = new LinkedHashMap<>();
    Map<String, String> csv = new LinkedHashMap<>();
    for (StudyMap map : StudyMap.ALL) {
      String file = map.label().replaceAll("\\W+", "") + ".csv";
      for (String data : pairs(size)) {
        FlowRun run = runs.get(pair(size, data, map));
        csv.put(data.replaceAll("\\W+", "") + "-" + file, run.trajectory().csv());
      }
      pair.put(map.label(), runs.get(pair(size, shown, map)));
      ten.put(map.label(), runs.get(ten(size, map)));
      csv.put("digits-" + file, runs.get(ten(size, map)).trajectory().csv());
    }
    Map<String, Integer> needed = Curves.map(ten, DigitsChapter::neededNeurons);
    List<Figure> figures = new ArrayList<>();
    figures.add(active(pair));
    figures.add(neededChart(needed));
    for (String label : List.of("hyperbolic", "euclidean", "cosh")) {
      figures.add(images(label, pair.get(label)));
    }
    return findings(
        size,
        "Handwritten digits",
        "Does the choice of map show in networks that classify digits?",
        "The same order as on the synthetic set: few neurons for the ℓ1 family, all of them for"
            + " ℓ∞.",
        List.of(judgeNeeded(needed)),
        figures,
        List.of(table(pair, ten, needed)),
        csv);
  }

  private static int neededNeurons(FlowRun run) {
    return new Pruning(run.problem().model(), run.problem().data())
        .neuronsFor(SHARE, run.theta(), 0);
  }

  /**
   * Holds when the hyperbolic map needs fewest neurons beside p = 1.5, sparse as well, and the cosh
   * map at least twice as many.
   */
  static ClaimResult judgeNeeded(Map<String, Integer> needed) {
    int sparse = needed.getOrDefault("hyperbolic", 0);
    int dense = needed.getOrDefault("cosh", 0);
    boolean fewest =
        sparse >= 1
            && needed.entrySet().stream()
                .allMatch(e -> e.getKey().equals("p = 1.5") || e.getValue() >= sparse);
    List<String> measured = new ArrayList<>();
    needed.forEach((label, n) -> measured.add(label + " " + n));
    return new ClaimResult(
        "digits-neurons",
        "On ten digits, do sparse maps need fewer neurons for the same accuracy?",
        fewest && dense >= 2 * sparse,
        NEEDED,
        "strongest neurons that keep 99 % of the accuracy, of 64: " + String.join(", ", measured),
        "hyperbolic fewer than every map of index 2 or more, cosh at least twice as many");
  }

  private static Chart active(Map<String, FlowRun> pair) {
    return new Chart(
        "Active neurons on digits 3 and 8",
        Curves.DECAY,
        Axis.linear("neurons above 5 % of the strongest").in("of 64"),
        Curves.each(pair, (label, run) -> Curves.line(label, run.trajectory(), "active_1")),
        "The maps differ as soon as the loss falls: few active neurons at the bottom,"
            + " all of them at the top.");
  }

  private static Chart neededChart(Map<String, Integer> needed) {
    return new Chart(
        NEEDED,
        Axis.categories("map", List.copyOf(needed.keySet())),
        Axis.linear("neurons that keep 99 % of the accuracy").in("of 64"),
        List.of(
            Series.bars(
                "neurons", needed.values().stream().mapToDouble(Integer::doubleValue).toArray())),
        "How far the network can be pruned without further training.");
  }

  private static ImageGrid images(String label, FlowRun run) {
    return StrongestNeurons.of(run)
        .images(
            "First-layer weights, " + label,
            PIXELS,
            "The eight strongest neurons on digits 3 and 8, with their strength relative to the"
                + " strongest.");
  }

  private static Table table(
      Map<String, FlowRun> pair, Map<String, FlowRun> ten, Map<String, Integer> needed) {
    return new Table(
        "Features on digits",
        List.of(
            "map",
            "3, 8: active",
            "3, 8: participation",
            "ten: log loss",
            "ten: accuracy",
            "ten: active",
            "ten: neurons for 99 %"),
        Curves.each(
            pair,
            (label, run) ->
                List.of(
                    label,
                    String.valueOf(run.result().features().activeNeurons()),
                    Numbers.orDash(run.result().features().participationRatio()),
                    Numbers.orDash(ten.get(label).result().end().logLoss()),
                    Numbers.orDash(ten.get(label).result().accuracy()),
                    String.valueOf(ten.get(label).result().features().activeNeurons()),
                    needed.get(label).toString())),
        "Accuracy on the training images, which all flows see in full.");
  }
}

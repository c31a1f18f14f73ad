package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.numeric.Svd;

/** Do potentials of rows and of singular values make rows and singular values sparse? */
record StructureChapter(long seed) implements StudyChapter {
  private static final String ROWS = "Neuron strengths under maps of rows";
  private static final String VALUES = "Singular values under spectral maps";
  private static final double LOG_LOSS = -100;
  private static final double SCALE = 0.3;
  private static final int WIDTH = 20;

  /** A map with its name in figures. */
  private record Item(String label, String map) {}

  private static final List<Item> ITEMS =
      List.of(
          new Item("rows, ℓ1", "group(hyperbolic:beta=0.01)"),
          new Item("rows, ℓ3", "group(p:3)"),
          new Item("singular values, ℓ1", "spectral(hyperbolic:beta=0.01)"),
          new Item("singular values, ℓ3", "spectral(p:3)"),
          new Item("euclidean", "euclidean"));

  /**
   * What one flow ended with.
   *
   * @param neurons participation ratio of the neuron strengths
   * @param rank participation ratio of the singular values of W1
   * @param gap κ in the map's own limit gauge
   */
  record Reading(double neurons, double rank, double gap) {}

  @Override
  public String id() {
    return "structure";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return ITEMS.stream().flatMap(item -> starts(size, item).stream()).toList();
  }

  private List<RunSpec> starts(StudySize size, Item item) {
    return size.starts(
        k ->
            RunSpec.of(SyntheticRuns.DATA, "dense:" + WIDTH, item.map)
                .startingAt(SCALE, seed + k)
                .until(size.synthetic(LOG_LOSS))
                .with("explicit"));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<Reading>> readings = new LinkedHashMap<>();
    Map<String, FlowRun> first = new LinkedHashMap<>();
    CsvText csv = new CsvText("map", "seed", "neurons", "rank", "kkt_gap");
    for (Item item : ITEMS) {
      for (RunSpec spec : starts(size, item)) {
        FlowRun run = runs.get(spec);
        first.putIfAbsent(item.label, run);
        Reading r = reading(run);
        readings.computeIfAbsent(item.label, l -> new ArrayList<>()).add(r);
        csv.row(item.map, spec.seed(), r.neurons, r.rank, r.gap);
      }
    }
    List<Figure> figures = List.of(strengths(first), singularValues(first), measures(readings));
    return findings(
        size,
        "Maps of rows and of singular values",
        "Do ℓ1-type potentials of row norms leave few neurons, and those of singular values few"
            + " directions?",
        "The limit gauges are group ℓp and Schatten-p: with p = 1 few rows, or low rank; with p = 3"
            + " both spread.",
        List.of(judge(readings)),
        figures,
        List.of(
            new Table(
                "Rows and singular values at the end",
                List.of("map", "neurons", "rank", "κ in the own gauge"),
                Intervals.rows(readings, List.of(Reading::neurons, Reading::rank, Reading::gap)),
                "Participation ratios; means over random starts with " + Interval.WORDS + ".")),
        Map.of("structure.csv", csv.toString()));
  }

  private static Reading reading(FlowRun run) {
    return new Reading(
        Numbers.orNaN(run.result().features().participationRatio()),
        new NeuronStrengths(values(run)).participationRatio(),
        Numbers.orNaN(run.result().certificate().kktGap()));
  }

  private static double[] values(FlowRun run) {
    return Svd.values(run.theta(), run.problem().model().layout().block(0));
  }

  /** Holds when each ℓ1-type map is the sparser of its kind and sparser than the Euclidean one. */
  static ClaimResult judge(Map<String, List<Reading>> readings) {
    double few = mean(readings, "rows, ℓ1", Reading::neurons);
    double many = mean(readings, "rows, ℓ3", Reading::neurons);
    double low = mean(readings, "singular values, ℓ1", Reading::rank);
    double high = mean(readings, "singular values, ℓ3", Reading::rank);
    double neurons = mean(readings, "euclidean", Reading::neurons);
    double rank = mean(readings, "euclidean", Reading::rank);
    return new ClaimResult(
        "structure",
        "Do maps of rows make neurons sparse, and spectral maps the rank low?",
        few < many && few < neurons && low < high && low < rank,
        ROWS,
        "neurons that take part: rows ℓ1 %s, Euclidean %s, rows ℓ3 %s; rank of W1: spectral ℓ1 %s, Euclidean %s, spectral ℓ3 %s"
            .formatted(
                Numbers.text(few),
                Numbers.text(neurons),
                Numbers.text(many),
                Numbers.text(low),
                Numbers.text(rank),
                Numbers.text(high)),
        "ℓ1 below both others in its own measure");
  }

  private static double mean(
      Map<String, List<Reading>> readings, String label, ToDoubleFunction<Reading> measure) {
    return Numbers.mean(readings.getOrDefault(label, List.of()), measure);
  }

  private static Chart strengths(Map<String, FlowRun> first) {
    return new Chart(
        ROWS,
        Axis.linear("rank of the neuron").in("of " + WIDTH),
        Axis.linear("strength / strongest").in("share"),
        Curves.each(first, (label, run) -> Curves.ranked(label, StrongestNeurons.of(run).values())),
        "One start: under the ℓ1-type map of rows the curve drops after a few neurons.");
  }

  private static Chart singularValues(Map<String, FlowRun> first) {
    return new Chart(
        VALUES,
        Axis.linear("rank of the singular value").in("of W1"),
        Axis.linear("singular value / largest").in("share"),
        Curves.each(first, (label, run) -> Curves.ranked(label, values(run))),
        "One start: with the ℓ1-type spectral map all neurons share few directions; p"
            + " = 3 keeps all directions.");
  }

  private static Chart measures(Map<String, List<Reading>> readings) {
    Map<String, double[]> neurons = Curves.numbers(readings, Reading::neurons);
    Map<String, double[]> rank = Curves.numbers(readings, Reading::rank);
    return new Chart(
        "Neurons and directions that take part",
        Intervals.names("map", neurons),
        Axis.linear("participation ratio").in("count"),
        List.of(Intervals.bars("neurons", neurons), Intervals.bars("singular values", rank)),
        "Few neurons under ℓ1 of rows, few directions under ℓ1 of singular values; "
            + Interval.WORDS
            + " over random starts.");
  }
}

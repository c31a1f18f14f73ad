package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Pass;

/** How many neurons are active? */
record FeatureChapter(long seed) implements StudyChapter {
  private static final String ACTIVE = "Active neurons along training";
  private static final String STRENGTHS = "Neuron strengths, strongest first";

  /** At most so many of 50 neurons are a handful, for maps of index 1 and 3/2. */
  private static final int HANDFUL = 10;

  /** At least so many of 50 neurons are all, for maps of index above 2. */
  private static final int ALL = 45;

  @Override
  public String id() {
    return "features";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return StudyMap.ALL.stream().flatMap(map -> specs(size, map).stream()).toList();
  }

  private List<RunSpec> specs(StudySize size, StudyMap map) {
    return size.starts(k -> SyntheticRuns.of(size, map, seed + k));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<FlowRun>> byMap = new LinkedHashMap<>();
    for (StudyMap map : StudyMap.ALL) {
      byMap.put(map.label(), specs(size, map).stream().map(runs::get).toList());
    }
    Map<String, double[]> active =
        Curves.numbers(byMap, run -> run.result().features().activeNeurons());
    ClaimResult spread = judgeSpread(active);
    return findings(
        size,
        "Claim 3: sparse and dense features",
        "How many of 50 neurons are active, for maps from the ℓ1 family to ℓ∞?",
        "With index p the flow minimises Σ c^(p/2) over neuron strengths c: strongly sparse for"
            + " p = 1, a lasso on neurons for p = 2, spread for p > 2.",
        List.of(spread),
        List.of(
            activeChart(byMap),
            strengthChart(byMap),
            pattern("hyperbolic", byMap.get("hyperbolic").get(0)),
            pattern("cosh", byMap.get("cosh").get(0))),
        List.of(table(byMap)),
        strengthsCsv(byMap));
  }

  /**
   * Theory gives the order of the maps: Σ c^(p/2) is smallest on few neurons for p below 2 and on
   * all for p above 2. It gives no number for p = 2, which has to lie between. Holds when the
   * medians do so.
   */
  static ClaimResult judgeSpread(Map<String, double[]> active) {
    Map<String, Double> median = new LinkedHashMap<>();
    List<String> measured = new ArrayList<>();
    for (StudyMap map : StudyMap.ALL) {
      double[] counts = active.getOrDefault(map.label(), new double[0]);
      median.put(map.label(), Numbers.median(counts));
      measured.add(map.label() + " " + Numbers.range(counts));
    }
    double few = Math.max(median.get("hyperbolic"), median.get("p = 1.5"));
    double least = Math.min(median.get("hyperbolic"), median.get("p = 1.5"));
    double all = Math.min(median.get("p = 3"), median.get("cosh"));
    double between = median.get("euclidean");
    return new ClaimResult(
        "features-spread",
        "Does the number of active neurons grow from few to all with the exponent of the map?",
        least >= 1 && few <= HANDFUL && all >= ALL && few < between && between < all,
        ACTIVE,
        "active neurons of 50: " + String.join(", ", measured),
        "hyperbolic and p = 1.5 at most "
            + HANDFUL
            + "; p = 3 and cosh all, at least "
            + ALL
            + "; euclidean between them");
  }

  private static Chart activeChart(Map<String, List<FlowRun>> byMap) {
    return new Chart(
        ACTIVE,
        Curves.DECAY,
        Axis.linear("neurons above 5 % of the strongest").in("of 50"),
        Curves.each(byMap, (label, all) -> Curves.line(label, all.get(0).trajectory(), "active_1")),
        "Maps with index below 2 end with a handful of active neurons, p = 3 and cosh with all, the"
            + " Euclidean map in between. One start of each map.");
  }

  private static Chart strengthChart(Map<String, List<FlowRun>> byMap) {
    return new Chart(
        STRENGTHS,
        Axis.linear("rank of the neuron").in("of 50"),
        Axis.linear("strength / strongest").in("share"),
        Curves.each(
            byMap, (label, all) -> Curves.ranked(label, StrongestNeurons.of(all.get(0)).values())),
        "The curve of a sparse map drops steeply; that of a dense map is nearly flat.");
  }

  private static Map<String, String> strengthsCsv(Map<String, List<FlowRun>> byMap) {
    CsvText text = new CsvText("map", "seed", "rank", "relative_strength");
    byMap.forEach(
        (label, all) -> {
          for (FlowRun run : all) {
            double[] c = Curves.falling(StrongestNeurons.of(run).values());
            for (int h = 0; h < c.length; h++) {
              text.row(label, run.spec().seed(), h + 1, String.valueOf(c[h]));
            }
          }
        });
    return Map.of("strengths.csv", text.toString());
  }

  /** a_h σ(w_h·x_i) of the strongest neurons on every sample, signs of the labels taken out. */
  private static HeatMap pattern(String label, FlowRun run) {
    Dataset data = run.problem().data();
    HiddenLayer layer = run.problem().model().hiddenLayers().get(0);
    Pass pass = run.problem().model().pass(data.inputs(), data.size());
    pass.forward(run.theta(), new double[data.size()]);
    double[] activations = pass.activations(0);
    int[] order = NeuronStrengths.of(layer, run.theta()).byStrength();
    double[][] values = new double[data.size()][PATTERN];
    List<String> samples = new ArrayList<>();
    for (int i = 0; i < data.size(); i++) {
      double margin = 0;
      for (int h : order) {
        margin += contribution(layer, run.theta(), activations, i, h) * data.sign(i);
      }
      for (int k = 0; k < PATTERN; k++) {
        double part = contribution(layer, run.theta(), activations, i, order[k]) * data.sign(i);
        values[i][k] = part / margin;
      }
      samples.add((data.sign(i) > 0 ? "+" : "−") + (i + 1));
    }
    return new HeatMap(
        "Who classifies which sample, " + label,
        Axis.categories(
            "neuron by strength",
            IntStream.rangeClosed(1, PATTERN).mapToObj(String::valueOf).toList()),
        Axis.categories("sample with its label", samples),
        values,
        "share of the sample's margin",
        true,
        "Rows are samples, columns the strongest neurons. Under a sparse map a few neurons carry whole"
            + " rows, under a dense one every row is a mixture of many.");
  }

  private static double contribution(
      HiddenLayer layer, double[] theta, double[] activations, int sample, int neuron) {
    return layer.outgoingWeights(theta, neuron)[0] * activations[sample * layer.neurons() + neuron];
  }

  private static final int PATTERN = 20;

  private static Table table(Map<String, List<FlowRun>> byMap) {
    Map<String, List<RunResult>> results =
        Curves.map(byMap, all -> all.stream().map(FlowRun::result).toList());
    return new Table(
        "Features at the end",
        List.of("map", "active", "participation ratio", "Hoyer sparsity", "firing fraction"),
        Intervals.rows(
            results,
            List.of(
                r -> Double.valueOf(r.features().activeNeurons()),
                r -> r.features().participationRatio(),
                r -> r.layers().get(0).feature("hoyer"),
                r -> r.layers().get(0).feature("firingFraction"))),
        "Means over random starts with " + Interval.WORDS + ".");
  }
}

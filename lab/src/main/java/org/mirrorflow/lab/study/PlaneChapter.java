package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.DecisionMap;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;

/** What do decision boundaries in the plane look like with few and with many active neurons? */
record PlaneChapter(long seed) implements StudyChapter {
  private static final String DATA = "synthetic:rings,n=40,noise=0.05,constant=1,seed=0";
  private static final int WIDTH = 40;
  private static final int GRID = 90;
  private static final double REACH = 2.6;
  private static final List<StudyMap> MAPS =
      List.of(
          new StudyMap("hyperbolic:beta=0.01", "hyperbolic", -100, "auto"),
          new StudyMap("euclidean", "euclidean", -100, "auto"),
          new StudyMap("cosh:s=1", "cosh", -100, "explicit"));

  @Override
  public String id() {
    return "plane";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return MAPS.stream().flatMap(map -> starts(size, map).stream()).toList();
  }

  private List<RunSpec> starts(StudySize size, StudyMap map) {
    return size.starts(
        k ->
            RunSpec.of(DATA, "dense:" + WIDTH, map.spec())
                .startingAt(0.3, seed + k)
                .until(size.synthetic(map.logLoss()))
                .with(map.integrator()));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<RunResult>> results = new LinkedHashMap<>();
    List<Figure> figures = new ArrayList<>();
    CsvText csv = new CsvText("map", "seed", "active_neurons", "participation_ratio");
    for (StudyMap map : MAPS) {
      List<FlowRun> all = starts(size, map).stream().map(runs::get).toList();
      results.put(map.label(), all.stream().map(FlowRun::result).toList());
      all.forEach(
          r ->
              csv.row(
                  map.label(),
                  r.spec().seed(),
                  r.result().features().activeNeurons(),
                  r.result().features().participationRatio()));
      figures.add(boundary(map.label(), all.get(0)));
    }
    return findings(
        size,
        "Decision boundaries in the plane",
        "Two rings, separated with few neurons or with all of them: what do the"
            + " boundaries look like?",
        "An ℓ1-type map draws the closed boundary with a few straight pieces, cosh with a part of"
            + " every neuron.",
        List.of(judge(Curves.numbers(results, r -> r.features().activeNeurons()))),
        figures,
        List.of(
            new Table(
                "Neurons behind the boundaries",
                List.of("map", "active", "participation ratio"),
                Intervals.rows(
                    results,
                    List.of(
                        r -> Double.valueOf(r.features().activeNeurons()),
                        r -> r.features().participationRatio())),
                "Of " + WIDTH + "; means over random starts with " + Interval.WORDS + ".")),
        Map.of("plane.csv", csv.toString()));
  }

  /** Holds when the hyperbolic map needs less than half the neurons that cosh uses. */
  static ClaimResult judge(Map<String, double[]> active) {
    Interval few = Interval.of(active.getOrDefault("hyperbolic", new double[0]));
    Interval many = Interval.of(active.getOrDefault("cosh", new double[0]));
    return new ClaimResult(
        "features-plane",
        "Does a sparse map draw a boundary in the plane with fewer neurons?",
        few.mean() >= 1 && few.mean() < 0.5 * many.mean(),
        title("hyperbolic"),
        "active neurons: hyperbolic " + few.text() + ", cosh " + many.text(),
        "hyperbolic less than half of cosh");
  }

  private static String title(String label) {
    return "Decision boundary, " + label;
  }

  private static DecisionMap boundary(String label, FlowRun run) {
    Dataset data = run.problem().data();
    double[] inputs = new double[GRID * GRID * 3];
    for (int row = 0; row < GRID; row++) {
      for (int column = 0; column < GRID; column++) {
        int from = 3 * (row * GRID + column);
        inputs[from] = at(column);
        inputs[from + 1] = at(row);
        inputs[from + 2] = 1;
      }
    }
    double[] outputs = new double[GRID * GRID];
    run.problem().model().pass(inputs, outputs.length).forward(run.theta(), outputs);
    int[][] classes = new int[GRID][GRID];
    for (int k = 0; k < outputs.length; k++) {
      classes[k / GRID][k % GRID] = outputs[k] > 0 ? 1 : 0;
    }
    return new DecisionMap(
        title(label),
        Axis.linear("first coordinate").in("radii of the inner ring"),
        Axis.linear("second coordinate").in("radii of the inner ring"),
        new double[] {-REACH, REACH, -REACH, REACH},
        classes,
        List.of(points("inner ring", data, 0), points("outer ring", data, 1)),
        label
            + ": "
            + run.result().features().activeNeurons()
            + " of "
            + WIDTH
            + " neurons are active. Count the corners of the boundary.");
  }

  private static double at(int cell) {
    return -REACH + 2 * REACH * (cell + 0.5) / GRID;
  }

  private static Series points(String name, Dataset data, int label) {
    int[] own = IntStream.range(0, data.size()).filter(i -> data.labels()[i] == label).toArray();
    return Series.scatter(
        name,
        IntStream.of(own).mapToDouble(i -> data.inputs()[3 * i]).toArray(),
        IntStream.of(own).mapToDouble(i -> data.inputs()[3 * i + 1]).toArray());
  }
}

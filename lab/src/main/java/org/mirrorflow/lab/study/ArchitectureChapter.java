package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** Do the statements carry over to deeper networks and other homogeneous activations? */
record ArchitectureChapter(long seed) implements StudyChapter {
  private static final String MARGINS = "Margin of other architectures along training";
  private static final String DRIFTS = "Drift of the balance laws in other architectures";
  private static final double MOST_DRIFT = 2e-3;
  private static final List<String> MAPS = List.of("hyperbolic:beta=0.1", "euclidean");

  /** A network with its name in figures. */
  private record Net(String label, String model) {}

  private static final List<Net> NETS =
      List.of(
          new Net("ReLU, depth 2", "dense:20"),
          new Net("ReLU, depth 3", "dense:16,16"),
          new Net("ReLU, depth 4", "dense:16,16,16"),
          new Net("leaky ReLU", "dense:20,activation=leaky:0.1"),
          new Net("squared ReLU", "dense:20,activation=relu^2"),
          new Net("absolute value", "dense:20,activation=abs"));

  /**
   * What one flow shows.
   *
   * @param layers largest drift of the layers' invariants
   * @param neurons of the neurons'
   * @param decrease largest relative fall of the smoothed margin; NaN for maps without a law
   * @param growth smoothed margin at the end over that at log ℒ = −1
   */
  record Reading(double layers, double neurons, double decrease, double growth) {
    double drift() {
      return Math.max(layers, neurons);
    }
  }

  @Override
  public String id() {
    return "architectures";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    for (Net net : NETS) {
      MAPS.forEach(map -> runs.addAll(starts(size, net, map)));
    }
    return runs;
  }

  private List<RunSpec> starts(StudySize size, Net net, String map) {
    return size.starts(
        k ->
            RunSpec.of(SyntheticRuns.DATA, net.model, map)
                .startingAt(1, seed + k)
                .until(size.synthetic(-100))
                .with("explicit"));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<Reading>> readings = new LinkedHashMap<>();
    Map<String, Trajectory> euclidean = new LinkedHashMap<>();
    CsvText csv =
        new CsvText("net", "map", "seed", "drift_layers", "drift_neurons", "margin_decrease");
    for (Net net : NETS) {
      for (String map : MAPS) {
        for (RunSpec spec : starts(size, net, map)) {
          FlowRun run = runs.get(spec);
          boolean homogeneous = map.equals("euclidean");
          Reading r = reading(run.trajectory(), homogeneous);
          readings.computeIfAbsent(label(net, map), l -> new ArrayList<>()).add(r);
          if (homogeneous) {
            euclidean.putIfAbsent(net.label, run.trajectory());
          }
          csv.row(net.label, map, spec.seed(), r.layers, r.neurons, r.decrease);
        }
      }
    }
    return findings(
        size,
        "Deeper networks, other activations",
        "Do balance and the growth of the margin hold for every depth and every homogeneous"
            + " activation?",
        "D_b/L_b of all layers grows by one work, D(w) − k D(a) of every neuron is conserved (k = 2"
            + " for squared ReLU), and the smoothed margin of the Euclidean map never falls.",
        List.of(judgeBalance(readings), judgeMargin(readings)),
        List.of(margins(euclidean), drifts(readings)),
        List.of(table(readings)),
        Map.of("architectures.csv", csv.toString()));
  }

  private static String label(Net net, String map) {
    return net.label + ", " + map.replaceFirst(":.*", "");
  }

  /** Reads the marks of a flow. */
  static Reading reading(Trajectory trajectory, boolean homogeneous) {
    double[] smoothed = Numbers.fitted(trajectory).column("smoothedMargin");
    int last = smoothed.length - 1;
    return new Reading(
        trajectory.largest("balanceDrift"),
        trajectory.largest("neuronBalanceDrift"),
        homogeneous ? MarginChapter.largestDecrease(trajectory) : 0,
        last < 0 ? Double.NaN : smoothed[last] / smoothed[0]);
  }

  /** Holds when no invariant of any net drifts by more than two thousandths of D. */
  static ClaimResult judgeBalance(Map<String, List<Reading>> readings) {
    double worst = Numbers.largest(Numbers.all(readings), Reading::drift);
    return new ClaimResult(
        "architectures-balance",
        "Are layers and neurons balanced in every architecture?",
        worst < MOST_DRIFT,
        DRIFTS,
        "largest drift " + Numbers.text(worst),
        "0 for the flow; below " + Numbers.text(MOST_DRIFT) + " at the default tolerance");
  }

  /** Holds when no smoothed margin falls and every one grows from first to last. */
  static ClaimResult judgeMargin(Map<String, List<Reading>> readings) {
    double fall = Numbers.largest(Numbers.all(readings), Reading::decrease);
    double growth = Numbers.least(Numbers.all(readings), Reading::growth);
    return GrowingMargin.judge(
        "architectures-margin",
        "Does the margin grow in every architecture, and never fall under the Euclidean map?",
        MARGINS,
        fall,
        growth);
  }

  private static Chart margins(Map<String, Trajectory> euclidean) {
    return new Chart(
        MARGINS,
        Curves.DECAY,
        Axis.linear("smoothed margin / its last value").in("share"),
        Curves.each(
            euclidean,
            (label, t) -> Curves.line(label, t, "smoothedMargin", Curves::relativeToLast)),
        "Euclidean map, one start: every curve rises all the way.");
  }

  private static Chart drifts(Map<String, List<Reading>> readings) {
    Map<String, double[]> layers = Curves.numbers(readings, Reading::layers);
    Map<String, double[]> neurons = Curves.numbers(readings, Reading::neurons);
    return new Chart(
        DRIFTS,
        Intervals.names("network and map", layers),
        Axis.log("largest drift").in("share of D"),
        List.of(Intervals.points("layers", layers), Intervals.points("neurons", neurons)),
        "All points lie near 10⁻³ or below: the integrator's own error. Bars are "
            + Interval.WORDS
            + " over random starts.");
  }

  private static Table table(Map<String, List<Reading>> readings) {
    return new Table(
        "Other architectures",
        List.of("network and map", "drift of layers", "of neurons", "growth of the margin"),
        Intervals.rows(readings, List.of(Reading::layers, Reading::neurons, Reading::growth)),
        "Means over random starts with " + Interval.WORDS + ".");
  }
}

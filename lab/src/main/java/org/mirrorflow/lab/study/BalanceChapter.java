package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** Is the balance equation obeyed, for layers and for neurons? */
record BalanceChapter(long seed) implements StudyChapter {
  private static final double MOST_DRIFT = 1e-3;
  private static final double[] TOLERANCES = {2.4e-3, 1.2e-3, 6e-4, FlowOptions.DEFAULT_TOLERANCE};
  private static final double ORDER_LOG_LOSS = -20;
  private static final String EQUATION = "Balance equation, measured and predicted";
  private static final String DRIFT = "Drift of the conserved quantities";
  private static final String ORDER = "Drift against the tolerance of a step";

  @Override
  public String id() {
    return "balance";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    StudyMap.ALL.forEach(map -> runs.add(SyntheticRuns.of(size, map, seed)));
    Arrays.stream(TOLERANCES).forEach(tolerance -> runs.add(order(size, tolerance)));
    NETS.forEach(net -> runs.add(net.spec(size, seed)));
    return runs;
  }

  /** A map on a small net of depth 2 or 3. */
  private record Net(String label, String map, String model) {
    RunSpec spec(StudySize size, long seed) {
      return RunSpec.of(SyntheticRuns.DATA, model, map)
          .startingAt(1, seed)
          .until(size.synthetic(EVERY_LOG_LOSS))
          .with(RunOptions.TOLERANCE, EVERY_TOLERANCE)
          .with("explicit");
    }
  }

  private static final double EVERY_LOG_LOSS = -10;
  private static final double EVERY_TOLERANCE = 1e-3;
  private static final String DEPTH_2 = "dense:12";
  private static final String DEPTH_3 = "dense:10,8";

  private static final List<Net> NETS =
      Stream.of(
              EveryMap.ALL.stream()
                  .filter(item -> !item.label().equals("per layer") && !item.map().equals("p:3"))
                  .flatMap(
                      item ->
                          Stream.of(
                              new Net(item.label(), item.map(), DEPTH_2),
                              new Net(item.label(), item.map(), DEPTH_3))),
              Stream.of(
                  new Net("ℓ1 | ℓ2", "hyperbolic:beta=0.1|euclidean", DEPTH_2),
                  new Net("ℓ1 | ℓ2", "hyperbolic:beta=0.1|euclidean|euclidean", DEPTH_3),
                  new Net("ℓ2 | ℓ1.5", "euclidean|p:1.5", DEPTH_2),
                  new Net("ℓ2 | ℓ1.5", "euclidean|p:1.5|hyperbolic:beta=0.1", DEPTH_3)))
          .flatMap(nets -> nets)
          .toList();

  /**
   * What drifts in one flow.
   *
   * @param layers largest drift of the layers' invariants
   * @param neurons of the neurons'; empty where the law does not apply, as for spectral maps
   */
  record Drift(double layers, OptionalDouble neurons) {
    static Drift of(FlowRun run) {
      boolean applies =
          new BalanceLaws(run.problem().model(), run.problem().map(), run.theta())
              .neuronDrift(run.theta())
              .isPresent();
      double layers = run.trajectory().largest("balanceDrift");
      return new Drift(
          layers,
          applies
              ? OptionalDouble.of(run.trajectory().largest("neuronBalanceDrift"))
              : OptionalDouble.empty());
    }

    double worst() {
      return Math.max(layers, neurons.orElse(0));
    }
  }

  private RunSpec order(StudySize size, double tolerance) {
    return RunSpec.of(SyntheticRuns.DATA, SyntheticRuns.MODEL, StudyMap.ALL.get(0).spec())
        .startingAt(RunOptions.INIT_SCALE.byDefault(), seed)
        .until(Math.max(ORDER_LOG_LOSS, size.syntheticLogLoss()))
        .with(RunOptions.TOLERANCE, tolerance);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Trajectory> byMap = new LinkedHashMap<>();
    Map<String, String> csv = new LinkedHashMap<>();
    for (StudyMap map : StudyMap.ALL) {
      FlowRun run = runs.get(SyntheticRuns.of(size, map, seed));
      byMap.put(map.label(), run.trajectory());
      csv.put("synthetic-" + map.label().replaceAll("\\W+", "") + ".csv", run.trajectory().csv());
    }
    double[] drifts =
        Arrays.stream(TOLERANCES)
            .map(t -> runs.get(order(size, t)).trajectory().largest("balanceDrift"))
            .toArray();
    Map<String, Map<String, Drift>> every = new LinkedHashMap<>();
    CsvText text = new CsvText("map", "model", "drift_layers", "drift_neurons");
    for (Net net : NETS) {
      Drift drift = Drift.of(runs.get(net.spec(size, seed)));
      every.computeIfAbsent(net.label, l -> new LinkedHashMap<>()).put(net.model, drift);
      text.row(net.map, net.model, drift.layers, drift.neurons.orElse(Double.NaN));
    }
    csv.put("balance-every-map.csv", text.toString());
    return findings(
        size,
        "What is conserved",
        "With D(θ) = ⟨θ, ∇R(θ)⟩ − R(θ), does D grow by the same work in every layer, and is"
            + " D(w) − D(a) of every neuron conserved?",
        "D_b/L_b = D_b(0)/L_b + W for every layer b, with one work W = ∫ Σ p q ds. What drifts is"
            + " the integrator's own error and vanishes with its tolerance.",
        List.of(judgeDrift(byMap), judgeEvery(every), judgeOrder(TOLERANCES, drifts)),
        List.of(equation(byMap), drift(byMap), everyChart(every), orderChart(drifts)),
        List.of(table(byMap)),
        csv);
  }

  /** Holds when no law that applies drifts by more than two thousandths of D in any small net. */
  static ClaimResult judgeEvery(Map<String, Map<String, Drift>> every) {
    double worst = every.isEmpty() ? Double.NaN : 0;
    String where = "";
    int count = 0;
    for (Map.Entry<String, Map<String, Drift>> entry : every.entrySet()) {
      for (Drift drift : entry.getValue().values()) {
        count++;
        if (!(drift.worst() <= worst) && !Double.isNaN(worst)) {
          worst = drift.worst();
          where = entry.getKey();
        }
      }
    }
    return new ClaimResult(
        "balance-every-map",
        "Do the laws hold for every family of maps, at depth 2 and 3, and per layer?",
        worst < EVERY_DRIFT,
        EVERY,
        "largest drift of %d nets: %s (%s)".formatted(count, Numbers.text(worst), where),
        "0 for the flow; below " + Numbers.text(EVERY_DRIFT) + " at tolerance 10⁻³");
  }

  private static final String EVERY = "Drift of every map, depth 2 and 3";
  private static final double EVERY_DRIFT = 2e-3;

  private static Chart everyChart(Map<String, Map<String, Drift>> every) {
    List<Series> series = new ArrayList<>();
    for (String model : List.of(DEPTH_2, DEPTH_3)) {
      String depth = model.equals(DEPTH_2) ? "depth 2" : "depth 3";
      List<Drift> drifts = every.values().stream().map(nets -> nets.get(model)).toList();
      series.add(Series.points(depth + ", layers", drifts, Drift::layers));
      series.add(Series.points(depth + ", neurons", drifts, d -> d.neurons().orElse(Double.NaN)));
    }
    return new Chart(
        EVERY,
        Intervals.names("map", every),
        Axis.log("largest drift").in("share of D"),
        series,
        "Every law that applies drifts by less than 2 · 10⁻³. Maps of singular values mix neurons and have"
            + " no law for them.");
  }

  /** Holds when no conserved quantity of any map drifts by more than a thousandth of D. */
  static ClaimResult judgeDrift(Map<String, Trajectory> byMap) {
    double worst = byMap.isEmpty() ? Double.NaN : 0;
    String worstMap = "";
    for (Map.Entry<String, Trajectory> entry : byMap.entrySet()) {
      double drift =
          Math.max(
              entry.getValue().largest("balanceDrift"),
              entry.getValue().largest("neuronBalanceDrift"));
      if (!(drift <= worst) && !Double.isNaN(worst)) {
        worst = drift;
        worstMap = entry.getKey();
      }
    }
    return new ClaimResult(
        "balance",
        "Are the balance laws of layers and neurons obeyed for every map?",
        worst < MOST_DRIFT,
        DRIFT,
        "largest drift of layers and neurons, relative to D: "
            + Numbers.text(worst)
            + " ("
            + worstMap
            + ")",
        "0 for the flow; below " + Numbers.text(MOST_DRIFT) + " at the default tolerance");
  }

  /** Holds when the drift falls in proportion to the tolerance (slope 0.7 to 1.4 in logarithms). */
  static ClaimResult judgeOrder(double[] tolerances, double[] drifts) {
    double slope = Numbers.logSlope(tolerances, drifts);
    return new ClaimResult(
        "balance-order",
        "Does the drift vanish with the tolerance?",
        slope > 0.7 && slope < 1.4,
        ORDER,
        "drift ~ tolerance^" + Numbers.text(slope),
        "proportional to the tolerance: the method's local error is h² and its global error h on"
            + " kinks, h² without");
  }

  private static Chart equation(Map<String, Trajectory> byMap) {
    Trajectory t = byMap.values().iterator().next();
    List<Series> series = new ArrayList<>();
    for (String layer : List.of("W1", "W2")) {
      String measured = "dualPotentialPerDegree_" + layer;
      String predicted = "predictedDualPotentialPerDegree_" + layer;
      series.add(Curves.line(layer + " measured", t, measured));
      series.add(Curves.dashed(layer + " predicted", t, predicted));
    }
    return new Chart(
        EQUATION,
        Curves.DECAY,
        Axis.log("D of the layer / its degree").in("of the potential"),
        series,
        "Hyperbolic entropy: in both layers D grows as the start plus the common work predicts; the"
            + " dashed lines lie on the full ones.");
  }

  private static Chart drift(Map<String, Trajectory> byMap) {
    List<Series> series = new ArrayList<>();
    byMap.forEach(
        (label, t) -> {
          String layers = label + ", layers";
          series.add(Curves.line(layers, t, "balanceDrift"));
          series.add(Curves.dashed(label + ", neurons", t, "neuronBalanceDrift").like(layers));
        });
    return new Chart(
        DRIFT,
        Curves.DECAY,
        Axis.log("change of the invariant / D").in("share"),
        series,
        "All curves stay below 10⁻³: what a flow conserves is conserved.");
  }

  private static Chart orderChart(double[] drifts) {
    return new Chart(
        ORDER,
        Axis.log("tolerance").in("share of the outputs"),
        Axis.log("largest drift of layers").in("share of D"),
        List.of(Series.line("hyperbolic", TOLERANCES, drifts)),
        "A line of slope one: half the tolerance, half the drift.");
  }

  private static Table table(Map<String, Trajectory> byMap) {
    return new Table(
        "Largest drift along the run",
        List.of("map", "layers", "neurons", "D against its prediction"),
        Curves.each(
            byMap,
            (label, t) ->
                List.of(
                    label,
                    Numbers.text(t.largest("balanceDrift")),
                    Numbers.text(t.largest("neuronBalanceDrift")),
                    Numbers.text(t.largest("balanceResidual")))),
        "Relative to D at the same moment.");
  }
}

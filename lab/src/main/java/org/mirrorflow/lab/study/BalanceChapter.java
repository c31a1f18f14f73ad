package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
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
    for (double tolerance : TOLERANCES) {
      runs.add(order(size, tolerance));
    }
    return runs;
  }

  private RunSpec order(StudySize size, double tolerance) {
    return RunSpec.of(SyntheticRuns.DATA, SyntheticRuns.MODEL, StudyMap.ALL.get(0).spec())
        .startingAt(RunSpec.DEFAULT_SCALE, seed)
        .until(Math.max(ORDER_LOG_LOSS, size.syntheticLogLoss()))
        .withTolerance(tolerance);
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
    double[] drifts = new double[TOLERANCES.length];
    for (int i = 0; i < drifts.length; i++) {
      drifts[i] = runs.get(order(size, TOLERANCES[i])).trajectory().largest("balanceDrift");
    }
    ClaimResult conserved = judgeDrift(byMap);
    ClaimResult order = judgeOrder(TOLERANCES, drifts);
    Chapter chapter =
        new Chapter(
            id(),
            "What is conserved",
            "With D(θ) = ⟨θ, ∇R(θ)⟩ − R(θ), does D grow by the same work in every layer, and is"
                + " D(w) − D(a) of every neuron conserved?",
            runs.get(SyntheticRuns.of(size, StudyMap.ALL.get(0), seed)).spec().command(),
            "D_b/L_b = D_b(0)/L_b + W for every layer b, with one work W = ∫ Σ p q ds. What drifts is"
                + " the integrator's own error and vanishes with its tolerance.",
            conserved.measured() + ". " + order.measured() + ".",
            List.of(equation(byMap), drift(byMap), orderChart(drifts)),
            List.of(table(byMap)));
    return new Findings(chapter, List.of(conserved, order), csv);
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
    Trajectory t = Numbers.fitted(byMap.values().iterator().next());
    List<Series> series = new ArrayList<>();
    for (String layer : List.of("W1", "W2")) {
      series.add(
          Series.line(layer + " measured", Numbers.decay(t), t.column("dualPotential_" + layer)));
      series.add(
          Series.dashed(
              layer + " predicted", Numbers.decay(t), t.column("predictedDualPotential_" + layer)));
    }
    return new Chart(
        EQUATION,
        Axis.log("log(1/loss)").in("natural logarithm"),
        Axis.log("D of the layer / its degree").in("of the potential"),
        series,
        "Hyperbolic entropy: in both layers D grows as the start plus the common work predicts; the"
            + " dashed lines lie on the full ones.");
  }

  private static Chart drift(Map<String, Trajectory> byMap) {
    List<Series> series = new ArrayList<>();
    byMap.forEach(
        (label, trajectory) -> {
          Trajectory t = Numbers.fitted(trajectory);
          series.add(Series.line(label + ", layers", Numbers.decay(t), t.column("balanceDrift")));
          series.add(
              Series.dashed(label + ", neurons", Numbers.decay(t), t.column("neuronBalanceDrift"))
                  .like(label + ", layers"));
        });
    return new Chart(
        DRIFT,
        Axis.log("log(1/loss)").in("natural logarithm"),
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
    List<List<String>> rows = new ArrayList<>();
    byMap.forEach(
        (label, t) ->
            rows.add(
                List.of(
                    label,
                    Numbers.text(t.largest("balanceDrift")),
                    Numbers.text(t.largest("neuronBalanceDrift")),
                    Numbers.text(t.largest("balanceResidual")))));
    return new Table(
        "Largest drift along the run",
        List.of("map", "layers", "neurons", "D against its prediction"),
        rows,
        "Relative to D at the same moment.");
  }
}

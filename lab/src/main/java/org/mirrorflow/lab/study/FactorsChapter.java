package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;

/** Is gradient flow in factors mirror flow under the hyperbolic entropy? */
record FactorsChapter(long seed) implements StudyChapter {
  private static final String SPEED = "Speed of gradient flow in factors";
  private static final String DATA = "synthetic:teacher,n=15,d=6,seed=";
  private static final double BETA = 0.3;
  private static final double[] LEVELS = {1, 0, -1, -2, -3, -5, -8, -12, -18, -25};
  private static final double SPEED_ACCURACY = 0.01;
  private static final double DISTANCE = 0.01;

  /** Speeds of both forms. */
  private record Form(String label, boolean squares, double speed) {}

  private static final List<Form> FORMS =
      List.of(new Form("u∘u − v∘v", true, 4), new Form("m∘w", false, 2));

  @Override
  public String id() {
    return "factors";
  }

  @Override
  public List<String> cites() {
    return List.of("factored");
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    FORMS.forEach(f -> work.addAll(size.starts(k -> of(size, f, k))));
    return work;
  }

  private FactorsOf of(StudySize size, Form form, int k) {
    List<Double> levels = Arrays.stream(LEVELS).map(size::synthetic).distinct().boxed().toList();
    return new FactorsOf(form.squares, DATA + k, BETA, levels, seed + k);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<FactorsOf.Result>> results = new LinkedHashMap<>();
    CsvText csv =
        new CsvText("factors", "data_seed", "log_time", "log_time_in_factors", "distance");
    for (Form form : FORMS) {
      for (int k = 0; k < size.seeds(); k++) {
        FactorsOf.Result r = runs.get(of(size, form, k));
        results.computeIfAbsent(form.label, l -> new ArrayList<>()).add(r);
        for (int i = 0; i < r.logTimes().length; i++) {
          csv.row(form.label, k, r.logTimes()[i], r.factorLogTimes()[i], r.distances()[i]);
        }
      }
    }
    return findings(
        size,
        "Gradient flow in factors",
        "Gradient flow in factors of the weights: is it mirror flow in the weights under the"
            + " hyperbolic entropy, and how much faster?",
        "θ = u∘u − v∘v follows hyperbolic entropy with β = 2|u₀v₀| at four times the speed, θ ="
            + " m∘w with β = |m₀² − w₀²|/2 at twice the speed.",
        List.of(judge(results)),
        List.of(speeds(results), distances(results)),
        List.of(),
        Map.of("factors.csv", csv.toString()));
  }

  /**
   * Holds when both forms have their speed within 1 % at the end and the same weights all along.
   */
  static ClaimResult judge(Map<String, List<FactorsOf.Result>> results) {
    boolean holds = !results.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Form form : FORMS) {
      List<FactorsOf.Result> all = results.getOrDefault(form.label, List.of());
      holds &= !all.isEmpty();
      double[] speeds = all.stream().mapToDouble(FactorsChapter::speed).toArray();
      double[] worst = all.stream().mapToDouble(FactorsOf.Result::farthest).toArray();
      for (int k = 0; k < speeds.length; k++) {
        holds &= Math.abs(speeds[k] / form.speed - 1) < SPEED_ACCURACY && worst[k] < DISTANCE;
      }
      measured.add(
          form.label
              + " speed "
              + Interval.of(speeds).text()
              + ", largest distance "
              + Numbers.text(Arrays.stream(worst).max().orElse(Double.NaN)));
    }
    return new ClaimResult(
        "factors",
        "Is gradient flow in factors hyperbolic entropy at a multiple of the speed?",
        holds,
        SPEED,
        String.join("; ", measured),
        "speeds 4 and 2 within 1 %, weights within 1 % of each other");
  }

  /** Quotient of the times at the last level. */
  private static double speed(FactorsOf.Result r) {
    double[] ratios = r.ratios();
    return ratios.length == 0 ? Double.NaN : ratios[ratios.length - 1];
  }

  private static Chart speeds(Map<String, List<FactorsOf.Result>> results) {
    return new Chart(
        SPEED,
        Axis.linear("log t of mirror flow").in("natural logarithm"),
        Axis.linear("time of mirror flow / time in factors").in("ratio"),
        Curves.each(
            results,
            (label, all) -> Series.line(label, all.get(0).logTimes(), all.get(0).ratios())),
        "To the same loss gradient flow in u∘u − v∘v takes a quarter of the time, in m∘w half.");
  }

  private static Chart distances(Map<String, List<FactorsOf.Result>> results) {
    return new Chart(
        "Distance of the weights from those of mirror flow",
        Axis.linear("log t of mirror flow").in("natural logarithm"),
        Axis.log("distance at the same loss").in("share of ‖θ‖"),
        Curves.each(
            results,
            (label, all) -> Series.line(label, all.get(0).logTimes(), all.get(0).distances())),
        "The weights agree to the accuracy of the two integrations.");
  }
}

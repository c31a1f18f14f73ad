package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/**
 * Gradient flow in a commuting parametrisation is mirror flow (Li, Wang, Lee and Arora 2022, arXiv
 * 2207.04036): the whole path, not its end alone, for powers of factors.
 */
record LiChapter(long seed) implements StudyChapter {
  private static final String DISTANCES = "Distance of gradient flow in factors from mirror flow";
  private static final String CONTROL = "The same beside the potential of another depth";
  private static final String SOURCE = "Li et al. 2022";
  private static final List<Integer> DEPTHS = List.of(2, 3, 4);
  private static final double EQUAL = 1e-4;

  /** Points at the start, where the distance comes up from 0, are not drawn. */
  private static final int START = 2;

  private static final double DIFFERENT = 1e-2;

  @Override
  public String id() {
    return "li-2022";
  }

  @Override
  public List<String> cites() {
    return List.of(id());
  }

  private TwinOf work(int depth, int potential) {
    return new TwinOf(new SparseRegression(30, 100, 3, seed), depth, potential, 0.3);
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    DEPTHS.forEach(depth -> DEPTHS.forEach(potential -> work.add(work(depth, potential))));
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, TwinOf.Result> own = new LinkedHashMap<>();
    Map<String, TwinOf.Result> others = new LinkedHashMap<>();
    CsvText csv = new CsvText("depth", "depth_of_potential", "residual", "distance");
    for (int depth : DEPTHS) {
      for (int potential : DEPTHS) {
        TwinOf.Result r = runs.get(work(depth, potential));
        String name =
            depth == potential ? "D = " + depth : "D = " + depth + ", potential of " + potential;
        (depth == potential ? own : others).put(name, r);
        for (int k = 0; k < r.residual().size(); k++) {
          csv.row(depth, potential, r.residual().get(k), r.distance().get(k));
        }
      }
    }
    List<ClaimResult> claims = List.of(judgeEqual(own), judgeDifferent(others));
    return findings(
        size,
        "Reparametrised gradient flow is mirror flow (Li, Wang, Lee, Arora 2022)",
        "Gradient flow in β = uᴰ − vᴰ: is its whole path that of mirror flow in β, under one"
            + " potential?",
        "Yes, as the parametrisation commutes: ∇R(β(t)) is the time integral of −∂ℒ/∂β. Another"
            + " depth's potential gives another path.",
        claims,
        List.of(
            chart(
                DISTANCES,
                own,
                "Both integrated with the same steps; what is left is their error."),
            chart(
                CONTROL,
                others,
                "Every pair of a flow with the wrong potential is apart by a visible share, at the"
                    + " same times.")),
        stated(claims),
        Map.of("li-2022.csv", csv.toString()));
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Li et al.",
        List.of(
            new Stated.Row(
                "gradient flow in a commuting parametrisation is mirror flow under one potential",
                SOURCE + ", abstract",
                "exactly",
                claims.get(0).measured()),
            new Stated.Row(
                "with the potential of another depth", "ours", "–", claims.get(1).measured())),
        List.of(
            new Stated.Setting(
                "example", "β = u∘u − v∘v among others", "β = uᴰ − vᴰ, D = 2, 3, 4, α = 0.3"),
            new Stated.Setting(
                "data", "none: a theorem", "sparse regression, 30 samples, 100 features")),
        List.of(
            new Stated.Gap(
                "weight normalisation", "whether it is such a parametrisation was not examined"),
            new Stated.Gap("m∘w, and classification", "the chapter factors has both")));
  }

  /** Holds when no path leaves its mirror flow by more than the error of the integrations. */
  static ClaimResult judgeEqual(Map<String, TwinOf.Result> own) {
    double worst = Numbers.largest(own.values(), TwinOf.Result::farthest);
    return new ClaimResult(
        "li-equal",
        "Is gradient flow in powers of factors mirror flow, all along?",
        worst < EQUAL,
        DISTANCES,
        "largest distance along all paths, relative to the truth: " + Numbers.text(worst),
        "0; below " + Numbers.text(EQUAL) + " for the error of both integrations");
  }

  /** Holds when every wrong potential is seen: a hundred times that. */
  static ClaimResult judgeDifferent(Map<String, TwinOf.Result> others) {
    double least = Numbers.least(others.values(), TwinOf.Result::farthest);
    return new ClaimResult(
        "li-different",
        "Does the potential of another depth give another path?",
        least > DIFFERENT,
        CONTROL,
        "least of the largest distances: " + Numbers.text(least),
        "above " + Numbers.text(DIFFERENT));
  }

  private static Chart chart(String title, Map<String, TwinOf.Result> results, String caption) {
    return new Chart(
        title,
        Axis.log("residual ‖Xβ − y‖/‖y‖").in("share"),
        Axis.log("distance at the same time").in("share of ‖β*‖"),
        Curves.each(
            results,
            (label, r) -> Series.line(label, afterStart(r.residual()), afterStart(r.distance()))),
        caption);
  }

  /** Without the start, where the distance is 0 up to rounding. */
  private static double[] afterStart(List<Double> list) {
    return Numbers.array(list.subList(Math.min(START, list.size()), list.size()));
  }
}

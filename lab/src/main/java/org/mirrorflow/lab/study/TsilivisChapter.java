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
 * Steepest descent on homogeneous networks: the margin in the own norm does not fall late in
 * training, and the limit is a KKT point of its problem (Tsilivis, Gronich, Kempe and Vardi 2025,
 * arXiv 2410.22069).
 */
record TsilivisChapter(long seed) implements StudyChapter {
  private static final String MARGINS = "Smoothed margin of steepest descent in its own norm";
  private static final String CROSS = "Margin in ℓ∞ along every descent";
  private static final String GAPS = "KKT gap of steepest descent in its own norm";
  private static final String SOURCE = "Tsilivis et al. 2025";
  private static final List<String> GAUGES = List.of("l2", "linf", "operator");
  private static final List<String> LABELS =
      List.of("normalised gradient (ℓ2)", "sign descent (ℓ∞)", "spectral descent (operator)");
  private static final double[] RATES = {0.03, 0.001, 0.0005};
  private static final double LOG_LOSS = -1000;
  private static final int IMAGES = 60;

  /** A margin may fall by this share between marks for the finite steps. */
  private static final double NOISE = 0.01;

  /** κ at the end relative to the first. */
  private static final double FALL = 0.5;

  /** Marks with log(1/ℒ) below this are early. */
  private static final double LATE = 5;

  @Override
  public String id() {
    return "tsilivis-2025";
  }

  @Override
  public List<String> cites() {
    return List.of(id(), "digits");
  }

  private NetworkOf work(StudySize size, int k) {
    return new NetworkOf(
        "steepest:" + GAUGES.get(k) + ":" + RATES[k],
        "dense:20",
        IMAGES,
        size.synthetic(LOG_LOSS),
        seed,
        GAUGES,
        GAUGES.get(k));
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    return List.of(work(size, 0), work(size, 1), work(size, 2));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, NetworkOf.Result> results = new LinkedHashMap<>();
    Map<String, double[][]> own = new LinkedHashMap<>();
    Map<String, double[]> gaps = new LinkedHashMap<>();
    CsvText csv =
        new CsvText("method", "log_inverse_loss", "margin_l2", "margin_linf", "margin_operator");
    for (int k = 0; k < LABELS.size(); k++) {
      NetworkOf.Result r = runs.get(work(size, k));
      results.put(LABELS.get(k), r);
      own.put(LABELS.get(k), new double[][] {Numbers.array(r.decay()), r.smoothed(k)});
      gaps.put(LABELS.get(k), Numbers.array(r.gaps()));
      for (int i = 0; i < r.decay().size(); i++) {
        double[] m = r.margins().get(i);
        csv.row(LABELS.get(k), r.decay().get(i), m[0], m[1], m[2]);
      }
    }
    List<ClaimResult> claims = List.of(judgeMargins(own), judgeGaps(gaps));
    return findings(
        size,
        "Flavours of margin (Tsilivis, Gronich, Kempe, Vardi 2025)",
        "Steepest descent in ℓ2, ℓ∞ and the operator norm on a network: does the margin in the own norm grow, and"
            + " are the limits KKT points of its problem?",
        "The smoothed margin in the own norm does not fall once the data are fitted, and every limit is a KKT"
            + " point of the margin problem of that norm: κ goes to 0.",
        claims,
        List.of(
            marginChart(own),
            cross(results),
            new Chart(
                GAPS,
                Curves.DECAY,
                Axis.log("κ").in("share of the margin"),
                Curves.each(
                    results,
                    (label, r) ->
                        Series.line(label, Numbers.array(r.gapDecay()), Numbers.array(r.gaps()))),
                "κ is the distance from a KKT point in the method's own norm, kinks free. It falls"
                    + " more slowly where the norm has corners.")),
        stated(claims),
        Map.of("tsilivis-2025.csv", csv.toString()));
  }

  /**
   * Holds when no late margin falls by more than a hundredth below the best before, and each grows.
   */
  static ClaimResult judgeMargins(Map<String, double[][]> own) {
    boolean holds = !own.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, double[][]> entry : own.entrySet()) {
      double[] decay = entry.getValue()[0];
      double[] margin = entry.getValue()[1];
      double first = Double.NaN;
      double best = Double.NEGATIVE_INFINITY;
      double fall = 0;
      for (int k = 0; k < decay.length; k++) {
        if (decay[k] >= LATE) {
          first = Double.isNaN(first) ? margin[k] : first;
          best = Math.max(best, margin[k]);
          fall = Math.max(fall, 1 - margin[k] / best);
        }
      }
      double growth = decay.length == 0 ? Double.NaN : margin[decay.length - 1] / first;
      holds &= fall < NOISE && growth > 1;
      measured.add(
          entry.getKey()
              + " grows "
              + Numbers.text(growth)
              + " times and falls by at most "
              + Numbers.text(fall));
    }
    return new ClaimResult(
        "tsilivis-margin",
        "Does the smoothed margin in the own norm of steepest descent only grow?",
        holds,
        MARGINS,
        "from log ℒ = −5 on: " + String.join(", ", measured),
        "it grows, and falls by less than " + Numbers.text(NOISE) + " for the finite steps");
  }

  /** Holds when every κ falls to less than half. */
  static ClaimResult judgeGaps(Map<String, double[]> gaps) {
    boolean holds = !gaps.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, double[]> entry : gaps.entrySet()) {
      double[] g = entry.getValue();
      double first = g.length < 2 ? Double.NaN : g[0];
      double last = g.length < 2 ? Double.NaN : g[g.length - 1];
      holds &= last < FALL * first;
      measured.add(entry.getKey() + " from " + Numbers.text(first) + " to " + Numbers.text(last));
    }
    return new ClaimResult(
        "tsilivis-kkt",
        "Does steepest descent approach KKT points of the margin problem of its norm?",
        holds,
        GAPS,
        "κ: " + String.join(", ", measured),
        "less than half at the end, and 0 in the limit");
  }

  private static Chart marginChart(Map<String, double[][]> own) {
    return new Chart(
        MARGINS,
        Curves.DECAY,
        Axis.linear("log(1/ℒ)/Q(θ)ᴸ over its last value").in("share"),
        Curves.each(own, (label, d) -> Series.line(label, d[0], Curves.relativeToLast(d[1]))),
        "Each in its own norm. After the fit all rise.");
  }

  private static Chart cross(Map<String, NetworkOf.Result> results) {
    return new Chart(
        CROSS,
        Curves.DECAY,
        Axis.log("least margin over the square of ‖θ‖").in("margin in ℓ∞"),
        Curves.each(
            results, (label, r) -> Series.line(label, Numbers.array(r.decay()), r.margin(1))),
        "Only sign descent makes this margin large.");
  }

  private static List<Table> stated(List<ClaimResult> claims) {
    return Stated.tables(
        "Tsilivis et al.",
        List.of(
            new Stated.Row(
                "an algorithm-dependent geometric margin increases after the fit",
                SOURCE + ", abstract",
                "yes, for infinitesimal steps",
                claims.get(0).measured()),
            new Stated.Row(
                "limit points are KKT points of the margin problem of the norm",
                SOURCE + ", abstract",
                "yes",
                claims.get(1).measured())),
        List.of(
            new Stated.Setting(
                "data", "not known to us", "8 × 8 digits, odd against even, " + IMAGES + " images"),
            new Stated.Setting("network", "homogeneous, deep", "20 ReLU neurons, no bias"),
            new Stated.Setting(
                "steps",
                "infinitesimal",
                "of length 0.03 (ℓ2), 0.001 (ℓ∞), 0.0005 (operator), halved where the loss would rise")),
        List.of(
            new Stated.Gap(
                "coordinate descent (ℓ1)",
                "with steps that may not raise the loss it stands still at a kink, here at log ℒ = −10"),
            new Stated.Gap(
                "Adam and Shampoo beside them",
                "Adam is in the chapter gronich-2026; there is no Shampoo here")));
  }
}

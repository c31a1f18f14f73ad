package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/** Do different potentials with one index at infinity maximise one margin? Linear models. */
record PairsChapter(long seed) implements StudyChapter {
  private static final String MATRIX = "Share of the largest margin, every map in every gauge";
  private static final String GAPS = "Margin gap of pairs with one index along training";
  private static final double[] INDICES = {1, 2, 3, Double.POSITIVE_INFINITY};

  /** Least share of γ* by which the maps of a gauge's index must lead the others. */
  private static final double CONTROL = 0.01;

  /**
   * What a flow reached on one data set.
   *
   * @param label of the map
   * @param p its index
   * @param shares γ/γ* of its last direction in the gauges of {@link #INDICES}
   * @param allowed what finite scale and finite loss leave of 1 in its own gauge
   */
  record Reading(String label, double p, double[] shares, double allowed) {
    double own() {
      return shares[IntStream.range(0, INDICES.length).filter(i -> INDICES[i] == p).sum()];
    }
  }

  @Override
  public String id() {
    return "pairs";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return LinearRuns.ALL.stream()
        .flatMap(item -> size.starts(k -> LinearRuns.of(size, item, seed, k)).stream())
        .toList();
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    List<List<Reading>> sets = new ArrayList<>();
    CsvText csv =
        new CsvText("map", "data_seed", "gauge", "share_of_largest_margin", "allowed_gap");
    for (int k = 0; k < size.seeds(); k++) {
      List<Reading> readings = readings(size, runs, k);
      sets.add(readings);
      for (Reading r : readings) {
        for (int i = 0; i < INDICES.length; i++) {
          csv.row(r.label, k, Lp.of(INDICES[i]).name(), r.shares[i], r.allowed);
        }
      }
    }
    return findings(
        size,
        "Claim 1: one margin from different potentials",
        "Potentials that differ near 0 and by slowly varying factors, but have one index p at"
            + " infinity: do linear models reach the same, exactly known largest ℓp margin?",
        "γ = γ* of the shared gauge up to h(ρ) + log n/log(1/ℒ), which depend on"
            + " scale and loss. In the gauge of another index the same weights stay below its γ*.",
        List.of(judgeSame(sets), judgeControls(sets)),
        List.of(gapChart(size, runs), matrix(sets), pairChart(sets)),
        List.of(table(sets)),
        Map.of("pairs.csv", csv.toString()));
  }

  private List<Reading> readings(StudySize size, FinishedRuns runs, int k) {
    List<Reading> readings = new ArrayList<>();
    Map<Double, Double> best = new TreeMap<>();
    for (LinearRuns.Item item : LinearRuns.ALL) {
      FlowRun run = runs.get(LinearRuns.of(size, item, seed, k));
      Dataset data = run.problem().data();
      Layout layout = run.problem().model().layout();
      double[] shares = new double[INDICES.length];
      for (int i = 0; i < shares.length; i++) {
        double p = INDICES[i];
        double largest = best.computeIfAbsent(p, q -> LinearRuns.largestMargin(data, q));
        double norm = Lp.of(p).norm(run.theta(), layout.start(), layout.end());
        shares[i] = run.flow().minimumMargin() / norm / largest;
      }
      readings.add(new Reading(item.label(), item.p(), shares, allowed(run)));
    }
    return readings;
  }

  /** h at the end, twice as both directions have their own, and log n/log(1/ℒ). */
  private static double allowed(FlowRun run) {
    RegimeCurve curve = RegimeCurve.of(run);
    double h = curve.gap().length == 0 ? 0 : curve.gap()[curve.gap().length - 1];
    return 2 * h + Math.log(run.problem().data().size()) / -run.flow().logLoss();
  }

  /** Holds when every flow of every data set is as close to γ* as scale and loss allow. */
  static ClaimResult judgeSame(List<List<Reading>> sets) {
    boolean holds = !sets.isEmpty();
    Map<String, Double> worst = new LinkedHashMap<>();
    for (List<Reading> readings : sets) {
      holds &= !readings.isEmpty();
      for (Reading r : readings) {
        double gap = 1 - r.own();
        holds &= gap <= r.allowed && gap > -1e-6;
        worst.merge(r.label, gap, Math::max);
      }
    }
    List<String> measured = new ArrayList<>();
    worst.forEach((label, gap) -> measured.add(label + " " + Numbers.text(gap)));
    return new ClaimResult(
        "claim1-same",
        "Do potentials with one index reach one largest margin?",
        holds,
        GAPS,
        "largest 1 − γ/γ* over "
            + sets.size()
            + (sets.size() == 1 ? " data set: " : " data sets: ")
            + String.join(", ", measured),
        "0 up to 2 h(ρ) + log n/log(1/ℒ) of the end");
  }

  /** Holds when in every gauge the maps of its index beat all others by a clear amount. */
  static ClaimResult judgeControls(List<List<Reading>> sets) {
    double least = sets.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
    for (List<Reading> readings : sets) {
      least = Math.min(least, readings.isEmpty() ? Double.NaN : lead(readings));
    }
    return new ClaimResult(
        "claim1-control",
        "Do potentials with different indices end at different margins?",
        least > CONTROL,
        MATRIX,
        "in every gauge the maps of its index lead by at least " + Numbers.text(least) + " of γ*",
        "a lead of more than " + CONTROL);
  }

  /** Least lead over all gauges: worst of the maps with this index less best of the others. */
  private static double lead(List<Reading> readings) {
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < INDICES.length; i++) {
      double own = Double.POSITIVE_INFINITY;
      double other = Double.NEGATIVE_INFINITY;
      for (Reading r : readings) {
        if (r.p == INDICES[i]) {
          own = Math.min(own, r.shares[i]);
        } else {
          other = Math.max(other, r.shares[i]);
        }
      }
      least = Math.min(least, own - other);
    }
    return least;
  }

  private Chart gapChart(StudySize size, FinishedRuns runs) {
    List<Series> series = new ArrayList<>();
    for (LinearRuns.Item item : LinearRuns.ALL) {
      FlowRun run = runs.get(LinearRuns.of(size, item, seed, 0));
      double best = LinearRuns.largestMargin(run.problem().data(), item.p());
      series.add(
          Curves.line(
              item.label(),
              run.trajectory(),
              "qMargin",
              margins -> Arrays.stream(margins).map(x -> 1 - x / best).toArray()));
    }
    return new Chart(
        GAPS,
        Curves.DECAY,
        Axis.log("1 − margin / largest margin").in("share of γ*"),
        series,
        "Every gap closes, each to the γ* of its own index: fast for exact and"
            + " algebraic maps, slowly for maps with logarithms. Cosh and e^|x| end where"
            + " their dual variable overflows float64.");
  }

  private static HeatMap matrix(List<List<Reading>> sets) {
    List<Reading> first = sets.get(0);
    double[][] values =
        Numbers.matrix(
            first.size(), INDICES.length, (r, i) -> Numbers.mean(sets, s -> s.get(r).shares[i]));
    return new HeatMap(
        MATRIX,
        Axis.categories("gauge", List.of("ℓ1", "ℓ2", "ℓ3", "ℓ∞")),
        Axis.categories("map", first.stream().map(Reading::label).toList()),
        values,
        "margin / largest margin",
        false,
        "Mean over data sets. Rows of one index look alike and reach 1 in their own"
            + " gauge. Rows of another index do not.");
  }

  private static Chart pairChart(List<List<Reading>> sets) {
    Map<String, double[]> gaps =
        Curves.numbers(Curves.byName(sets, Reading::label), r -> 1 - r.own());
    return new Chart(
        "What is left of the margin gap at the end",
        Intervals.names("map", gaps),
        Axis.linear("1 − margin / largest margin").in("share of γ*"),
        List.of(Intervals.bars("gap", gaps)),
        "Mean over data sets with "
            + Interval.WORDS
            + ": a few percent for maps with logarithms, which approach their gauge"
            + " exponentially slowly; invisible for the others.");
  }

  private static Table table(List<List<Reading>> sets) {
    return new Table(
        "Share of the largest margin",
        List.of("map", "ℓ1", "ℓ2", "ℓ3", "ℓ∞", "allowed gap"),
        Curves.each(Curves.byName(sets, Reading::label), PairsChapter::row),
        "Means over data sets with " + Interval.WORDS + ".");
  }

  private static List<String> row(String label, List<Reading> all) {
    List<String> cells = new ArrayList<>(List.of(label));
    for (int i = 0; i < INDICES.length; i++) {
      int column = i;
      cells.add(Interval.of(all, r -> r.shares[column]).text());
    }
    cells.add(Numbers.text(Numbers.largest(all, Reading::allowed)));
    return cells;
  }
}

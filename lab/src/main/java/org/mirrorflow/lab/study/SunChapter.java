package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/**
 * Mirror descent with the p-th power of the p-norm, p-GD: the margin in every p-norm for every p
 * (Sun, Ahn, Thrampoulidis and Azizan 2022, arXiv 2205.12808).
 */
record SunChapter(long seed) implements StudyChapter {
  private static final String SYNTHETIC = "synthetic data";
  private static final String DIGITS = "digits 3 and 8";
  private static final String GROWTH = "Margin gap of p-GD in its own norm";
  private static final String SOURCE = "Sun et al. 2022";
  private static final double SCALE = 1;
  private static final List<Double> INDICES = List.of(1.1, 1.25, 1.5, 2.0, 3.0, 4.0);

  /** Two norms whose margins differ by less than this share are not told apart. */
  private static final double LEAD = 1e-4;

  /**
   * γ/γ* of every p-GD in every norm.
   *
   * @param shares row: p of the descent, column: p of the norm
   */
  record Margins(double[][] shares) {}

  @Override
  public String id() {
    return "sun-2022";
  }

  @Override
  public List<String> cites() {
    return List.of(id(), "digits");
  }

  private Map<String, String> data() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(SYNTHETIC, "synthetic:teacher,n=15,d=100,k=5,seed=" + seed);
    data.put(DIGITS, "digits:3,8");
    return data;
  }

  private static PathOf work(StudySize size, String data, double p) {
    return new PathOf(
        data, p == 2 ? "euclidean" : "p:" + p, "auto", SCALE, size.far(p < 1.5 ? -1e11 : -1e6));
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    data().values().forEach(d -> INDICES.forEach(p -> work.add(work(size, d, p))));
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, Margins> margins = new LinkedHashMap<>();
    Map<String, double[]> largest = new LinkedHashMap<>();
    CsvText csv = new CsvText("data", "p_of_descent", "p_of_norm", "share_of_largest_margin");
    List<Series> growth = new ArrayList<>();
    data()
        .forEach(
            (label, spec) -> {
              Dataset samples = DataSpec.load(spec);
              double[] best =
                  INDICES.stream().mapToDouble(p -> LinearRuns.largestMargin(samples, p)).toArray();
              largest.put(label, best);
              List<PathOf.Result> paths =
                  INDICES.stream().map(p -> runs.get(work(size, spec, p))).toList();
              double[][] shares =
                  Numbers.matrix(
                      INDICES.size(),
                      INDICES.size(),
                      (row, column) -> last(paths.get(row), INDICES.get(column)) / best[column]);
              margins.put(label, new Margins(shares));
              for (int r = 0; r < shares.length; r++) {
                for (int c = 0; c < shares.length; c++) {
                  csv.row(label, INDICES.get(r), INDICES.get(c), shares[r][c]);
                }
                if (label.equals(SYNTHETIC)) {
                  growth.add(gap(paths.get(r), INDICES.get(r), best[r]));
                }
              }
            });
    List<ClaimResult> claims = List.of(judgeOwn(margins), judgeOrder(margins));
    return findings(
        size,
        "p-GD on separable data (Sun, Ahn, Thrampoulidis, Azizan 2022)",
        "Mirror descent with the potential ‖w‖ₚᵖ/p: does every p reach the largest margin in its own"
            + " p-norm?",
        "The direction converges to that of the largest margin in the p-norm, for every p > 1; so in"
            + " every column of the tables the entry of the own p is largest.",
        claims,
        List.of(
            heat(title(SYNTHETIC), margins.get(SYNTHETIC)),
            heat(title(DIGITS), margins.get(DIGITS)),
            growthChart(growth)),
        tables(largest, claims),
        Map.of("sun-2022.csv", csv.toString()));
  }

  /** NaN where the flow ended before its loss was 1/e. */
  private static double last(PathOf.Result path, double p) {
    return path.size() == 0 ? Double.NaN : margin(path, path.size() - 1, p);
  }

  private static double margin(PathOf.Result path, int k, double p) {
    double[] w = path.weights().get(k);
    return path.margins().get(k) / Lp.of(p).norm(w, 0, w.length);
  }

  private static Series gap(PathOf.Result path, double p, double best) {
    return Series.line(
        "p = " + Numbers.text(p),
        path.decays(),
        IntStream.range(0, path.size()).mapToDouble(k -> 1 - margin(path, k, p) / best).toArray());
  }

  private static String title(String label) {
    return "Share of the largest margin, " + label;
  }

  /** Holds when in every norm the descent of that norm has a larger margin than any other. */
  static ClaimResult judgeOwn(Map<String, Margins> margins) {
    boolean holds = !margins.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, Margins> entry : margins.entrySet()) {
      double[][] shares = entry.getValue().shares;
      double own = Double.POSITIVE_INFINITY;
      double lead = Double.POSITIVE_INFINITY;
      for (int c = 0; c < shares.length; c++) {
        own = Math.min(own, shares[c][c]);
        for (int r = 0; r < shares.length; r++) {
          lead = r == c ? lead : Math.min(lead, shares[c][c] - shares[r][c]);
        }
      }
      holds &= shares.length > 1 && lead > LEAD;
      measured.add(
          entry.getKey() + " " + Numbers.text(own) + " with a lead of " + Numbers.text(lead));
    }
    return new ClaimResult(
        "sun-own",
        "Does p-GD reach the largest margin in its own p-norm, and no other p there?",
        holds,
        title(SYNTHETIC),
        "least γ/γ* in the own norm and least lead over another p: " + String.join(", ", measured),
        "1, with a lead above " + Numbers.text(LEAD));
  }

  /**
   * Holds when in every norm the margin falls with the distance of p from the norm's, both ways.
   */
  static ClaimResult judgeOrder(Map<String, Margins> margins) {
    boolean holds = !margins.isEmpty();
    double worst = 0;
    for (Margins m : margins.values()) {
      double[][] shares = m.shares;
      for (int c = 0; c < shares.length; c++) {
        for (int r = 0; r + 1 < shares.length; r++) {
          double rise = r < c ? shares[r + 1][c] - shares[r][c] : shares[r][c] - shares[r + 1][c];
          worst = Math.min(worst, Double.isNaN(rise) ? Double.NEGATIVE_INFINITY : rise);
        }
      }
      holds &= shares.length > 1;
    }
    return new ClaimResult(
        "sun-order",
        "Does the margin in a norm fall the farther p is from that norm's?",
        holds && worst >= 0,
        title(DIGITS),
        "largest rise of γ/γ* from one p to the next farther one: " + Numbers.text(-worst),
        "none");
  }

  private static HeatMap heat(String title, Margins margins) {
    return new HeatMap(
        title,
        Axis.categories("norm p", INDICES.stream().map(Numbers::text).toList()),
        Axis.categories("descent p", INDICES.stream().map(Numbers::text).toList()),
        margins.shares,
        "γ/γ*",
        false,
        "The diagonal is the descent's own norm: 1 there, less the farther from it.");
  }

  private static Chart growthChart(List<Series> series) {
    return new Chart(
        GROWTH,
        Curves.DECAY,
        Axis.log("1 − γ/γ*").in("share"),
        series,
        "Synthetic data. From p = 2 on the gap falls in proportion to 1/log(1/ℒ); the nearer p is to"
            + " 1, the more slowly.");
  }

  private List<Table> tables(Map<String, double[]> largest, List<ClaimResult> claims) {
    List<Table> tables = new ArrayList<>();
    tables.add(
        new Table(
            "Largest margins",
            IntStream.rangeClosed(0, INDICES.size())
                .mapToObj(k -> k == 0 ? "data" : "p = " + Numbers.text(INDICES.get(k - 1)))
                .toList(),
            Curves.each(
                largest,
                (label, best) ->
                    IntStream.rangeClosed(0, best.length)
                        .mapToObj(k -> k == 0 ? label : Numbers.text(best[k - 1]))
                        .toList()),
            "γ* by a barrier method that knows nothing of the flows."));
    tables.addAll(
        Stated.tables(
            "Sun et al.",
            List.of(
                new Stated.Row(
                    "the direction converges to the max-margin direction of the p-norm",
                    SOURCE + ", abstract",
                    "yes, for linearly separable data",
                    claims.get(0).measured()),
                new Stated.Row(
                    "the p with the largest margin in a p-norm",
                    SOURCE + ", experiments",
                    "the own",
                    claims.get(1).measured())),
            List.of(
                new Stated.Setting(
                    "data",
                    "synthetic, more features than samples; pairs of MNIST",
                    "15 points in 100 dimensions; 8 × 8 digits 3 and 8"),
                new Stated.Setting("p", "from 1.1 to 10", "1.1, 1.25, 1.5, 2, 3, 4"),
                new Stated.Setting(
                    "algorithm",
                    "p-GD with small constant steps",
                    "its flow, to log ℒ = −10⁶, for p < 1.5 to −10¹¹"),
                new Stated.Setting(
                    "loss and start",
                    "exponential loss, small weights",
                    "exponential loss, random weights of size 1/√d")),
            List.of(
                new Stated.Gap(
                    "p = 6 and 10",
                    "where weights cross 0 the inverse map is so steep that one flow takes 17 to 31 s of processor time"),
                new Stated.Gap(
                    "deep networks on CIFAR-10 and ImageNet",
                    "far more than three minutes on two cores"),
                new Stated.Gap(
                    "their numbers cell by cell", "their samples are not known to us"))));
    return tables;
  }
}

package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/**
 * Normalised steepest descent on ten linearly separable classes: which margin of the weight matrix
 * each norm maximises (Fan, Schmidt and Thrampoulidis 2025, arXiv 2502.04664).
 */
record FanChapter(long seed) implements StudyChapter {
  private static final String GAPS = "Margin gap of descent in its own norm";
  private static final String COSINES = "Cosine of Muon's matrix with every max-margin matrix";
  private static final String SHARES = "Share of the largest margin in every norm";
  private static final String NEAREST = "Cosine with the max-margin matrix of every norm";
  private static final String SOURCE = "Fan et al. 2025";

  /** The slope of a gap may exceed that of log t/√t by this much. */
  private static final double SLOPE = 0.1;

  /** A norm with the words for it. */
  private record Norm(String label, String gauge) {}

  /**
   * A method, and the norm that it belongs to.
   *
   * @param label in figures
   * @param norm label of the norm
   * @param descent null for a flow
   * @param map of a flow
   * @param logLoss target of a flow
   */
  private record Method(
      String label, String norm, NormedDescent descent, String map, double logLoss) {}

  private static final List<Norm> NORMS =
      List.of(
          new Norm("ℓ∞", "linf"),
          new Norm("ℓ2", "l2"),
          new Norm("operator", "operator"),
          new Norm("nuclear", "nuclear"));

  private static final List<Method> METHODS =
      List.of(
          descent("sign descent", NORMS.get(0), 0.1, 0),
          descent("Signum", NORMS.get(0), 0.1, 0.9),
          descent("normalised gradient", NORMS.get(1), 0.1, 0),
          descent("gradient, momentum", NORMS.get(1), 0.1, 0.9),
          descent("spectral descent", NORMS.get(2), 0.05, 0),
          descent("Muon", NORMS.get(2), 0.05, 0.9),
          flow("cosh flow", NORMS.get(0), "cosh:s=1", -300),
          flow("euclidean flow", NORMS.get(1), "euclidean", -1000),
          flow("spectral cosh flow", NORMS.get(2), "spectral(cosh:s=1)", -100),
          flow("spectral hyperbolic", NORMS.get(3), "spectral(hyperbolic:beta=0.1)", -1e5));

  /**
   * What a method came to.
   *
   * @param norm the norm that it belongs to
   * @param shares γ/γ* in every norm, at the end
   * @param cosines with the max-margin matrix of every norm, at the end
   */
  record End(String norm, Map<String, Double> shares, Map<String, Double> cosines) {}

  private static Method descent(String label, Norm norm, double rate, double momentum) {
    NormedDescent descent = new NormedDescent(norm.gauge, rate, 0.5, momentum);
    return new Method(label, norm.label, descent, "", 0);
  }

  private static Method flow(String label, Norm norm, String map, double logLoss) {
    return new Method(label, norm.label, null, map, logLoss);
  }

  @Override
  public String id() {
    return "fan-2025";
  }

  @Override
  public List<String> cites() {
    return List.of(id());
  }

  private GaussianClasses data() {
    return new GaussianClasses(10, 25, 50, 0.1, seed);
  }

  private ClassesOf work(StudySize size, Method method) {
    return method.descent == null
        ? ClassesOf.flow(data(), method.map, size.far(method.logLoss))
        : ClassesOf.descent(data(), method.descent, size.steps());
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    NORMS.forEach(norm -> work.add(new LargestMarginOf(data(), norm.gauge)));
    METHODS.forEach(method -> work.add(work(size, method)));
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, LargestMarginOf.Result> best = new LinkedHashMap<>();
    NORMS.forEach(n -> best.put(n.label, runs.get(new LargestMarginOf(data(), n.gauge))));
    Map<String, End> descents = new LinkedHashMap<>();
    Map<String, End> flows = new LinkedHashMap<>();
    Map<String, double[][]> gaps = new LinkedHashMap<>();
    CsvText csv = new CsvText("method", "steps", "log_loss", "margin_gap_in_own_norm");
    for (Method method : METHODS) {
      ClassesOf.Result result = runs.get(work(size, method));
      (method.descent == null ? flows : descents).put(method.label, end(method, result, best));
      if (method.descent != null) {
        gaps.put(method.label, gaps(method, result, best));
        double[][] own = gaps.get(method.label);
        for (int k = 0; k < own[0].length; k++) {
          csv.row(method.label, (long) own[0][k], result.logLoss().get(k + 1), own[1][k]);
        }
      }
    }
    ClaimResult rate = judgeRate(gaps);
    List<ClaimResult> claims =
        List.of(judgeOwn(descents), judgeNearest(descents), rate, judgeFlows(flows));
    Map<String, End> all = new LinkedHashMap<>(descents);
    all.putAll(flows);
    Method muon = METHODS.get(5);
    List<Figure> figures =
        List.of(
            gapChart(gaps),
            cosineChart(runs.get(work(size, muon)), best),
            heat(SHARES, all, End::shares, "γ/γ*"),
            heat(NEAREST, all, End::cosines, "cosine"));
    List<Table> tables = new ArrayList<>();
    tables.add(margins(best));
    tables.addAll(stated(size, claims));
    return findings(
        size,
        "Steepest descent on ten classes (Fan, Schmidt, Thrampoulidis 2025)",
        "A linear model with one output per class is trained with normalised steps of one norm:"
            + " which margin of its weight matrix grows, and how fast? Does mirror flow with a map"
            + " of the same limit gauge do the same?",
        "Each method maximises the margin in its own norm, with a gap of the order (log t + n)/√t"
            + " at steps η/√t; so does mirror flow in its limit gauge.",
        claims,
        figures,
        tables,
        Map.of("fan-2025.csv", csv.toString()));
  }

  private static double norm(String gauge, double[] weights) {
    Block block = new Block("W1", 0, 10, 25, 1);
    return GaugeSpec.parse(gauge).on(Layout.of(block)).value(weights);
  }

  private static End end(
      Method method, ClassesOf.Result result, Map<String, LargestMarginOf.Result> best) {
    Map<String, Double> shares = new LinkedHashMap<>();
    Map<String, Double> cosines = new LinkedHashMap<>();
    int last = result.margins().size() - 1;
    for (Norm n : NORMS) {
      LargestMarginOf.Result largest = best.get(n.label);
      double margin = result.margins().get(last) / norm(n.gauge, result.last());
      shares.put(n.label, margin / largest.upper());
      cosines.put(n.label, Stated.cosine(result.last(), largest.weights()));
    }
    return new End(method.norm, shares, cosines);
  }

  /** Steps, and 1 − γ/γ* in the method's norm; the start at 0 has no margin. */
  private static double[][] gaps(
      Method method, ClassesOf.Result result, Map<String, LargestMarginOf.Result> best) {
    int count = result.steps().size();
    String gauge = method.descent.gauge();
    double largest = best.get(method.norm).upper();
    return new double[][] {
      IntStream.range(1, count).mapToDouble(k -> result.steps().get(k)).toArray(),
      IntStream.range(1, count)
          .mapToDouble(
              k -> 1 - result.margins().get(k) / norm(gauge, result.weights().get(k)) / largest)
          .toArray()
    };
  }

  /** Holds when in every norm a method of that norm has the largest margin of all. */
  static ClaimResult judgeOwn(Map<String, End> ends) {
    return lead(
        ends,
        "fan-own",
        "Does descent in a norm reach a larger margin in that norm than descent in others?",
        SHARES);
  }

  /** The same of mirror flows by their limit gauges. */
  static ClaimResult judgeFlows(Map<String, End> ends) {
    return lead(
        ends,
        "fan-flow",
        "Does mirror flow reach the largest margin in the limit gauge of its map?",
        SHARES);
  }

  private static ClaimResult lead(
      Map<String, End> ends, String id, String question, String figure) {
    boolean holds = !ends.isEmpty();
    List<String> measured = new ArrayList<>();
    for (String norm : ends.values().stream().map(End::norm).distinct().toList()) {
      double own = largest(ends, norm, true);
      double other = largest(ends, norm, false);
      holds &= own > other;
      measured.add(norm + " " + Numbers.text(own) + " against " + Numbers.text(other));
    }
    return new ClaimResult(
        id,
        question,
        holds,
        figure,
        "γ/γ* of the best method of the norm against the best of the others: "
            + String.join(", ", measured),
        "the own norm's method leads in each");
  }

  /** NaN without one. */
  private static double largest(Map<String, End> ends, String norm, boolean own) {
    return ends.values().stream()
        .filter(e -> e.norm.equals(norm) == own)
        .mapToDouble(e -> e.shares.get(norm))
        .max()
        .orElse(Double.NaN);
  }

  /** Holds when every method is nearer to the max-margin matrix of its norm than to any other. */
  static ClaimResult judgeNearest(Map<String, End> ends) {
    boolean holds = !ends.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, End> entry : ends.entrySet()) {
      Map<String, Double> cosines = entry.getValue().cosines;
      double own = cosines.get(entry.getValue().norm);
      double other =
          cosines.entrySet().stream()
              .filter(c -> !c.getKey().equals(entry.getValue().norm))
              .mapToDouble(Map.Entry::getValue)
              .max()
              .orElse(Double.NaN);
      holds &= own > other;
      measured.add(entry.getKey() + " " + Numbers.text(own) + " against " + Numbers.text(other));
    }
    return new ClaimResult(
        "fan-nearest",
        "Is the matrix of each method nearest to the max-margin matrix of its own norm?",
        holds,
        NEAREST,
        "cosine with the own against the largest other: " + String.join(", ", measured),
        "the own is largest");
  }

  /** Holds when over the last decade every gap falls at least like log t/√t, up to 0.1. */
  static ClaimResult judgeRate(Map<String, double[][]> gaps) {
    boolean holds = !gaps.isEmpty();
    List<String> measured = new ArrayList<>();
    for (Map.Entry<String, double[][]> entry : gaps.entrySet()) {
      double[] t = entry.getValue()[0];
      double from = 0.1 * Arrays.stream(t).max().orElse(Double.NaN);
      int[] late = IntStream.range(0, t.length).filter(k -> t[k] >= 0.99 * from).toArray();
      double[] x = IntStream.of(late).mapToDouble(k -> t[k]).toArray();
      double[] y = IntStream.of(late).mapToDouble(k -> entry.getValue()[1][k]).toArray();
      double slope = Numbers.logSlope(x, y);
      holds &= slope <= Numbers.logSlope(x, reference(x)) + SLOPE;
      measured.add(entry.getKey() + " t^" + Numbers.text(slope));
    }
    return new ClaimResult(
        "fan-rate",
        "Does the gap fall at least as fast as stated?",
        holds,
        GAPS,
        "over the last decade of steps: " + String.join(", ", measured),
        "no slower than log t/√t, of slope about −0.4 there");
  }

  private static double[] reference(double[] t) {
    return Arrays.stream(t).map(x -> Math.log(x) / Math.sqrt(x)).toArray();
  }

  private static Chart gapChart(Map<String, double[][]> gaps) {
    List<Series> series =
        new ArrayList<>(Curves.each(gaps, (label, g) -> Series.line(label, g[0], g[1])));
    double[] t = Arrays.stream(gaps.get("sign descent")[0]).filter(x -> x >= 10).toArray();
    double[] stated = Arrays.stream(reference(t)).map(x -> 2 * x).toArray();
    series.add(Series.dashed("2 log t/√t", t, stated));
    return new Chart(
        GAPS,
        Axis.log("steps").in("number"),
        Axis.log("1 − γ/γ*").in("share"),
        series,
        "Steps of length η/√t, γ* exact. A gap above 1 is a misclassified sample; the dashed"
            + " curve has the stated order and a constant of ours.");
  }

  private static Chart cosineChart(
      ClassesOf.Result muon, Map<String, LargestMarginOf.Result> best) {
    double[] t = muon.steps().stream().skip(1).mapToDouble(Long::doubleValue).toArray();
    return new Chart(
        COSINES,
        Axis.log("steps").in("number"),
        Axis.linear("cosine").in("of the angle"),
        Curves.each(
            best,
            (label, largest) ->
                Series.line(
                    label,
                    t,
                    muon.weights().stream()
                        .skip(1)
                        .mapToDouble(w -> Stated.cosine(w, largest.weights()))
                        .toArray())),
        "Muon's matrix turns towards the max-margin matrix of the operator norm; its cosines with"
            + " the others stop rising.");
  }

  private static HeatMap heat(
      String title,
      Map<String, End> ends,
      java.util.function.Function<End, Map<String, Double>> what,
      String name) {
    List<String> norms = NORMS.stream().map(Norm::label).toList();
    List<End> rows = List.copyOf(ends.values());
    return new HeatMap(
        title,
        Axis.categories("norm", norms),
        Axis.categories("method", List.copyOf(ends.keySet())),
        Numbers.matrix(
            rows.size(),
            norms.size(),
            (row, column) -> what.apply(rows.get(row)).get(norms.get(column))),
        name,
        false,
        "Six ways of descent, then four flows. Among the former and among the latter the methods of"
            + " a column's norm are brightest.");
  }

  private static Table margins(Map<String, LargestMarginOf.Result> best) {
    return new Table(
        "The largest margins",
        List.of("norm of W", "reached", "no larger than"),
        Curves.each(
            best,
            (label, r) ->
                List.of(
                    label,
                    String.format(java.util.Locale.ROOT, "%.6f", r.lower()),
                    String.format(java.util.Locale.ROOT, "%.6f", r.upper()))),
        "ℓ∞ and ℓ2 by a barrier method, operator and nuclear norm by the certificate.");
  }

  private static List<Table> stated(StudySize size, List<ClaimResult> claims) {
    return Stated.tables(
        "Fan et al.",
        List.of(
            new Stated.Row(
                "iterates maximise the margin in the norm of the steps",
                SOURCE + ", abstract",
                "yes, for every norm of entries and of singular values",
                claims.get(0).measured()),
            new Stated.Row(
                "solutions are nearest to the max-margin matrix of their norm",
                SOURCE + ", experiments",
                "yes",
                claims.get(1).measured()),
            new Stated.Row(
                "gap of the margin at steps η/√t",
                SOURCE,
                "O((log t + n)/√t)",
                claims.get(2).measured())),
        List.of(
            new Stated.Setting(
                "data",
                "ten Gaussian classes, d = 25, 50 a class, σ = 0.1",
                "the same; centres N(0, I)"),
            new Stated.Setting(
                "loss and model",
                "cross-entropy, linear, no bias",
                "the same, summed over samples"),
            new Stated.Setting(
                "steps",
                "η/√t, η = 0.1 (sign, gradient), 0.05 (spectral, Muon)",
                "the same, " + size.steps() + " steps"),
            new Stated.Setting("momentum", "not known to us", "0.9"),
            new Stated.Setting("start", "not known to us", "0; flows from weights of size 0.01"),
            new Stated.Setting(
                "flows", "none", "cosh, Euclidean, spectral cosh, spectral hyperbolic")),
        List.of(
            new Stated.Gap("Adam", "its limit for classes is in the chapter neighbours"),
            new Stated.Gap("the two-layer network on MNIST", "its settings are not known to us")));
  }
}

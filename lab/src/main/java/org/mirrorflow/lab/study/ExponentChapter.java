package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;

/** Is the spread of features ruled by the exponent p/L, in two layers and in deeper networks? */
record ExponentChapter(long seed) implements StudyChapter {
  private static final String SPREAD = "Participation against the predicted exponent";
  private static final String EXACT = "Margin of deep diagonal networks in the predicted gauge";
  private static final String DEPTHS = "Participation in every layer of deeper networks";
  private static final int WIDTH = 30;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final String DATA = "synthetic:teacher,n=15,d=30,seed=";
  private static final double EXACT_GAP = 0.03;

  /** A map of two layers with the indices of both. */
  private record Pair(String label, String map, double first, double second) {
    /** r with 1/r = 1/p₁ + 1/p₂. */
    double exponent() {
      return 1 / (1 / first + 1 / second);
    }
  }

  private static final List<Pair> PAIRS =
      List.of(
          new Pair("ℓ1, ℓ1", "hyperbolic:beta=0.01", 1, 1),
          new Pair("ℓ1, ℓ2", "hyperbolic:beta=0.01|euclidean", 1, 2),
          new Pair("ℓ1.5, ℓ1.5", "p:1.5", 1.5, 1.5),
          new Pair("ℓ2, ℓ2", "euclidean", 2, 2),
          new Pair("ℓ1.5, ℓ3", "p:1.5|p:3", 1.5, 3),
          new Pair("ℓ2, ℓ3", "euclidean|p:3", 2, 3),
          new Pair("ℓ3, ℓ3", "p:3", 3, 3),
          new Pair("ℓ∞, ℓ∞", "cosh:s=1", INFINITE, INFINITE));

  /**
   * Diagonal networks whose margin problem is that of ℓr, r = p/H > 1, and so convex. At r = 1 (m∘w
   * is hyperbolic entropy) the approach is logarithmic and not over at any affordable loss.
   */
  private record Diagonal(double p, int depth) {
    double exponent() {
      return p / depth;
    }

    String label() {
      return "p = " + Numbers.text(p) + ", H = " + depth;
    }
  }

  private static final List<Diagonal> DIAGONALS =
      List.of(
          new Diagonal(3, 2),
          new Diagonal(4.5, 3),
          new Diagonal(6, 4),
          new Diagonal(4, 2),
          new Diagonal(6, 3),
          new Diagonal(8, 4));

  private static final List<String> DEEP_MODELS =
      List.of("dense:20", "dense:20,20", "dense:16,16,16");
  private static final List<String> DEEP_MAPS = List.of("hyperbolic:beta=0.01", "euclidean", "p:3");
  private static final List<String> DEEP_LABELS = List.of("hyperbolic", "euclidean", "p = 3");
  private static final double DEEP_LOG_LOSS = -100;
  private static final double DIAGONAL_LOG_LOSS = -1e4;

  @Override
  public String id() {
    return "exponent";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    List<RunSpec> runs = new ArrayList<>();
    PAIRS.forEach(pair -> runs.addAll(pairRuns(size, pair)));
    for (String model : DEEP_MODELS) {
      DEEP_MAPS.forEach(map -> runs.addAll(starts(size, model, map)));
    }
    return runs;
  }

  private List<RunSpec> pairRuns(StudySize size, Pair pair) {
    return starts(size, "dense:" + WIDTH, pair.map);
  }

  private List<RunSpec> starts(StudySize size, String model, String map) {
    return size.starts(
        k ->
            RunSpec.of(SyntheticRuns.DATA, model, map)
                .startingAt(1, seed + k)
                .until(size.synthetic(DEEP_LOG_LOSS))
                .with("auto"));
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    for (Diagonal d : DIAGONALS) {
      work.addAll(size.starts(k -> diagonal(size, d, k)));
    }
    return work;
  }

  private DiagonalOf diagonal(StudySize size, Diagonal d, int k) {
    return new DiagonalOf(DATA + k, d.p, d.depth, size.far(DIAGONAL_LOG_LOSS), seed);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    CsvText csv = new CsvText("model", "map", "seed", "layer", "exponent", "participation_ratio");
    Map<String, double[]> spread = new LinkedHashMap<>();
    for (Pair pair : PAIRS) {
      List<RunSpec> specs = pairRuns(size, pair);
      double[] shares = specs.stream().mapToDouble(s -> share(runs.get(s).result(), 0)).toArray();
      spread.put(pair.label, shares);
      for (int k = 0; k < shares.length; k++) {
        csv.row(specs.get(k).model(), pair.map, seed + k, 1, pair.exponent(), shares[k]);
      }
    }
    Map<String, double[]> margins = new LinkedHashMap<>();
    for (Diagonal d : DIAGONALS) {
      margins.put(
          d.label(),
          IntStream.range(0, size.seeds())
              .mapToDouble(k -> runs.get(diagonal(size, d, k)).share())
              .toArray());
    }
    Map<String, Map<String, double[]>> deep = deep(size, runs, csv);
    return findings(
        size,
        "Claim 3: the exponent p/L behind sparse and dense features",
        "Does the exponent r with 1/r = Σ 1/p_l decide how many neurons share the work, and do"
            + " deep diagonal networks maximise exactly the ℓr margin?",
        "Two layers minimise Σ c^r over neuron strengths c: participation grows with r. H factors"
            + " of index p give the ℓ_{p/H} margin of a linear model exactly. In deeper ReLU nets"
            + " every hidden layer keeps the order of the maps.",
        List.of(judgeOrder(spread), judgeExact(margins), judgeDepth(deep)),
        List.of(spreadChart(spread), exactChart(margins), depthChart(deep)),
        List.of(table(spread), exactTable(margins)),
        Map.of("participation.csv", csv.toString()));
  }

  /** Participation ratio of a hidden layer as a share of its width; NaN where there is none. */
  private static double share(RunResult result, int layer) {
    RunResult.Layer l = result.layers().get(layer);
    return l.feature("participationRatio") / l.neurons();
  }

  private Map<String, Map<String, double[]>> deep(StudySize size, FinishedRuns runs, CsvText csv) {
    Map<String, Map<String, double[]>> deep = new LinkedHashMap<>();
    for (int m = 0; m < DEEP_MAPS.size(); m++) {
      Map<String, double[]> layers = new LinkedHashMap<>();
      for (String model : DEEP_MODELS) {
        int hidden = model.split(",").length;
        List<RunSpec> specs = starts(size, model, DEEP_MAPS.get(m));
        for (int l = 0; l < hidden; l++) {
          int layer = l;
          double[] shares =
              specs.stream().mapToDouble(s -> share(runs.get(s).result(), layer)).toArray();
          layers.put("depth " + (hidden + 1) + ", layer " + (l + 1), shares);
          for (int k = 0; k < shares.length; k++) {
            csv.row(model, DEEP_MAPS.get(m), seed + k, l + 1, Double.NaN, shares[k]);
          }
        }
      }
      deep.put(DEEP_LABELS.get(m), layers);
    }
    return deep;
  }

  /** Holds when participation never falls by more than a twentieth as the exponent grows. */
  static ClaimResult judgeOrder(Map<String, double[]> spread) {
    List<Pair> order = new ArrayList<>(PAIRS);
    order.sort((a, b) -> Double.compare(a.exponent(), b.exponent()));
    boolean holds = !spread.isEmpty();
    double before = Double.NEGATIVE_INFINITY;
    List<String> measured = new ArrayList<>();
    double first = Double.NaN;
    double last = Double.NaN;
    for (Pair pair : order) {
      Interval share = Interval.of(spread.getOrDefault(pair.label, new double[0]));
      holds &= share.mean() >= before - SLACK;
      before = Math.max(before, share.mean());
      first = measured.isEmpty() ? share.mean() : first;
      last = share.mean();
      measured.add("r = " + text(pair.exponent()) + ": " + share.text());
    }
    return new ClaimResult(
        "features-exponent",
        "Does the participation of neurons grow with the exponent r of the two layers?",
        holds && last > 2 * first,
        SPREAD,
        "share of neurons that take part, " + String.join(", ", measured),
        "growing with r up to " + SLACK + ", at least twofold from first to last");
  }

  private static String text(double r) {
    return Double.isInfinite(r) ? "∞" : Numbers.text(r);
  }

  private static final double SLACK = 0.05;

  /** Holds when every diagonal network has the largest margin of its predicted gauge within 3 %. */
  static ClaimResult judgeExact(Map<String, double[]> margins) {
    double worst = margins.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
    for (double[] shares : margins.values()) {
      worst = shares.length == 0 ? Double.NaN : worst;
      for (double share : shares) {
        worst = Math.min(worst, share);
      }
    }
    return new ClaimResult(
        "features-diagonal",
        "Do H factors of index p maximise the margin of the gauge p/H exactly?",
        worst > 1 - EXACT_GAP && worst < 1 + 1e-6,
        EXACT,
        "least γ/γ* in the gauge ℓ_{p/H} over depths 2 to 4: " + Numbers.text(worst),
        "1 within " + EXACT_GAP);
  }

  /** Holds when in every layer of every depth participation grows from map to map. */
  static ClaimResult judgeDepth(Map<String, Map<String, double[]>> deep) {
    boolean holds = deep.size() == DEEP_LABELS.size();
    List<String> measured = new ArrayList<>();
    for (String layer : deep.getOrDefault(DEEP_LABELS.get(0), Map.of()).keySet()) {
      double before = Double.NEGATIVE_INFINITY;
      List<String> shares = new ArrayList<>();
      for (String map : DEEP_LABELS) {
        double[] values = deep.getOrDefault(map, Map.of()).getOrDefault(layer, new double[0]);
        double mean = Interval.of(values).mean();
        holds &= mean > before;
        before = mean;
        shares.add(Numbers.text(mean));
      }
      measured.add(layer + ": " + String.join(" < ", shares));
    }
    return new ClaimResult(
        "features-depth",
        "Does the order of the maps hold in every hidden layer of depth 2, 3 and 4?",
        holds && !measured.isEmpty(),
        DEPTHS,
        String.join("; ", measured),
        "hyperbolic < euclidean < p = 3 in every layer");
  }

  private static Chart spreadChart(Map<String, double[]> spread) {
    return new Chart(
        SPREAD,
        Axis.linear("1/r = 1/p₁ + 1/p₂").in("predicted"),
        Axis.linear("neurons that take part").in("share of " + WIDTH),
        PAIRS.stream().map(pair -> point(pair, Interval.of(spread.get(pair.label)))).toList(),
        "From right to left, from strongly sparse to even: the exponent of both layers together"
            + " orders the maps. Bars are "
            + Interval.WORDS
            + " over random starts.");
  }

  private static Series point(Pair pair, Interval share) {
    double[] x = {Double.isInfinite(pair.exponent()) ? 0 : 1 / pair.exponent()};
    return Series.scatter(pair.label, x, new double[] {share.mean()})
        .withBand(new double[] {share.low()}, new double[] {share.high()});
  }

  private static Chart exactChart(Map<String, double[]> margins) {
    return new Chart(
        EXACT,
        Intervals.names("index and depth", margins),
        Axis.linear("γ/γ* in ℓ_{p/H}").in("share"),
        List.of(Intervals.bars("share of the largest margin", margins)),
        "Depths 2, 3 and 4 with one quotient p/H reach the largest margin of one gauge.");
  }

  private static Chart depthChart(Map<String, Map<String, double[]>> deep) {
    return new Chart(
        DEPTHS,
        Intervals.names("layer", deep.get(DEEP_LABELS.get(0))),
        Axis.linear("neurons that take part").in("share of the layer"),
        Curves.each(deep, (map, layers) -> Intervals.bars(map, layers)),
        "In every hidden layer the three maps stand in one order, whatever the depth.");
  }

  private static Table table(Map<String, double[]> spread) {
    return new Table(
        "Participation and exponent",
        List.of("indices", "map", "exponent r", "share of neurons"),
        PAIRS.stream()
            .map(
                pair ->
                    List.of(
                        pair.label,
                        pair.map,
                        text(pair.exponent()),
                        Interval.of(spread.get(pair.label)).text()))
            .toList(),
        "Means over random starts with " + Interval.WORDS + ".");
  }

  private static Table exactTable(Map<String, double[]> margins) {
    return new Table(
        "Deep diagonal networks",
        List.of("network", "gauge p/H", "γ/γ*"),
        DIAGONALS.stream()
            .map(
                d ->
                    List.of(
                        d.label(),
                        Numbers.text(d.exponent()),
                        Interval.of(margins.get(d.label())).text()))
            .toList(),
        "Means over data sets with " + Interval.WORDS + ".");
  }
}

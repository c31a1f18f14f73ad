package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RunSpec;

/**
 * How many directions the neurons of a network learn (Liang, Jacobs and Montúfar 2026, arXiv
 * 2607.03613): neurons that see the samples alike point the same way.
 */
record LiangChapter(long seed) implements StudyChapter {
  private static final String COUNTS = "Active neurons and the directions that they share";
  private static final String ANGLES = "Directions against the angle within which they are one";
  private static final String SOURCE = "Liang, Jacobs, Montúfar 2026";
  private static final String DATA = "synthetic:xor,n=20,d=5,seed=";
  private static final String MODEL = "dense:50";

  /** Maps whose gauge is strictly convex, so that pattern and sign decide on the direction. */
  private static final List<String> STRICT = List.of("p = 1.5", "euclidean", "p = 3");

  /** Maps that use most neurons. */
  private static final List<String> DENSE = List.of("p = 3", "cosh");

  /** Neurons within so many degrees of each other point the same way. */
  private static final double DEGREES = 5;

  private static final double[] ALL_DEGREES = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 45};

  @Override
  public String id() {
    return "liang-2026";
  }

  private Map<String, List<RunSpec>> items(StudySize size) {
    Map<String, List<RunSpec>> items = new LinkedHashMap<>();
    for (StudyMap map : StudyMap.ALL) {
      items.put(map.label(), size.starts(k -> run(size, map, k)));
    }
    return items;
  }

  private RunSpec run(StudySize size, StudyMap map, int k) {
    return RunSpec.of(DATA + k, MODEL, map.spec())
        .startingAt(0.1, seed + k)
        .until(size.synthetic(map.logLoss()))
        .with(map.integrator());
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return Numbers.all(items(size));
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<Directions>> counts =
        Curves.map(
            items(size), specs -> specs.stream().map(s -> Directions.of(runs.get(s))).toList());
    List<ClaimResult> claims =
        List.of(judgeBound(counts), judgePatterns(counts), judgeShared(counts));
    CsvText csv =
        new CsvText("map", "start", "active", "directions", "patterns", "signed_patterns");
    counts.forEach(
        (label, all) -> {
          for (int k = 0; k < all.size(); k++) {
            Directions d = all.get(k);
            csv.row(label, k, d.active(), d.count(DEGREES), d.patterns(), d.signedPatterns());
          }
        });
    return findings(
        size,
        "Learned directions (Liang, Jacobs, Montúfar 2026)",
        "Of 50 neurons, how many different directions do the active ones have, beside the activation"
            + " patterns of the samples on them? Does a bound for noisy SGD hold for mirror flow?",
        "At a KKT point of the margin problem in a strictly convex gauge the weights of a neuron follow"
            + " from its activation pattern and the sign of its output, so neurons that agree in both"
            + " point the same way: there are at most as many directions as such pairs, and at most"
            + " 2P − 1 by the bound, P the number of patterns. Where many neurons are active (p > 2)"
            + " they share directions.",
        claims,
        List.of(countChart(counts), angleChart(counts)),
        stated(counts, claims),
        Map.of("liang-2026.csv", csv.toString()));
  }

  /** Holds when no flow has more than 2P − 1 directions. */
  static ClaimResult judgeBound(Map<String, List<Directions>> counts) {
    double worst =
        Numbers.largest(Numbers.all(counts), d -> d.over(2.0 * d.patterns() - 1, DEGREES));
    return new ClaimResult(
        "liang-bound",
        "Are there at most 2P − 1 learned directions, P the number of activation patterns?",
        worst <= 1,
        COUNTS,
        "largest number of directions over 2P − 1: " + Numbers.text(worst),
        "at most 1 for every map and start");
  }

  /**
   * Holds when no flow with a strictly convex gauge has more directions than pairs of a pattern and
   * a sign; in ℓ1 and ℓ∞ several directions may have one pattern.
   */
  static ClaimResult judgePatterns(Map<String, List<Directions>> counts) {
    double worst = Numbers.largest(of(STRICT, counts), d -> d.over(d.signedPatterns(), DEGREES));
    return new ClaimResult(
        "liang-pattern",
        "Do neurons with one activation pattern and one sign of the output point the same way?",
        worst <= 1,
        ANGLES,
        "largest number of directions over that of pairs of pattern and sign, "
            + String.join(", ", STRICT)
            + ": "
            + Numbers.text(worst),
        "at most 1 on every start for gauges that are strictly convex, directions within "
            + Numbers.text(DEGREES)
            + " degrees");
  }

  /** Holds when with p = 3 and cosh every flow has fewer directions than active neurons. */
  static ClaimResult judgeShared(Map<String, List<Directions>> counts) {
    double worst = Numbers.largest(of(DENSE, counts), d -> d.over(d.active(), DEGREES));
    return new ClaimResult(
        "liang-shared",
        "Do the many active neurons of maps with p > 2 share directions?",
        worst < 1,
        COUNTS,
        "largest number of directions over that of active neurons, p = 3 and cosh: "
            + Numbers.text(worst),
        "below 1 on every start");
  }

  /** The flows of some maps. */
  private static List<Directions> of(List<String> maps, Map<String, List<Directions>> counts) {
    return maps.stream().flatMap(map -> counts.getOrDefault(map, List.of()).stream()).toList();
  }

  private static Chart countChart(Map<String, List<Directions>> counts) {
    return new Chart(
        COUNTS,
        Axis.categories("map", List.copyOf(counts.keySet())),
        Axis.linear("neurons, directions, patterns").in("number"),
        List.of(
            bars("active neurons", counts, d -> d.active()),
            bars("directions", counts, d -> d.count(DEGREES)),
            bars("pairs of pattern and sign", counts, d -> d.signedPatterns()),
            bars("2P − 1", counts, d -> 2.0 * d.patterns() - 1)),
        "Means over starts with "
            + Interval.WORDS
            + ". Directions within "
            + Numbers.text(DEGREES)
            + " degrees are one.");
  }

  private static Series bars(
      String name, Map<String, List<Directions>> counts, ToDoubleFunction<Directions> what) {
    List<Interval> all = counts.values().stream().map(starts -> Interval.of(starts, what)).toList();
    return Series.bars(name, values(all, Interval::mean))
        .withBand(values(all, Interval::low), values(all, Interval::high));
  }

  private static double[] values(List<Interval> all, ToDoubleFunction<Interval> what) {
    return all.stream().mapToDouble(what).toArray();
  }

  private static Chart angleChart(Map<String, List<Directions>> counts) {
    return new Chart(
        ANGLES,
        Axis.log("angle").in("degrees"),
        Axis.linear("directions").in("number"),
        Curves.each(
            counts,
            (label, all) ->
                Series.line(
                    label,
                    ALL_DEGREES,
                    DoubleStream.of(ALL_DEGREES)
                        .map(a -> Numbers.mean(all, d -> d.count(a)))
                        .toArray())),
        "Means over starts. A flat stretch means groups of neurons that are apart by more than they are"
            + " wide: the number does not depend on the angle that was chosen.");
  }

  private static List<Table> stated(
      Map<String, List<Directions>> counts, List<ClaimResult> claims) {
    Table table =
        new Table(
            "Directions of the first start",
            List.of("map", "active", "directions", "patterns P", "pairs with sign", "2P − 1"),
            Curves.each(
                counts,
                (label, all) -> {
                  Directions d = all.get(0);
                  return List.of(
                      label,
                      "" + d.active(),
                      "" + d.count(DEGREES),
                      "" + d.patterns(),
                      "" + d.signedPatterns(),
                      "" + (2 * d.patterns() - 1));
                }),
            "A neuron is active above 5 % of the strongest.");
    List<Table> tables = new ArrayList<>(List.of(table));
    tables.addAll(
        Stated.tables(
            "Liang et al.",
            List.of(
                new Stated.Row(
                    "noisy SGD on regression learns at most 2P − 1 directions",
                    SOURCE + ", as our notes have it",
                    "at most 2P − 1",
                    claims.get(0).measured()),
                new Stated.Row(
                    "neurons of one pattern and sign share a direction",
                    "KKT conditions in a strictly convex gauge",
                    "at most one direction for each pair",
                    claims.get(1).measured())),
            List.of(
                new Stated.Setting(
                    "training", "noisy SGD", "mirror flow, without noise: another setting"),
                new Stated.Setting(
                    "task", "regression", "classification of two classes: another setting"),
                new Stated.Setting(
                    "P",
                    "not known to us",
                    "number of activation patterns of the samples on the active neurons"),
                new Stated.Setting("network", "not known to us", "50 ReLU neurons, no bias"),
                new Stated.Setting("data", "not known to us", "XOR, 20 samples in 5 dimensions")),
            List.of(
                new Stated.Gap(
                    "their experiments",
                    "the paper was not at hand; noise and the squared loss are not in this program"))));
    return tables;
  }
}

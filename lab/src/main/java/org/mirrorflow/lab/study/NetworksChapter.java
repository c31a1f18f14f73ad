package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.RunSpec;

/** The same as {@link PairsChapter} for networks, where only KKT points can be certified. */
record NetworksChapter(long seed) implements StudyChapter {
  private static final String MATRIX = "KKT gap of every network in every gauge";
  private static final String LIMITS = "From the end of the flow to its limit";
  private static final List<String> GAUGES = List.of("l1", "l2", "lp:3", "linf");
  private static final double LIMIT_GAP = 5e-3;
  private static final double EFFORT = 1e9;

  /** κ in another gauge must be at least this many times the one in the own gauge. */
  private static final double CONTROL = 3;

  /** A map of a pair, how far it is followed, and the index of its gauge among {@link #GAUGES}. */
  private record Member(String label, String map, double logLoss, int gauge) {}

  private static final List<Member> MEMBERS =
      List.of(
          new Member("hyperbolic", "hyperbolic:beta=1", -1e8, 0),
          new Member("log map", "log:a=1", -1e8, 0),
          new Member("euclidean", "euclidean", -1e8, 1),
          new Member("x²/2 + √(x² + 0.01)", "expr:x^2/2+sqrt(0.01+x^2)-0.1", -1e8, 1),
          new Member("p = 3", "p:3", -1e8, 2),
          new Member("p = 3 and quadratic", "p:3,quadratic=1", -1e8, 2),
          new Member("cosh", "cosh:s=1", -5e3, 3),
          new Member("e^|x|", "expr:exp(abs(x))-1-abs(x)", -5e3, 3));

  /**
   * What one flow reached.
   *
   * @param label of the map
   * @param gauge index of its own gauge
   * @param gaps κ in all gauges
   * @param limit after following it to a KKT point
   */
  record Reading(String label, int gauge, double[] gaps, LimitOf.Result limit) {
    double own() {
      return gaps[gauge];
    }
  }

  @Override
  public String id() {
    return "networks";
  }

  @Override
  public List<RunSpec> runs(StudySize size) {
    return MEMBERS.stream().flatMap(m -> size.starts(k -> spec(size, m, k)).stream()).toList();
  }

  private RunSpec spec(StudySize size, Member member, int k) {
    return RunSpec.of(SyntheticRuns.DATA, "dense:20", member.map)
        .startingAt(1, seed + k)
        .until(size.far(member.logLoss))
        .with("auto");
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    for (RunSpec spec : runs(size)) {
      work.add(new CrossGaps(spec, GAUGES));
      work.add(new LimitOf(spec, LIMIT_GAP, EFFORT));
    }
    return work;
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    List<List<Reading>> starts = new ArrayList<>();
    CsvText csv =
        new CsvText(
            "map", "seed", "kkt_l1", "kkt_l2", "kkt_l3", "kkt_linf", "limit_kkt", "limit_angle");
    for (int k = 0; k < size.seeds(); k++) {
      List<Reading> readings = new ArrayList<>();
      for (Member m : MEMBERS) {
        RunSpec spec = spec(size, m, k);
        double[] gaps = runs.get(new CrossGaps(spec, GAUGES)).gaps();
        LimitOf.Result limit = runs.get(new LimitOf(spec, LIMIT_GAP, EFFORT));
        readings.add(new Reading(m.label, m.gauge, gaps, limit));
        csv.row(
            m.label, seed + k, gaps[0], gaps[1], gaps[2], gaps[3], limit.kktGap(), limit.angle());
      }
      starts.add(readings);
    }
    return findings(
        size,
        "Claim 1 for networks",
        "Do networks trained with different potentials of one index approach KKT"
            + " points of the same margin problem, and of no other?",
        "The KKT gap κ is small in the gauge of the map's own index and large in the others;"
            + " convex steps from there reach a KKT point (κ < "
            + LIMIT_GAP
            + ") without leaving the neighbourhood. The problem is not convex, so two maps"
            + " may approach different KKT points.",
        List.of(judgeOwn(starts), judgeLimits(starts)),
        List.of(matrix(starts), limits(starts)),
        List.of(table(starts)),
        Map.of("networks.csv", csv.toString()));
  }

  /** Holds when the own gauge has the smallest κ of every flow by a factor. */
  static ClaimResult judgeOwn(List<List<Reading>> starts) {
    double least = starts.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
    String where = "";
    for (List<Reading> readings : starts) {
      least = readings.isEmpty() ? Double.NaN : least;
      for (Reading r : readings) {
        double ratio = lead(r);
        if (!(ratio >= least)) {
          least = Double.isNaN(least) ? least : ratio;
          where = r.label;
        }
      }
    }
    return new ClaimResult(
        "claim1-networks",
        "Is a network's KKT gap small in the gauge of its map's index, and in no other?",
        least > CONTROL,
        MATRIX,
        "κ in any other gauge is at least "
            + Numbers.text(least)
            + " times that in the own ("
            + where
            + ")",
        "at least " + Numbers.text(CONTROL) + " times, for both maps of every pair");
  }

  /** Smallest κ of the other gauges over that of the own. */
  private static double lead(Reading r) {
    double other =
        IntStream.range(0, r.gaps.length)
            .filter(g -> g != r.gauge)
            .mapToDouble(g -> r.gaps[g])
            .min()
            .orElse(Double.NaN);
    return other / Math.max(r.gaps[r.gauge], 0);
  }

  /** Holds when convex steps from every end reach a KKT point by a turn that is small. */
  static ClaimResult judgeLimits(List<List<Reading>> starts) {
    double gap = starts.isEmpty() ? Double.NaN : 0;
    double angle = gap;
    boolean rises = true;
    for (List<Reading> readings : starts) {
      for (Reading r : readings) {
        gap = Math.max(gap, r.limit.kktGap());
        angle = Math.max(angle, r.limit.angle());
        rises &= r.limit.margin() >= (1 - ROUNDING) * r.limit.marginBefore();
      }
    }
    return new ClaimResult(
        "claim1-limits",
        "Is there a KKT point of the margin problem near every trained network?",
        gap <= 2 * LIMIT_GAP && angle < MOST_ANGLE && rises,
        LIMITS,
        "largest κ after convex steps "
            + Numbers.text(gap)
            + ", largest turn "
            + Numbers.text(Math.toDegrees(angle))
            + " degrees",
        "κ ≤ "
            + 2 * LIMIT_GAP
            + ", a turn below "
            + (int) Math.toDegrees(MOST_ANGLE + 1e-9)
            + " degrees, a margin that does not fall");
  }

  /** Two evaluations of one margin. */
  private static final double ROUNDING = 1e-9;

  private static final double MOST_ANGLE = Math.toRadians(20);

  private static HeatMap matrix(List<List<Reading>> starts) {
    List<Reading> first = starts.get(0);
    double[][] values =
        Numbers.matrix(
            first.size(),
            GAUGES.size(),
            (r, g) -> Numbers.mean(starts, s -> Math.log10(Math.max(s.get(r).gaps[g], SMALLEST))));
    return new HeatMap(
        MATRIX,
        Axis.categories("gauge", List.of("ℓ1", "ℓ2", "ℓ3", "ℓ∞")),
        Axis.categories("map", first.stream().map(Reading::label).toList()),
        values,
        "log10 of the KKT gap",
        false,
        "Mean over random starts. In every row the darkest cell is in the column of"
            + " the map's own gauge, the same for two maps of one index.");
  }

  /** Certificates are good to the tolerance of kinks, and not below. */
  private static final double SMALLEST = 1e-5;

  private static Chart limits(List<List<Reading>> starts) {
    List<List<Reading>> byMap = List.copyOf(Curves.byName(starts, Reading::label).values());
    return new Chart(
        LIMITS,
        Axis.categories("map", starts.get(0).stream().map(Reading::label).toList()),
        Axis.log("KKT gap κ in the own gauge").in("share of the margin"),
        List.of(
            Series.points("end of the flow", byMap, all -> worst(all, Reading::own)),
            Series.points("after convex steps", byMap, all -> worst(all, r -> r.limit.kktGap()))),
        "Largest value over random starts; values below 10⁻⁵ are drawn at 10⁻⁵. Every"
            + " flow ends near a KKT point.");
  }

  private static double worst(List<Reading> all, ToDoubleFunction<Reading> gap) {
    return Numbers.largest(all, r -> Math.max(SMALLEST, gap.applyAsDouble(r)));
  }

  private static Table table(List<List<Reading>> starts) {
    return new Table(
        "Networks and their limits",
        List.of("map", "gauge", "κ at the end", "κ of the limit", "degrees", "margin ratio"),
        Curves.each(
            Curves.byName(starts, Reading::label),
            (label, all) ->
                List.of(
                    label,
                    GAUGES.get(all.get(0).gauge),
                    Interval.of(all, Reading::own).text(),
                    Interval.of(all, r -> r.limit.kktGap()).text(),
                    Interval.of(all, r -> Math.toDegrees(r.limit.angle())).text(),
                    Interval.of(all, r -> r.limit.margin() / r.limit.marginBefore()).text())),
        "Means over random starts with " + Interval.WORDS + ".");
  }
}

package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.HeatMap;
import org.mirrorflow.lab.report.Table;

/** Which margin do methods beside mirror flow maximise? */
record NeighboursChapter(long seed) implements StudyChapter {
  private static final String MATRIX = "Which margin every method maximises";
  private static final String DATA = "synthetic:clouds,n=12,d=8,classes=4,noise=0.6,seed=";
  private static final List<String> GAUGES = List.of("l1", "l2", "linf", "operator", "nuclear");
  private static final List<String> NAMES = List.of("ℓ1", "ℓ2", "ℓ∞", "operator", "nuclear");
  private static final double LOG_LOSS = -1000;

  /** Flows go this far at no more cost. */
  private static final double FLOW_LOG_LOSS = -1e8;

  /** Share of γ* that a method must reach in its own gauge. */
  private static final double REACHED = 0.97;

  /** A method, how it is run and which gauge is its own. */
  private record Method(String label, String spec, int own) {}

  private static final List<Method> METHODS =
      List.of(
          new Method("coordinate descent", "steepest:l1:0.05", 0),
          new Method("gradient descent", "steepest:l2:0.05", 1),
          new Method("mirror flow, euclidean", "flow:euclidean", 1),
          new Method("sign descent", "steepest:linf:0.01", 2),
          new Method("Adam without ε", "adam:0.001", 2),
          new Method("Muon (no momentum)", "steepest:operator:0.02", 3),
          new Method("nuclear descent", "steepest:nuclear:0.05", 4));

  @Override
  public String id() {
    return "neighbours";
  }

  @Override
  public List<String> cites() {
    return List.of("steepest", "adam");
  }

  @Override
  public List<Work<?>> work(StudySize size) {
    List<Work<?>> work = new ArrayList<>();
    for (int k = 0; k < size.seeds(); k++) {
      for (Method method : METHODS) {
        work.add(of(size, method, k));
      }
    }
    return work;
  }

  private NeighbourOf of(StudySize size, Method method, int k) {
    boolean flow = method.spec.startsWith("flow:");
    double target = flow ? size.far(FLOW_LOG_LOSS) : size.synthetic(LOG_LOSS);
    return new NeighbourOf(method.spec, DATA + k, target, seed, GAUGES);
  }

  @Override
  public Findings conclude(StudySize size, FinishedRuns runs) {
    Map<String, List<double[]>> shares = new LinkedHashMap<>();
    CsvText csv = new CsvText("method", "data_seed", "l1", "l2", "linf", "operator", "nuclear");
    for (Method method : METHODS) {
      for (int k = 0; k < size.seeds(); k++) {
        double[] s = runs.get(of(size, method, k)).shares();
        shares.computeIfAbsent(method.label, l -> new ArrayList<>()).add(s);
        csv.row(method.label, k, s[0], s[1], s[2], s[3], s[4]);
      }
    }
    return findings(
        size,
        "Neighbours: sign descent, Adam, Muon and others",
        "Steepest descent in a norm moves in its own geometry. Which of the margins does each"
            + " method maximise, beside the mirror flows of the same gauge?",
        "Coordinate descent ℓ1, gradient descent ℓ2, sign descent and Adam without ε ℓ∞,"
            + " orthogonalised steps (Muon) the operator norm, and its polar the nuclear norm."
            + " A linear model of four classes, whose γ/γ* = 1/(1 + κ) is exact.",
        List.of(judge(shares)),
        List.of(matrix(shares)),
        List.of(table(shares)),
        Map.of("neighbours.csv", csv.toString()));
  }

  /**
   * Holds when every method reaches its own largest margin on every data set, and on average no
   * method of another gauge comes as close to it.
   */
  static ClaimResult judge(Map<String, List<double[]>> shares) {
    double worst = shares.isEmpty() ? Double.NaN : Double.POSITIVE_INFINITY;
    double lead = worst;
    for (Method method : METHODS) {
      List<double[]> all = shares.getOrDefault(method.label, List.of());
      worst = Math.min(worst, Numbers.least(all, s -> s[method.own]));
      for (Method other : METHODS) {
        if (other.own != method.own) {
          List<double[]> rival = shares.getOrDefault(other.label, List.of());
          lead = Math.min(lead, mean(all, method.own) - mean(rival, method.own));
        }
      }
    }
    return new ClaimResult(
        "neighbours",
        "Does every method maximise the margin of its own norm, and no other?",
        worst >= REACHED && lead > 0,
        MATRIX,
        "least γ/γ* in the own gauge "
            + Numbers.text(worst)
            + ", least lead over methods of other gauges "
            + Numbers.text(lead),
        "at least " + REACHED + " in its own gauge, ahead of every method with another gauge");
  }

  private static double mean(List<double[]> shares, int gauge) {
    return Numbers.mean(shares, s -> s[gauge]);
  }

  private static HeatMap matrix(Map<String, List<double[]>> shares) {
    double[][] values =
        Numbers.matrix(
            METHODS.size(), GAUGES.size(), (m, g) -> mean(shares.get(METHODS.get(m).label), g));
    return new HeatMap(
        MATRIX,
        Axis.categories("gauge", NAMES),
        Axis.categories("method", METHODS.stream().map(Method::label).toList()),
        values,
        "margin / largest margin",
        false,
        "Mean over data sets. In every column the methods of that gauge have the"
            + " brightest cells.");
  }

  private static Table table(Map<String, List<double[]>> shares) {
    List<Function<double[], Double>> columns =
        IntStream.range(0, GAUGES.size())
            .<Function<double[], Double>>mapToObj(g -> s -> s[g])
            .toList();
    return new Table(
        "Share of the largest margin",
        Stream.concat(Stream.of("method"), NAMES.stream()).toList(),
        Intervals.rows(shares, columns),
        "Means over data sets with " + Interval.WORDS + ".");
  }
}

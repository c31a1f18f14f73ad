package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The linear problems of the study: 15 points in 30 dimensions, where the largest margins of
 * different gauges lie at clearly different directions, each known exactly.
 */
final class LinearRuns {

  /**
   * A map with how far its flow is followed.
   *
   * @param label in figures
   * @param map specification
   * @param p index at infinity
   * @param logLoss target of log ℒ
   */
  record Item(String label, String map, double p, double logLoss) {}

  private static final double INFINITE = Double.POSITIVE_INFINITY;

  /** From sparse to dense, two of every index. */
  static final List<Item> ALL =
      List.of(
          new Item("hyperbolic", "hyperbolic:beta=1", 1, -1e11),
          new Item("log map", "log:a=1", 1, -1e11),
          new Item("euclidean", "euclidean", 2, -1e8),
          new Item("p = 2 with logarithm", "plog:p=2", 2, -1e11),
          new Item("p = 3", "p:3", 3, -1e8),
          new Item("p = 3 and quadratic", "p:3,quadratic=10", 3, -1e8),
          new Item("cosh", "cosh:s=1", INFINITE, -240),
          new Item("e^|x|", "expr:exp(abs(x))-1-abs(x)", INFINITE, -240));

  private LinearRuns() {}

  /** The flow of a map on data set k of the study. */
  static RunSpec of(StudySize size, Item item, long seed, int k) {
    return RunSpec.of("synthetic:teacher,n=15,d=30,seed=" + k, "linear", item.map)
        .startingAt(1, seed)
        .until(size.far(item.logLoss))
        .with("auto");
  }

  /** γ* of the data in ℓp. */
  static double largestMargin(Dataset data, double p) {
    return LinearMaxMargin.of(data, Lp.of(p)).margin();
  }
}

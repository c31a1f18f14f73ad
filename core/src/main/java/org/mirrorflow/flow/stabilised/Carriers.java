package org.mirrorflow.flow.stabilised;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;

/**
 * The samples that carry weight, and points that evaluate them alone.
 *
 * <p>With q_i the least margin of sample i, q the least of all and q⁺ = max(q, 0), a weight is at
 * most e^−(q_i − q⁺) of the largest. Let ε be the share of the force that may be left out, and m =
 * log(n/ε). A step starts with the samples with q_i ≤ q⁺ + max(m + 10, 0.02 q). 10 is enough where
 * margins are small; far out a step moves them by per cents. After the step none of those left out
 * may have q_i ≤ q⁺ + m, else they are taken in and the step is made again. So at both ends what is
 * left out of the force is at most ε max u · max‖∂f‖, where u are the weights. log ℒ is too large
 * by no more than ε.
 */
final class Carriers {
  /** What a step may bring the margin of a sample nearer to the least one. */
  private static final double APPROACH = 10;

  /** The same as a share of the least margin. */
  private static final double APPROACH_SHARE = 0.02;

  private final FlowProblem problem;
  private final double missed;
  private final int[] all;
  private int[] rows;
  private FlowPoint point;
  private FlowPoint other;

  /**
   * Samples of a problem.
   *
   * @param problem whose
   * @param omitted share of the force that may be left out; 0 leaves out none
   */
  Carriers(FlowProblem problem, double omitted) {
    this.problem = problem;
    this.missed = Math.log(problem.data().size() / omitted);
    this.all = IntStream.range(0, problem.data().size()).toArray();
    this.rows = new int[0];
  }

  /** Chooses anew by the margins at a point; says whether other samples than before. */
  boolean choose(FlowPoint full) {
    double least = full.minimumMargin();
    double bound = Math.max(least, 0) + Math.max(missed + APPROACH, APPROACH_SHARE * least);
    return take(Arrays.stream(all).filter(i -> margin(full, i) <= bound).toArray());
  }

  /** Takes in the samples that carry weight at a point; says whether there were any. */
  boolean takeIn(FlowPoint full) {
    if (areAll()) {
      return false;
    }
    double bound = Math.max(full.minimumMargin(), 0) + missed;
    return take(
        Arrays.stream(all)
            .filter(i -> margin(full, i) <= bound || Arrays.binarySearch(rows, i) >= 0)
            .toArray());
  }

  private static double margin(FlowPoint full, int i) {
    return full.margins().ofSample(full.outputs(), i);
  }

  private boolean take(int[] wanted) {
    if (Arrays.equals(wanted, rows)) {
      return false;
    }
    rows = wanted;
    FlowProblem chosen = rows.length == all.length ? problem : problem.select(rows);
    point = new FlowPoint(chosen);
    other = new FlowPoint(chosen);
    return true;
  }

  /** How many. */
  int count() {
    return rows.length;
  }

  /** Whether they are all samples. */
  boolean areAll() {
    return rows.length == all.length;
  }

  /**
   * Exchanges the point where all samples have just been evaluated for another.
   *
   * @param spare evaluates all samples
   * @return the point
   */
  FlowPoint exchange(FlowPoint spare) {
    FlowPoint evaluated = point;
    point = spare;
    return evaluated;
  }

  /** Evaluates them. */
  FlowPoint point() {
    return point;
  }

  /** Evaluates them elsewhere. */
  FlowPoint other() {
    return other;
  }
}

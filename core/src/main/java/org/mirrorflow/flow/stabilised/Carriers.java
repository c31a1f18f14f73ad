package org.mirrorflow.flow.stabilised;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;

/**
 * The samples that carry weight, and points that evaluate them alone.
 *
 * <p>With q_i the least margin of sample i, q the least of all and q⁺ = max(q, 0), a weight is at
 * most e^−(q_i − q⁺) of the largest. A step starts with the samples with q_i ≤ q⁺ + max(60, 0.02
 * q). 60 is enough where margins are small; far out a step moves them by per cents. After the step
 * none of those left out may have q_i ≤ q⁺ + 40, else they are taken in and the step is made again.
 * So at both ends what is left out of the force is at most n e^−40 max u · max‖∂f‖, where u are the
 * weights. That is 4e-18 n of the largest term. log ℒ is too large by no more.
 */
final class Carriers {
  private static final double CHOSEN = 60;
  private static final double CHOSEN_SHARE = 0.02;
  private static final double MISSED = 40;

  private final FlowProblem problem;
  private final int[] all;
  private int[] rows;
  private FlowPoint point;
  private FlowPoint other;

  Carriers(FlowProblem problem) {
    this.problem = problem;
    this.all = IntStream.range(0, problem.data().size()).toArray();
    this.rows = new int[0];
  }

  /** Chooses anew by the margins at a point; says whether other samples than before. */
  boolean choose(FlowPoint full) {
    double least = full.minimumMargin();
    double bound = Math.max(least, 0) + Math.max(CHOSEN, CHOSEN_SHARE * least);
    return take(Arrays.stream(all).filter(i -> margin(full, i) <= bound).toArray());
  }

  /** Takes in the samples that carry weight at a point; says whether there were any. */
  boolean takeIn(FlowPoint full) {
    if (areAll()) {
      return false;
    }
    double bound = Math.max(full.minimumMargin(), 0) + MISSED;
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

package org.mirrorflow.flow.stabilised;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;

/**
 * The samples that carry weight, and points that evaluate them alone.
 *
 * <p>With u_i the largest weight of an output of sample i (the Σ_j p_j ∂q_j/∂f of {@link
 * FlowPoint#weights}) a step starts with the samples with u_i ≥ e^−60 max u. After the step none of
 * those left out may have u_i ≥ e^−40 max u, else they are taken in and the step is made again.
 * What is left out of the force Σ_i u_i ∂f_i is then, at both ends, at most n e^−40 max u ·
 * max‖∂f‖, 4e-18 n of the largest term; log ℒ is too large by no more.
 */
final class Carriers {
  private static final double CHOSEN = Math.exp(-60);
  private static final double MISSED = Math.exp(-40);

  private final FlowProblem problem;
  private final int[] all;
  private final int[] work;
  private int[] rows;
  private FlowPoint point;
  private FlowPoint other;

  Carriers(FlowProblem problem) {
    this.problem = problem;
    this.all = IntStream.range(0, problem.data().size()).toArray();
    this.work = new int[all.length];
    this.rows = new int[0];
  }

  /** Chooses anew by the weights at a point; says whether other samples than before. */
  boolean choose(FlowPoint full) {
    double bound = CHOSEN * largest(full, 0, all.length);
    int count = 0;
    for (int i : all) {
      if (largest(full, i, i + 1) >= bound) {
        work[count++] = i;
      }
    }
    return take(Arrays.copyOf(work, count));
  }

  /** Takes in the samples that carry weight at a point; says whether there were any. */
  boolean takeIn(FlowPoint full) {
    double bound = MISSED * largest(full, 0, all.length);
    int[] wanted =
        Arrays.stream(all)
            .filter(i -> Arrays.binarySearch(rows, i) >= 0 || largest(full, i, i + 1) >= bound)
            .toArray();
    return take(wanted);
  }

  private double largest(FlowPoint full, int from, int to) {
    double[] weights = full.weights();
    int outputs = problem.model().outputs();
    double largest = 0;
    for (int j = from * outputs; j < to * outputs; j++) {
      largest = Math.max(largest, Math.abs(weights[j]));
    }
    return largest;
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

  /** Evaluates them. */
  FlowPoint point() {
    return point;
  }

  /** Evaluates them elsewhere. */
  FlowPoint other() {
    return other;
  }
}

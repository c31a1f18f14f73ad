package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.data.Contradictions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Outcome;

/** Warnings about a run, before its first step and about its numbers, one line each. */
final class RunWarnings {
  /** From here on the margin is less than half of what its gradients allow. */
  private static final double UNSETTLED = 1;

  /** Inputs of this size move the outputs of small weights by the whole loss target. */
  private static final double LARGE_INPUT = 1e3;

  private RunWarnings() {}

  /** What keeps the model from classifying all samples, as far as it can be said before a step. */
  static List<String> before(FlowProblem problem) {
    Contradictions found = Contradictions.of(problem.data());
    List<String> warnings =
        new ArrayList<>(Obstacle.of(problem, found).stream().map(Obstacle::text).toList());
    if (found.rowNumbers()) {
      warnings.add(
          "as many classes as samples, "
              + problem.data().classes()
              + ": the label column may be a row number; check which column is the label");
    }
    return warnings;
  }

  /** What the numbers of the end do not show. */
  static List<String> after(Outcome outcome, Double kktGap, Dataset data) {
    if (outcome != Outcome.LOSS_TARGET_REACHED || kktGap == null || !(kktGap > UNSETTLED)) {
      return List.of();
    }
    double largest = 0;
    for (double x : data.inputs()) {
      largest = Math.max(largest, Math.abs(x));
    }
    String reason =
        largest >= LARGE_INPUT
            ? String.format(
                Locale.ROOT,
                "features as large as %.3g reach the loss target before the weights turn; use"
                    + " --unit-norm or --standardize, or a lower --until-log-loss",
                largest)
            : "ask for a lower --until-log-loss; where features differ in scale use --unit-norm or"
                + " --standardize";
    return List.of(
        String.format(
            Locale.ROOT,
            "the direction has not settled: KKT gap %.3g at the loss target; %s",
            kktGap,
            reason));
  }
}

package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.certificate.LinearSeparation;
import org.mirrorflow.data.Contradictions;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Outcome;

/** Warnings about a run, before its first step and about its numbers, one line each. */
final class RunWarnings {
  /** Samples that are named one by one. */
  private static final int NAMED = 8;

  /** From here on the margin is less than half of what its gradients allow. */
  private static final double UNSETTLED = 1;

  /** Inputs of this size move the outputs of small weights by the whole loss target. */
  private static final double LARGE_INPUT = 1e3;

  private RunWarnings() {}

  /** What keeps the model from classifying all samples, as far as it can be said before a step. */
  static List<String> before(FlowProblem problem) {
    Dataset data = problem.data();
    List<String> warnings = new ArrayList<>();
    Contradictions found = Contradictions.of(data);
    found
        .zeroRow()
        .ifPresent(
            i ->
                warnings.add(
                    "sample "
                        + i
                        + " is zero in all features, where a model without biases has output 0;"
                        + " leave it out or add a column of ones"));
    found.pair().ifPresent(pair -> warnings.add(contradiction(pair)));
    if (found.rowNumbers()) {
      warnings.add(
          "as many classes as samples, "
              + data.classes()
              + ": the label column may be a row number; check which column is the label");
    }
    boolean linear = problem.model().hiddenLayers().isEmpty();
    if (linear && warnings.isEmpty()) {
      LinearSeparation separation = LinearSeparation.of(data);
      if (separation.verdict() == LinearSeparation.Verdict.INSEPARABLE) {
        warnings.add(
            "no linear model without bias classifies "
                + samples(separation.samples())
                + " together; add a column of ones to the data, or a hidden layer (--model"
                + " dense:50)");
      }
    }
    return warnings;
  }

  private static String contradiction(Contradictions.Pair pair) {
    String rows = "samples " + pair.first() + " and " + pair.second();
    return pair.equal()
        ? rows + " are equal but of different classes; correct a label or leave one out"
        : rows
            + " are multiples of each other but of different classes, which a model without biases"
            + " cannot tell apart; add a column of ones";
  }

  private static String samples(List<Integer> all) {
    String named = all.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    String rest = all.size() > NAMED ? " and " + (all.size() - NAMED) + " more" : "";
    return (all.size() == 1 ? "sample " : "samples ") + named + rest;
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

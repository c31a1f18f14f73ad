package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.certificate.LinearSeparation;
import org.mirrorflow.data.Contradictions;
import org.mirrorflow.flow.FlowProblem;

/**
 * What keeps a model from classifying all samples, whatever its weights.
 *
 * @param cause a clause that names the samples
 * @param remedy what to change, as a clause
 */
record Obstacle(String cause, String remedy) {
  /** Samples that are named one by one. */
  private static final int NAMED = 8;

  /**
   * The obstacles that can be told from data and model alone.
   *
   * @param problem whose model is to classify its data
   * @param found the contradictions in these data
   */
  static List<Obstacle> of(FlowProblem problem, Contradictions found) {
    List<Obstacle> obstacles = new ArrayList<>();
    found.zeroRow().ifPresent(i -> obstacles.add(zero(i)));
    found.pair().ifPresent(pair -> obstacles.add(contradiction(pair)));
    if (problem.model().hiddenLayers().isEmpty() && obstacles.isEmpty()) {
      LinearSeparation separation = LinearSeparation.of(problem.data());
      if (separation.verdict() == LinearSeparation.Verdict.INSEPARABLE) {
        obstacles.add(inseparable(separation.samples()));
      }
    }
    return obstacles;
  }

  private static Obstacle zero(int i) {
    return new Obstacle(
        "sample " + i + " is zero in all features, where a model without biases has output 0",
        "leave it out or add a column of ones");
  }

  private static Obstacle contradiction(Contradictions.Pair pair) {
    String rows = "samples " + pair.first() + " and " + pair.second();
    return pair.equal()
        ? new Obstacle(
            rows + " are equal but of different classes", "correct a label or leave one out")
        : new Obstacle(
            rows
                + " are multiples of each other but of different classes, which a model without"
                + " biases cannot tell apart",
            "add a column of ones");
  }

  private static Obstacle inseparable(List<Integer> samples) {
    String named =
        samples.stream().limit(NAMED).map(String::valueOf).collect(Collectors.joining(", "));
    String rest = samples.size() > NAMED ? " and " + (samples.size() - NAMED) + " more" : "";
    return new Obstacle(
        "no linear model without bias classifies "
            + (samples.size() == 1 ? "sample " : "samples ")
            + named
            + rest
            + " together",
        "add a column of ones to the data, or a hidden layer (--model dense:50)");
  }

  /** Cause and remedy in one line. */
  String text() {
    return cause + "; " + remedy;
  }
}

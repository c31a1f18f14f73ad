package org.mirrorflow.flow;

import java.util.SplittableRandom;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/** Small problems that tests flow through. */
public final class Problems {
  private Problems() {}

  /** Samples of one feature matrix, labels 0 .. classes − 1. */
  public static Dataset data(int classes, int features, double[] inputs, int... labels) {
    return new Dataset("test", inputs, labels, features, classes);
  }

  /** Uniform points in [−1, 1]^d, labelled in turn: no structure, yet separable when n ≤ d. */
  public static Dataset random(int samples, int features, int classes, long seed) {
    double[] x = new SplittableRandom(seed).doubles((long) samples * features, -1, 1).toArray();
    int[] labels = new int[samples];
    for (int i = 0; i < samples; i++) {
      labels[i] = i % classes;
    }
    return new Dataset("random", x, labels, features, classes);
  }

  /** The problem of these specifications. */
  public static FlowProblem problem(String model, Dataset data, Loss loss, String map) {
    return FlowProblem.of(ModelSpec.parse(model).on(data), data, loss, MapSpec.parse(map));
  }

  /** A start of the given scale. */
  public static FlowState start(FlowProblem problem, double scale, long seed) {
    return problem.start(theta(problem, scale, seed));
  }

  /** Initial weights of the given scale. */
  public static double[] theta(FlowProblem problem, double scale, long seed) {
    return new Initialisation(scale, seed).parameters(problem.model().layout());
  }

  /** θ at a state. */
  public static double[] theta(FlowProblem problem, FlowState state) {
    return problem.parameters(state);
  }

  /** A flow with a tableau and a tolerance until a loss target. */
  public static MirrorFlow flow(
      FlowProblem problem, Tableau tableau, double tolerance, double untilLogLoss) {
    return new MirrorFlow(
        problem,
        new ExplicitFlow(tableau),
        FlowOptions.until(untilLogLoss).withTolerance(tolerance));
  }
}

package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * A linear model with one output per class on Gaussian classes, by normalised descent from 0 or by
 * mirror flow from small weights.
 *
 * @param classes the samples
 * @param method descent; null for a flow
 * @param steps of descent
 * @param map specification, of a flow
 * @param logLoss target of log ℒ, of a flow
 */
record ClassesOf(
    GaussianClasses classes, NormedDescent method, long steps, String map, double logLoss)
    implements Work<ClassesOf.Result> {
  private static final double SCALE = 0.01;

  /**
   * Points along the way.
   *
   * @param steps number of steps
   * @param logLoss log ℒ there
   * @param margins least margin of W, not normalised
   * @param weights W there
   */
  record Result(
      List<Long> steps, List<Double> logLoss, List<Double> margins, List<double[]> weights) {

    /** W at the end. */
    double[] last() {
      return weights.get(weights.size() - 1);
    }
  }

  static ClassesOf descent(GaussianClasses classes, NormedDescent method, long steps) {
    return new ClassesOf(classes, method, steps, "euclidean", 0);
  }

  static ClassesOf flow(GaussianClasses classes, String map, double logLoss) {
    return new ClassesOf(classes, null, 0, map, logLoss);
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset data = classes.load();
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse("linear").on(data), data, Loss.CROSS_ENTROPY, MapSpec.parse(map));
    Result result =
        new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    if (method == null) {
      flow(problem, result);
    } else {
      descend(problem, result);
    }
    return result;
  }

  private void descend(FlowProblem problem, Result result) {
    long[] looks = Stated.steps(steps);
    method.run(
        problem,
        new double[problem.model().layout().end()],
        steps,
        (k, point) -> {
          if (Arrays.binarySearch(looks, k) >= 0) {
            result.steps.add(k);
            result.logLoss.add(point.logLoss());
            result.margins.add(point.minimumMargin());
            result.weights.add(point.theta().clone());
          }
          return true;
        });
  }

  private void flow(FlowProblem problem, Result result) {
    double[] start = new Initialisation(SCALE, 0).parameters(problem.model().layout());
    var end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(logLoss))
            .run(problem.start(start), FlowObserver.NONE);
    FlowState state = end.state();
    result.steps.add(state.steps());
    result.logLoss.add(end.logLoss());
    result.margins.add(end.minimumMargin());
    result.weights.add(problem.parameters(state));
  }
}

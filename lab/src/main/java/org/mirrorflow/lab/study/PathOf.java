package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * The weights of a linear model on two classes along its way, at losses even in log log(1/ℒ).
 *
 * @param data specification, two classes
 * @param map specification
 * @param integrator see {@link Integrators}
 * @param scale of the weights at the start, see {@link Initialisation}; 0 starts at 0
 * @param logLoss target of log ℒ
 */
record PathOf(String data, String map, String integrator, double scale, double logLoss)
    implements Work<PathOf.Result> {
  private static final double RATIO = 1.3;

  /**
   * Points along the way.
   *
   * @param decay log(1/ℒ), rising, from 1 on
   * @param margins least margin, not normalised
   * @param weights w there
   */
  record Result(List<Double> decay, List<Double> margins, List<double[]> weights) {

    /** The number of points. */
    int size() {
      return decay.size();
    }

    /** w at the end. */
    double[] last() {
      return weights.get(size() - 1);
    }

    /** log(1/ℒ) of every point. */
    double[] decays() {
      return Numbers.array(decay);
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset samples = DataSpec.load(data);
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse("linear").on(samples), samples, Loss.EXPONENTIAL, MapSpec.parse(map));
    Result path = new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    new MirrorFlow(problem, Integrators.parse(integrator), FlowOptions.until(logLoss))
        .run(
            problem.start(start(problem)),
            (state, point) -> {
              if (worthKeeping(path, point)) {
                path.decay.add(-point.logLoss());
                path.margins.add(point.minimumMargin());
                path.weights.add(point.theta().clone());
              }
              return true;
            });
    return path;
  }

  private double[] start(FlowProblem problem) {
    return scale == 0
        ? new double[problem.model().layout().end()]
        : new Initialisation(scale, 0).parameters(problem.model().layout());
  }

  private boolean worthKeeping(Result path, FlowPoint point) {
    double decay = -point.logLoss();
    double before = path.decay.isEmpty() ? 1 / RATIO : path.decay.get(path.size() - 1);
    return decay >= RATIO * before || (decay >= 1 && decay > before && point.logLoss() <= logLoss);
  }
}

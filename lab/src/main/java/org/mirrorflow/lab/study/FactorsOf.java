package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.FactoredLinear;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * Gradient flow in factors of the weights beside mirror flow in the weights under the hyperbolic
 * entropy, from one start, at several levels of the loss.
 *
 * @param squares u∘u − v∘v; otherwise m∘w
 * @param data specification, two classes
 * @param beta of the entropy
 * @param levels of log ℒ, falling
 * @param seed of the start
 */
record FactorsOf(boolean squares, String data, double beta, List<Double> levels, long seed)
    implements Work<FactorsOf.Result> {
  private static final double TOLERANCE = 1e-5;

  /**
   * What both flows have at each level.
   *
   * @param logTimes log t of the entropy's flow
   * @param factorLogTimes log t of the flow in factors
   * @param distances ‖β_factors − β_entropy‖₂ / ‖β_entropy‖₂
   */
  record Result(double[] logTimes, double[] factorLogTimes, double[] distances) {

    /** Time of the entropy's flow over that in factors at each level. */
    double[] ratios() {
      return IntStream.range(0, logTimes.length)
          .mapToDouble(i -> Math.exp(logTimes[i] - factorLogTimes[i]))
          .toArray();
    }

    /** The largest distance; NaN without a level. */
    double farthest() {
      return Arrays.stream(distances).max().orElse(Double.NaN);
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset samples = DataSpec.load(data);
    int d = samples.features();
    FactoredLinear model = squares ? FactoredLinear.squares(d) : FactoredLinear.product(d, 2);
    FlowProblem factors =
        FlowProblem.of(model, samples, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    FlowProblem entropy =
        FlowProblem.of(
            ModelSpec.parse("linear").on(d, 1),
            samples,
            Loss.EXPONENTIAL,
            MapSpec.parse("hyperbolic:beta=" + beta));
    double[] first = new Initialisation(1, seed).parameters(entropy.model().layout());
    double[] theta = new double[2 * d];
    for (int j = 0; j < d; j++) {
      theta[j] = first[j];
      theta[d + j] = second(first[j]);
    }
    Path inFactors = new Path(factors, factors.start(theta), model::weights);
    Path inWeights = new Path(entropy, entropy.start(model.weights(theta)), weights -> weights);
    double[] times = new double[levels.size()];
    double[] factorTimes = new double[levels.size()];
    double[] distances = new double[levels.size()];
    for (int k = 0; k < levels.size(); k++) {
      Moment slow = inWeights.at(levels.get(k));
      Moment fast = inFactors.at(levels.get(k));
      times[k] = slow.logTime;
      factorTimes[k] = fast.logTime;
      distances[k] = distance(fast.beta, slow.beta);
    }
    return new Result(times, factorTimes, distances);
  }

  /** Loss, time and weights β of a flow. */
  private record Moment(double logLoss, double logTime, double[] beta) {

    /** Between this one and a later one, even in log ℒ. */
    Moment towards(Moment later, double level) {
      double share =
          logLoss > level ? Math.min(1, (logLoss - level) / (logLoss - later.logLoss)) : 0;
      double[] between = beta.clone();
      for (int j = 0; j < between.length; j++) {
        between[j] += share * (later.beta[j] - beta[j]);
      }
      double time = share == 0 ? logTime : logTime + share * (later.logTime - logTime);
      return new Moment(level, time, between);
    }
  }

  /** A flow on its way down through the levels. */
  private static final class Path {
    private final FlowProblem problem;
    private final UnaryOperator<double[]> weights;
    private FlowState state;
    private Moment before;
    private Moment now;

    Path(FlowProblem problem, FlowState start, UnaryOperator<double[]> weights) {
      this.problem = problem;
      this.state = start;
      this.weights = weights;
    }

    /** The moment at a level of log ℒ, between the two steps around it. */
    Moment at(double level) {
      state =
          new MirrorFlow(
                  problem,
                  ExplicitFlow.standard(),
                  FlowOptions.until(level).withTolerance(TOLERANCE))
              .run(
                  state,
                  (current, point) -> {
                    keep(
                        new Moment(
                            point.logLoss(),
                            current.get().logTime(),
                            weights.apply(point.theta()).clone()));
                    return true;
                  })
              .state();
      return before.towards(now, level);
    }

    /** The first point of a flow that goes on is the last of the one before. */
    private void keep(Moment moment) {
      boolean same = now != null && now.logLoss == moment.logLoss;
      before = now == null ? moment : same ? before : now;
      now = moment;
    }
  }

  /** The factor that gives the entropy its β: 2|uv|, or |m² − w²|/2. */
  private double second(double first) {
    if (squares) {
      return beta / (2 * first);
    }
    double square = first * first > 2 * beta ? first * first - 2 * beta : first * first + 2 * beta;
    return Math.copySign(Math.sqrt(square), first);
  }

  private static double distance(double[] a, double[] b) {
    double difference = 0;
    double size = 0;
    for (int j = 0; j < a.length; j++) {
      difference = Math.hypot(difference, a[j] - b[j]);
      size = Math.hypot(size, b[j]);
    }
    return difference / size;
  }
}

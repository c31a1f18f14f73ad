package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.map.ElasticNet;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * A two-layer network on ten digits, in full batches and with one rate η on the mean loss L, from a
 * start with few weights that are not 0 or from a dense one:
 *
 * <ul>
 *   <li>Bregman: v ← v − η∇L(θ), θ = ∇R*(v) with the elastic net R, which is linearised Bregman
 *       iteration;
 *   <li>proximal: θ ← soft threshold of θ − η∇L(θ) by ηλ, which descends L + λ‖θ‖₁;
 *   <li>gradient: θ ← θ − η∇L(θ).
 * </ul>
 *
 * @param method which of them
 * @param lambda λ; no meaning for gradient descent
 * @param share probability that a weight of the start is not 0, its variance divided by it
 * @param steps how many
 * @param seed of the start
 */
record BregmanOf(Method method, double lambda, double share, long steps, long seed)
    implements Work<BregmanOf.Result> {
  private static final String MODEL = "dense:40";
  private static final double RATE = 0.2;
  private static final double SCALE = 1;
  private static final int TRAINED = 400;
  private static final int HELD = 400;

  /** Pixels are 0 to 16; what is trained on is 0 to 1. */
  private static final double PIXEL = 16;

  /** How θ follows the gradient. */
  enum Method {
    /** Mirror descent with the elastic net. */
    BREGMAN,
    /** Proximal descent of the loss with an ℓ1 penalty. */
    PROXIMAL,
    /** Gradient descent of the loss. */
    GRADIENT
  }

  /**
   * Points along the way, the start and the end among them.
   *
   * @param steps taken
   * @param shares of the weights that are not 0
   * @param losses mean training loss
   * @param accuracies on held-out images
   */
  record Result(
      List<Long> steps, List<Double> shares, List<Double> losses, List<Double> accuracies) {

    /** The last of a list. */
    static double last(List<Double> list) {
      return list.isEmpty() ? Double.NaN : list.get(list.size() - 1);
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  private static FlowProblem problem(int from, int count) {
    Dataset all = DataSpec.load("digits").select(IntStream.range(from, from + count).toArray());
    double[] inputs = Arrays.stream(all.inputs()).map(x -> x / PIXEL).toArray();
    Dataset data = new Dataset("digits", inputs, all.labels(), all.features(), all.classes());
    return FlowProblem.of(
        ModelSpec.parse(MODEL).on(data), data, Loss.CROSS_ENTROPY, MapSpec.parse("euclidean"));
  }

  @Override
  public Result run(FinishedRuns runs) {
    FlowPoint point = new FlowPoint(problem(0, TRAINED));
    FlowPoint held = new FlowPoint(problem(TRAINED, HELD));
    ElasticNet net = new ElasticNet(method == Method.GRADIENT ? 1 : lambda);
    ElasticNet penalty = new ElasticNet(method == Method.GRADIENT ? 1 : RATE * lambda);
    double[] theta = start(problem(0, TRAINED));
    double[] dual = Arrays.stream(theta).map(net::gradient).toArray();
    Result result =
        new Result(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    List<Long> shown = Arrays.stream(Stated.steps(steps)).boxed().toList();
    for (long k = 0; k <= steps; k++) {
      point.moveTo(theta);
      if (k == 0 || Collections.binarySearch(shown, k) >= 0) {
        held.moveTo(theta);
        result.steps.add(k);
        result.shares.add(nonzeros(theta));
        result.losses.add(Math.exp(point.logLoss()) / TRAINED);
        result.accuracies.add(held.margins().accuracy(held.outputs()));
      }
      point.computeDirection();
      double[] d = point.direction();
      double rate = RATE * Math.exp(point.logLoss()) / TRAINED;
      switch (method) {
        case BREGMAN -> {
          Arrays.setAll(dual, j -> dual[j] + rate * d[j]);
          Arrays.setAll(theta, j -> net.inverse(dual[j]));
        }
        case PROXIMAL -> Arrays.setAll(theta, j -> penalty.inverse(theta[j] + rate * d[j]));
        case GRADIENT -> Arrays.setAll(theta, j -> theta[j] + rate * d[j]);
      }
    }
    return result;
  }

  private double[] start(FlowProblem problem) {
    double[] theta = new Initialisation(SCALE, seed).parameters(problem.model().layout());
    SplittableRandom random = new SplittableRandom(seed);
    Arrays.setAll(theta, j -> random.nextDouble() < share ? theta[j] / Math.sqrt(share) : 0);
    return theta;
  }

  private static double nonzeros(double[] theta) {
    return Arrays.stream(theta).filter(x -> x != 0).count() / (double) theta.length;
  }
}

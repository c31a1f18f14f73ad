package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.analysis.Pruning;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * A convolutional network trained by mirror descent in small batches, and how many of its channels
 * its accuracy needs.
 *
 * <p>The rate η of all layers lowers the linear part of the loss of the first batch as a gradient
 * step of c does ({@link RateRule}). It falls to 0 along a cosine. Of three trainings, c = 0.1, 0.3
 * and 0.9, that with the best accuracy on the held-out images counts.
 *
 * @param data specification; its first images are trained on, the next are held out
 * @param images trained on
 * @param held held out
 * @param model specification
 * @param map mirror map
 * @param scale of the initial weights
 * @param epochs passes over the images
 * @param seed of weights and order
 */
record ChannelsOf(
    String data,
    int images,
    int held,
    String model,
    String map,
    double scale,
    int epochs,
    long seed)
    implements Work<ChannelsOf.Result> {
  private static final double[] STEPS = {0.1, 0.3, 0.9};
  private static final int BATCH = 25;
  private static final double KEPT = 0.99;

  /** Beside the flows of the study it is long. */
  private static final double COST = 1e3;

  /**
   * What came of the best of the three.
   *
   * @param step its c
   * @param rate its η
   * @param trained accuracy on the images trained on
   * @param accuracy on held-out images
   * @param widths channels of every layer
   * @param active those with more than a twentieth of the strength of the strongest
   * @param shares participation ratio over channels, of every layer
   * @param needed strongest channels of a layer that keep 99 % of the accuracy, the others whole
   * @param weights number of all weights
   * @param weightsLeft with the channels needed alone
   * @param accuracyLeft on held-out images with these
   */
  record Result(
      double step,
      double rate,
      double trained,
      double accuracy,
      List<Integer> widths,
      List<Integer> active,
      List<Double> shares,
      List<Integer> needed,
      int weights,
      int weightsLeft,
      double accuracyLeft) {

    /** Participation ratio over channels, mean over the layers. */
    double share() {
      return shares.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public double cost() {
    return COST * images * epochs;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset all = DataSpec.load(data);
    Dataset train = all.select(IntStream.range(0, images).toArray());
    Dataset test = all.select(IntStream.range(images, images + held).toArray());
    HomogeneousModel network = ModelSpec.parse(model).on(train);
    Pruning judge = new Pruning(network, test);
    Trained best = null;
    double accuracy = Double.NEGATIVE_INFINITY;
    for (double step : STEPS) {
      Trained trained = train(network, train, step);
      double reached = judge.accuracy(trained.theta);
      if (reached > accuracy) {
        best = trained;
        accuracy = reached;
      }
    }
    return result(network, new Pruning(network, train), judge, best);
  }

  private record Trained(double step, double rate, double[] theta) {}

  private Trained train(HomogeneousModel network, Dataset train, double step) {
    List<FlowPoint> batches = batches(network, train);
    ParameterMap maps = MapSpec.parse(map).on(network.layout());
    double[] theta = new Initialisation(scale, seed).parameters(network.layout());
    double[] z = new double[theta.length];
    maps.gradient(theta, z);
    double rate = rate(batches.get(0), maps, theta, step);
    SplittableRandom random = new SplittableRandom(seed);
    int total = epochs * batches.size();
    for (int k = 0; k < total; k++) {
      FlowPoint batch = batches.get(random.nextInt(batches.size()));
      batch.moveTo(theta);
      if (!Double.isFinite(batch.logLoss())) {
        break;
      }
      batch.computeDirection();
      double eta = rate * (1 + Math.cos(Math.PI * k / total)) / 2 * meanOverSum(batch);
      for (int j = 0; j < z.length; j++) {
        z[j] += eta * batch.direction()[j];
      }
      maps.inverse(z, theta);
    }
    return new Trained(step, rate, theta);
  }

  /** ℒ/n: what the direction −∂ log ℒ is multiplied by for that of the mean loss. */
  private static double meanOverSum(FlowPoint batch) {
    return Math.exp(batch.logLoss()) / BATCH;
  }

  private static double rate(FlowPoint batch, ParameterMap maps, double[] theta, double step) {
    batch.moveTo(theta);
    batch.computeDirection();
    double mean = meanOverSum(batch);
    double[] gradient = Arrays.stream(batch.direction()).map(d -> -mean * d).toArray();
    return RateRule.rates(maps, theta, gradient, step, RateRule.Spread.COMMON)[0];
  }

  private static List<FlowPoint> batches(HomogeneousModel network, Dataset train) {
    MapSpec any = MapSpec.parse("euclidean");
    List<FlowPoint> batches = new ArrayList<>();
    for (int from = 0; from + BATCH <= train.size(); from += BATCH) {
      Dataset part = train.select(IntStream.range(from, from + BATCH).toArray());
      batches.add(new FlowPoint(FlowProblem.of(network, part, Loss.CROSS_ENTROPY, any)));
    }
    return batches;
  }

  private static Result result(
      HomogeneousModel network, Pruning train, Pruning judge, Trained best) {
    double[] theta = best.theta;
    List<HiddenLayer> hidden = network.hiddenLayers();
    List<NeuronStrengths> strengths =
        hidden.stream().map(layer -> NeuronStrengths.of(layer, theta)).toList();
    List<Integer> widths = hidden.stream().map(HiddenLayer::neurons).toList();
    List<Integer> needed =
        IntStream.range(0, hidden.size())
            .mapToObj(layer -> judge.neuronsFor(KEPT, theta, layer))
            .toList();
    double[] left = theta;
    for (int layer = 0; layer < hidden.size(); layer++) {
      left = judge.keepStrongest(left, layer, needed.get(layer));
    }
    return new Result(
        best.step,
        best.rate,
        train.accuracy(theta),
        judge.accuracy(theta),
        widths,
        strengths.stream().map(NeuronStrengths::active).toList(),
        IntStream.range(0, hidden.size())
            .mapToObj(layer -> strengths.get(layer).participationRatio() / widths.get(layer))
            .toList(),
        needed,
        network.layout().end(),
        weights(network, widths, needed),
        judge.accuracy(left));
  }

  /** Weights of a chain whose layers have fewer channels: a layer shrinks on both its sides. */
  private static int weights(HomogeneousModel network, List<Integer> widths, List<Integer> needed) {
    int sum = 0;
    for (int layer = 0; layer <= widths.size(); layer++) {
      int size = network.layout().block(layer).size();
      int above = layer == widths.size() ? size : size / widths.get(layer) * needed.get(layer);
      sum += layer == 0 ? above : above / widths.get(layer - 1) * needed.get(layer - 1);
    }
    return sum;
  }
}

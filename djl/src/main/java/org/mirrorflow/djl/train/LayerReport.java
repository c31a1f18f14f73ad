package org.mirrorflow.djl.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.KeepCurve;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.numeric.Norms;

/**
 * Features of every hidden layer of a trained chain.
 *
 * <p>Work is counted in passes of one image through the network; an image of a training step counts
 * three, one in float64 two. A sampled analysis takes at most a quarter of the passes of the
 * training, so many test images and numbers of neurons kept as fit into it. Of a short training at
 * least {@value #LEAST} images remain, with fewer numbers of neurons where these take more than a
 * second or so.
 */
final class LayerReport {
  private static final int BATCH = 250;

  /** Training images on which firing is counted. */
  private static final int FIRING_IMAGES = 10_000;

  /** Test images of the full pruning curve of chains with convolutions, which are costly. */
  private static final int CURVE_IMAGES = 1_000;

  /** Fewest images that anything is judged by. */
  private static final int LEAST = 100;

  /** Multiplications for one layer that take no time to speak of. */
  private static final double LITTLE = 1e9;

  /** Passes in float32, as in training, that one in float64 costs. */
  private static final double FLOAT64 = 2;

  /** Numbers of neurons tried between two of the coarse grid. */
  private static final int REFINED = 8;

  /** Share of the accuracy that the least number of neurons must keep. */
  private static final double SHARE = 0.99;

  private final DjlModel model;
  private final ParameterMap map;
  private final double[] start;
  private final double[] theta;
  private final TrainSetup setup;
  private final boolean full;

  /**
   * The report of a training.
   *
   * @param start θ at the start
   * @param theta θ at the end
   */
  LayerReport(DjlModel model, ParameterMap map, double[] start, double[] theta, TrainSetup setup) {
    this.full = setup.spec().analysis() == TrainSpec.Analysis.FULL;
    this.model = model;
    this.map = map;
    this.start = start;
    this.theta = theta;
    this.setup = setup;
  }

  /**
   * Images that firing and the pruning curve of one layer may take, the numbers of neurons kept
   * that are tried, and how many more between two of them.
   */
  private record Shares(int firing, int curve, int[] grid, int refined) {}

  private Shares shares(int epochs, int width) {
    int train = setup.data().train().size();
    int test = setup.data().test().size();
    if (full) {
      boolean dense = model.hiddenLayers().stream().allMatch(h -> h.columnsPerNeuron() == 1);
      int curve = dense ? test : Math.min(CURVE_IMAGES, test);
      return new Shares(Math.min(FIRING_IMAGES, train), curve, KeepCurve.grid(width), REFINED);
    }
    double passes = 3.0 * train * epochs / 4 / FLOAT64 / model.hiddenLayers().size();
    double most = Math.max(LEAST, passes / 4);
    int firing = (int) Math.min(most, Math.min(FIRING_IMAGES, train));
    int[] grid = KeepCurve.coarseGrid(width);
    double curve = (passes - most) / (grid.length + REFINED + 2);
    double least = LEAST * (grid.length + REFINED + 2.0) * model.multiplications();
    if (curve >= LEAST || least <= LITTLE) {
      int images = (int) Math.max(LEAST, curve);
      return new Shares(firing, Math.min(images, test), grid, REFINED);
    }
    double numbers = Math.max(1, (passes - most) / LEAST - 2);
    int[] some = thinned(grid, (int) Math.min(grid.length, numbers));
    return new Shares(firing, Math.min(LEAST, test), some, 0);
  }

  /** So many of some numbers, the last one among them. */
  private static int[] thinned(int[] grid, int count) {
    return IntStream.rangeClosed(1, count).map(k -> grid[grid.length * k / count - 1]).toArray();
  }

  /** The layers, first to last, after so many passes over the training images. */
  List<TrainResult.Layer> layers(int epochs) {
    List<TrainResult.Layer> layers = new ArrayList<>();
    if (setup.spec().analysis() == TrainSpec.Analysis.NONE) {
      return layers;
    }
    try (KeepCurve curve = new KeepCurve(model, theta)) {
      for (int l = 0; l < model.hiddenLayers().size(); l++) {
        layers.add(layer(curve, l, epochs));
      }
    }
    return layers;
  }

  private TrainResult.Layer layer(KeepCurve curve, int l, int epochs) {
    HiddenLayer hidden = model.hiddenLayers().get(l);
    NeuronStrengths strengths = NeuronStrengths.of(hidden, theta);
    int[] order = strengths.byStrength();
    int width = hidden.neurons();
    Shares shares = shares(epochs, width);
    Samples seen = EpochLog.spread(setup.data().train(), shares.firing());
    Samples judged = EpochLog.spread(setup.data().test(), shares.curve());
    long[] fired = curve.firing(l, batches(seen), source(seen));
    NavigableMap<Integer, Long> correct = new TreeMap<>();
    count(curve, l, order, shares.grid(), judged, correct);
    int enough = enough(correct, width);
    Integer below = correct.lowerKey(enough);
    if (shares.refined() > 0 && below != null && enough - below > 1) {
      count(curve, l, order, between(below, enough, shares.refined()), judged, correct);
      enough = enough(correct, width);
    }
    MirrorMap in = map.maps().get(l);
    return new TrainResult.Layer(
        hidden.incoming().name(),
        width,
        strengths.active(),
        (int) Arrays.stream(fired).filter(f -> f == 0).count(),
        TrainResult.orNull(strengths.participationRatio()),
        TrainResult.orNull(strengths.hoyer()),
        TrainResult.orNull(strengths.gini()),
        Arrays.stream(fired).sum() / ((double) seen.size() * width),
        enough,
        judged.size(),
        seen.size(),
        exponent(in, hidden.incoming(), start),
        exponent(in, hidden.incoming(), theta),
        Arrays.stream(order).mapToObj(h -> strengths.values()[h]).toList(),
        correct.entrySet().stream()
            .map(e -> new TrainResult.Kept(e.getKey(), (double) e.getValue() / judged.size()))
            .toList());
  }

  private static void count(
      KeepCurve curve,
      int l,
      int[] order,
      int[] kept,
      Samples judged,
      NavigableMap<Integer, Long> into) {
    long[] correct = curve.correct(l, order, kept, batches(judged), source(judged));
    for (int j = 0; j < kept.length; j++) {
      into.put(kept[j], correct[j]);
    }
  }

  /** The least number that keeps the share. */
  private static int enough(NavigableMap<Integer, Long> correct, int width) {
    return correct.entrySet().stream()
        .filter(e -> e.getValue() >= SHARE * correct.get(width))
        .mapToInt(Map.Entry::getKey)
        .min()
        .orElse(width);
  }

  /** Whole numbers between two, at most so many. */
  private static int[] between(int below, int above, int most) {
    int gap = above - below;
    int parts = Math.min(most + 1, gap);
    return IntStream.range(1, parts).map(k -> below + k * gap / parts).distinct().toArray();
  }

  /** p_eff of every weight layer at the root mean square of its weights; values may be null. */
  static List<Double> exponents(ParameterMap map, double[] theta) {
    return IntStream.range(0, map.layout().count())
        .mapToObj(b -> exponent(map.map(b), map.layout().block(b), theta))
        .toList();
  }

  /** p_eff of the map's potential at the root mean square of a layer's weights. */
  private static Double exponent(MirrorMap map, Block block, double[] theta) {
    int from = block.offset();
    double scale =
        Math.sqrt(Norms.dotInOrder(theta, from, theta, from, block.size()) / block.size());
    return TrainResult.orNull(new Growth(map.potential()).effectiveExponent(Math.log(scale)));
  }

  private static int batches(Samples images) {
    return (images.size() + BATCH - 1) / BATCH;
  }

  private static IntFunction<KeepCurve.Batch> source(Samples images) {
    int[] order = IntStream.range(0, images.size()).toArray();
    return b -> {
      int from = b * BATCH;
      int to = Math.min(images.size(), from + BATCH);
      return new KeepCurve.Batch(
          TrainData.pixels(images, order, from, to), TrainData.labels(images, order, from, to));
    };
  }
}

package org.mirrorflow.djl.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Images;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.KeepCurve;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.numeric.Norms;

/** Features of every hidden layer of a trained chain. */
final class LayerReport {
  private static final int BATCH = 250;

  /** Training images on which firing is counted. */
  private static final int FIRING_IMAGES = 10_000;

  /** Test images of the pruning curve of chains with convolutions, which are costly. */
  private static final int CURVE_IMAGES = 1_000;

  /** Share of the accuracy that the least number of neurons must keep. */
  private static final double SHARE = 0.99;

  private LayerReport() {}

  static List<TrainResult.Layer> of(
      DjlModel model, ParameterMap map, double[] start, double[] theta, TrainData data) {
    List<TrainResult.Layer> layers = new ArrayList<>();
    try (KeepCurve curve = new KeepCurve(model, theta)) {
      for (int l = 0; l < model.hiddenLayers().size(); l++) {
        layers.add(layer(model, map, start, theta, data, curve, l));
      }
    }
    return layers;
  }

  private static TrainResult.Layer layer(
      DjlModel model,
      ParameterMap map,
      double[] start,
      double[] theta,
      TrainData data,
      KeepCurve curve,
      int l) {
    HiddenLayer hidden = model.hiddenLayers().get(l);
    NeuronStrengths strengths = NeuronStrengths.of(hidden, theta);
    int[] order = strengths.byStrength();
    Images seen = data.train().slice(0, Math.min(FIRING_IMAGES, data.train().size()));
    long[] fired = curve.firing(l, batches(seen), source(seen));
    boolean dense = model.hiddenLayers().stream().allMatch(h -> h.columnsPerNeuron() == 1);
    int images = dense ? data.test().size() : Math.min(CURVE_IMAGES, data.test().size());
    Images judged = data.test().slice(0, images);
    int[] grid = KeepCurve.grid(hidden.neurons());
    long[] correct = curve.correct(l, order, grid, batches(judged), source(judged));
    List<TrainResult.Kept> kept = new ArrayList<>();
    int enough = hidden.neurons();
    for (int j = grid.length - 1; j >= 0; j--) {
      kept.add(0, new TrainResult.Kept(grid[j], (double) correct[j] / images));
      enough = correct[j] >= SHARE * correct[grid.length - 1] ? grid[j] : enough;
    }
    MirrorMap in = map.maps().get(l);
    return new TrainResult.Layer(
        hidden.incoming().name(),
        hidden.neurons(),
        strengths.active(),
        (int) Arrays.stream(fired).filter(f -> f == 0).count(),
        TrainResult.orNull(strengths.participationRatio()),
        TrainResult.orNull(strengths.hoyer()),
        TrainResult.orNull(strengths.gini()),
        Arrays.stream(fired).sum() / ((double) seen.size() * hidden.neurons()),
        enough,
        exponent(in, hidden.incoming(), start),
        exponent(in, hidden.incoming(), theta),
        Arrays.stream(order).mapToObj(h -> strengths.values()[h]).toList(),
        kept);
  }

  /** p_eff of the map's potential at the root mean square of a layer's weights. */
  static Double exponent(MirrorMap map, Block block, double[] theta) {
    int from = block.offset();
    double scale =
        Math.sqrt(Norms.dotInOrder(theta, from, theta, from, block.size()) / block.size());
    return TrainResult.orNull(new Growth(map.potential()).effectiveExponent(Math.log(scale)));
  }

  private static int batches(Images images) {
    return (images.size() + BATCH - 1) / BATCH;
  }

  private static IntFunction<KeepCurve.Batch> source(Images images) {
    int[] order = IntStream.range(0, images.size()).toArray();
    return b -> {
      int from = b * BATCH;
      int to = Math.min(images.size(), from + BATCH);
      return new KeepCurve.Batch(
          TrainData.pixels(images, order, from, to), TrainData.labels(images, order, from, to));
    };
  }
}

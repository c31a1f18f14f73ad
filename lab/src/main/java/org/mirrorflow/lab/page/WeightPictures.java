package org.mirrorflow.lab.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.data.ImageShape;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.ImageGrid;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;

/** What weights look like: the strengths of neurons, and first-layer weights as images. */
final class WeightPictures {
  private static final int MOST = 32;

  /** Side of the kernels of a convolution. */
  private static final int KERNEL = 3;

  private WeightPictures() {}

  /** Strengths by rank, one curve per hidden layer; empty without hidden layers. */
  static Optional<Chart> strengths(HomogeneousModel model, double[] theta) {
    List<Series> series = new ArrayList<>();
    for (HiddenLayer layer : model.hiddenLayers()) {
      double[] c = NeuronStrengths.of(layer, theta).values().clone();
      Arrays.sort(c);
      double[] rank = new double[c.length];
      double[] share = new double[c.length];
      for (int h = 0; h < c.length; h++) {
        rank[h] = h + 1;
        share[h] = c[c.length - 1 - h] / c[c.length - 1];
      }
      series.add(Series.line(layer.incoming().name(), rank, share));
    }
    return series.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Chart(
                "Strengths of neurons",
                Axis.linear("rank in the layer"),
                Axis.linear("strength").in("share of the strongest"),
                series,
                "A curve that falls steeply means sparse features; a flat curve means dense "
                    + "ones."));
  }

  /**
   * The strongest neurons or channels of the first layer; empty unless they read whole images or
   * have kernels of 3 × 3 weights.
   */
  static Optional<ImageGrid> firstLayer(HomogeneousModel model, Dataset data, double[] theta) {
    if (data.image().isEmpty() || model.hiddenLayers().isEmpty()) {
      return Optional.empty();
    }
    ImageShape whole = data.image().get();
    HiddenLayer layer = model.hiddenLayers().get(0);
    Block block = layer.incoming();
    return Stream.of(whole, new ImageShape(whole.channels(), KERNEL, KERNEL))
        .filter(shape -> shape.features() == block.cols())
        .findFirst()
        .map(shape -> strongest(layer, shape, theta));
  }

  private static ImageGrid strongest(HiddenLayer layer, ImageShape shape, double[] theta) {
    Block block = layer.incoming();
    int[] order = NeuronStrengths.of(layer, theta).byStrength();
    List<ImageGrid.Image> images = new ArrayList<>();
    for (int h : Arrays.copyOf(order, Math.min(MOST, order.length))) {
      images.add(image(h, shape, theta, block.offset() + h * block.cols()));
    }
    return new ImageGrid(
        "First-layer weights, the strongest " + images.size(),
        images,
        true,
        "Mid grey is zero. All pictures share one scale, so idle neurons look grey.");
  }

  /** The mean over the channels. */
  private static ImageGrid.Image image(int neuron, ImageShape shape, double[] theta, int from) {
    int size = shape.height() * shape.width();
    double[] pixels = new double[size];
    for (int j = 0; j < shape.features(); j++) {
      pixels[j % size] += theta[from + j] / shape.channels();
    }
    return new ImageGrid.Image(Integer.toString(neuron), shape.width(), pixels);
  }
}

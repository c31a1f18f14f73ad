package org.mirrorflow.analysis;

import java.util.Arrays;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.Pass;

/**
 * Accuracy of a network that keeps only the strongest neurons of a layer.
 *
 * @since 0.1.0
 */
public final class Pruning {
  private final HomogeneousModel model;
  private final Margins margins;
  private final Pass pass;
  private final double[] outputs;

  /**
   * Pruning of a model on the data on which accuracy is measured.
   *
   * @param model the homogeneous model
   * @param data the samples
   */
  public Pruning(HomogeneousModel model, Dataset data) {
    this.model = model;
    this.margins = new Margins(data);
    this.pass = model.pass(data.inputs(), data.size());
    this.outputs = new double[data.size() * model.outputs()];
  }

  /**
   * {@return share of samples that the model classifies rightly}
   *
   * @param theta θ
   */
  public double accuracy(double[] theta) {
    pass.forward(theta, outputs);
    return margins.accuracy(outputs);
  }

  /**
   * {@return θ with all but the strongest neurons of a hidden layer set to zero, a new array}
   *
   * @param theta θ
   * @param hiddenLayer number of the layer, counted from 0
   * @param keep number of neurons to keep
   */
  public double[] keepStrongest(double[] theta, int hiddenLayer, int keep) {
    HiddenLayer layer = model.hiddenLayers().get(hiddenLayer);
    int[] order = NeuronStrengths.of(layer, theta).byStrength();
    double[] pruned = theta.clone();
    for (int rank = keep; rank < order.length; rank++) {
      int from = layer.incoming().offset() + order[rank] * layer.incoming().cols();
      Arrays.fill(pruned, from, from + layer.incoming().cols(), 0);
    }
    return pruned;
  }

  /**
   * {@return the least number of strongest neurons of a layer that keep a share of the accuracy}
   *
   * @param share of the accuracy in θ, from 0 to 1
   * @param theta θ
   * @param hiddenLayer number of the layer, counted from 0
   */
  public int neuronsFor(double share, double[] theta, int hiddenLayer) {
    double target = share * accuracy(theta);
    int width = model.hiddenLayers().get(hiddenLayer).neurons();
    for (int keep = 1; keep < width; keep++) {
      if (accuracy(keepStrongest(theta, hiddenLayer, keep)) >= target) {
        return keep;
      }
    }
    return width;
  }
}

package org.mirrorflow.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Activation;
import java.util.List;

/** The layers of a ReLU network on Deep Java Library, as its documentation writes them. */
final class DjlLayers {

  private DjlLayers() {}

  /** Outputs of the network; ReLU behind every layer but the last. */
  static NDArray outputs(NDArray inputs, List<NDArray> weights) {
    NDArray values = inputs;
    for (int l = 0; l < weights.size(); l++) {
      values = values.matMul(weights.get(l).transpose());
      if (l + 1 < weights.size()) {
        values = Activation.relu(values);
      }
    }
    return values;
  }

  /** As the collector's own method does, but for these weights alone. */
  static void clearGradients(List<NDArray> weights) {
    for (NDArray weight : weights) {
      NDArray gradient = weight.getGradient();
      gradient.subi(gradient);
    }
  }
}

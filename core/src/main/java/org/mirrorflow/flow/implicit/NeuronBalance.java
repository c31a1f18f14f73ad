package org.mirrorflow.flow.implicit;

import java.util.List;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.numeric.Norms;

/**
 * Euler's identity of every neuron: a gradient F at θ has ⟨w_h, F⟩ = k ⟨a_h, F⟩, since scaling w_h
 * by c and a_h by c^{−k} leaves the model unchanged. A force whose gradients were taken beside θ
 * misses it, and the balance of neurons then drifts by the same share of what they grow by.
 */
record NeuronBalance(List<HiddenLayer> layers) {

  /**
   * {@return max over neurons of |⟨w_h, F⟩ − k ⟨a_h, F⟩|, relative to the largest |⟨w_h, F⟩| + k
   * |⟨a_h, F⟩| of the layer; 0 where there is no hidden layer}
   */
  double missed(double[] theta, double[] force) {
    double missed = 0;
    for (HiddenLayer layer : layers) {
      double worst = 0;
      double largest = 0;
      for (int h = 0; h < layer.neurons(); h++) {
        int row = layer.incoming().offset() + h * layer.incoming().cols();
        double in = Norms.dot(theta, row, force, row, layer.incoming().cols());
        double[] weights = layer.outgoingWeights(theta, h);
        double[] forces = layer.outgoingWeights(force, h);
        double out = layer.exponent() * Norms.dot(weights, 0, forces, 0, weights.length);
        worst = Math.max(worst, Math.abs(in - out));
        largest = Math.max(largest, Math.abs(in) + Math.abs(out));
      }
      missed = Math.max(missed, largest > 0 ? worst / largest : 0);
    }
    return missed;
  }
}

package org.mirrorflow.analysis;

import org.mirrorflow.model.HiddenLayer;

/**
 * How the neurons of one hidden layer respond to the training samples.
 *
 * @param strengths c_h of every neuron
 * @param dead neurons that fire (h &gt; 0 at some position) on no sample
 * @param firingFraction mean share of neurons that fire on a sample
 * @param labelAlignment centred kernel alignment of the layer's activations to the labels
 * @param featureDrift 1 − centred kernel alignment of the activations to those at the start
 * @since 0.1.0
 */
public record LayerFeatures(
    NeuronStrengths strengths,
    int dead,
    double firingFraction,
    double labelAlignment,
    double featureDrift) {

  /**
   * Measures a layer.
   *
   * @param preactivations n × units, see {@link org.mirrorflow.model.Pass#preactivations}
   * @param activations n × units
   */
  static LayerFeatures of(
      HiddenLayer layer,
      double[] theta,
      double[] preactivations,
      double[] activations,
      int samples,
      KernelAlignment labels,
      KernelAlignment start) {
    int units = preactivations.length / samples;
    int positions = units / layer.neurons();
    boolean[] alive = new boolean[layer.neurons()];
    long fired = 0;
    for (int i = 0; i < samples; i++) {
      for (int h = 0; h < layer.neurons(); h++) {
        if (fires(preactivations, i * units + h * positions, positions)) {
          alive[h] = true;
          fired++;
        }
      }
    }
    int dead = 0;
    for (boolean a : alive) {
      dead += a ? 0 : 1;
    }
    KernelAlignment features = new KernelAlignment(activations, units);
    return new LayerFeatures(
        NeuronStrengths.of(layer, theta),
        dead,
        (double) fired / ((long) samples * layer.neurons()),
        labels.with(features),
        1 - start.with(features));
  }

  private static boolean fires(double[] h, int from, int positions) {
    for (int p = 0; p < positions; p++) {
      if (h[from + p] > 0) {
        return true;
      }
    }
    return false;
  }
}

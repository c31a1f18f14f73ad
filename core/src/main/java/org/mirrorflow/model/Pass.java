package org.mirrorflow.model;

import java.util.Optional;

/**
 * A model bound to inputs: the map θ ↦ outputs and its adjoint derivative. The pullback refers to
 * the θ of the last {@link #forward}.
 *
 * @since 0.1.0
 */
public interface Pass {

  /**
   * outputs[i·C + c] = f_c(x_i; θ), i = 0 .. n − 1.
   *
   * @param theta θ
   * @param outputs receives f, n × C, row-major
   */
  void forward(double[] theta, double[] outputs);

  /**
   * gradient = Σ_ic cotangent[i·C + c] ∂f_c(x_i; θ), with the Clarke element that the activation
   * picks at kinks (ReLU'(0) = 0). Overwrites {@code gradient}.
   *
   * @param cotangent u, n × C, row-major
   * @param gradient receives Σ_ic u_ic ∂f_c(x_i; θ), shaped like θ
   */
  void pullback(double[] cotangent, double[] gradient);

  /**
   * Pre-activations of a hidden layer (from 0) as of the last {@link #forward}: n × units,
   * row-major. A unit is a neuron, or a channel at one position; units are ordered neuron by
   * neuron. Owned by the pass, read-only by convention.
   *
   * @param hiddenLayer number of the layer, counted from 0
   * @return h, n × units
   */
  double[] preactivations(int hiddenLayer);

  /**
   * {@return activations σ(h), shaped and owned like {@link #preactivations}}
   *
   * @param hiddenLayer number of the layer, counted from 0
   */
  double[] activations(int hiddenLayer);

  /** {@return this pass with its layers; empty for a model that shows none} */
  default Optional<LayeredPass> layered() {
    return Optional.empty();
  }
}

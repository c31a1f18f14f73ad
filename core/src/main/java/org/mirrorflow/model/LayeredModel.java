package org.mirrorflow.model;

import java.util.Optional;

/**
 * A chain of weight layers with an activation after each but the last: f(x; θ) = W_H σ(W_{H−1} …
 * σ(W_1 x)). W_l is a linear map of its input, such as a dense layer or a convolution. Linear maps
 * without weights (pooling) may follow an activation. Block l of the layout holds the weights of
 * layer l.
 *
 * <p>Its kinks are known, which certificates and implicit integrators need.
 *
 * @since 0.2.0
 */
public interface LayeredModel extends HomogeneousModel {

  /** {@return σ, the same after every hidden layer} */
  Activation activation();

  @Override
  LayeredPass pass(double[] inputs, int samples);

  @Override
  default LayeredPass pass(double[] inputs, int samples, KernelFactory kernels) {
    return pass(inputs, samples);
  }

  @Override
  default Optional<LayeredModel> layered() {
    return Optional.of(this);
  }
}

package org.mirrorflow.model;

import java.util.List;
import java.util.Optional;
import org.mirrorflow.gauge.Layout;

/**
 * A map f(x; θ) that is L-homogeneous in θ, that is f(x; cθ) = c^L f(x; θ) for c &gt; 0. It is
 * homogeneous block by block with degrees L_b (Lyu and Li 2020, arXiv 1906.05890).
 *
 * @since 0.1.0
 */
public interface HomogeneousModel {

  /** {@return number of input features} */
  int inputs();

  /** {@return number of outputs C: 1 for two classes} */
  int outputs();

  /** {@return the blocks of θ with their degrees; starts at 0} */
  Layout layout();

  /** {@return the hidden layers, first to last; empty for a linear model} */
  List<HiddenLayer> hiddenLayers();

  /**
   * Binds the model to inputs (n × inputs, row-major). The pass owns all work space, so that a step
   * of a flow allocates nothing; it is used by one thread at a time.
   *
   * @param inputs x, n × inputs, row-major, not copied
   * @param samples n
   * @return the map from θ to the outputs on these inputs
   */
  Pass pass(double[] inputs, int samples);

  /**
   * Binds the model to inputs on kernels of the caller's choice, for instance on several threads,
   * with the same bits. A model that computes otherwise ignores them.
   *
   * @param inputs x, n × inputs, row-major, not copied
   * @param samples n
   * @param kernels makes the kernels of the pass
   * @return the map from θ to the outputs on these inputs
   */
  default Pass pass(double[] inputs, int samples, KernelFactory kernels) {
    return pass(inputs, samples);
  }

  /** {@return multiplications for the outputs of one sample, about: what a flow costs} */
  default double multiplications() {
    return layout().end();
  }

  /** {@return this model with its layers; empty for a model that shows none} */
  default Optional<LayeredModel> layered() {
    return Optional.empty();
  }

  /** {@return the specification that parses to this model, for example {@code dense:64,64}} */
  String spec();
}

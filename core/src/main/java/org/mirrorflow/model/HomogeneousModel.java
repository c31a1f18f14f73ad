package org.mirrorflow.model;

import java.util.List;
import org.mirrorflow.gauge.Layout;

/**
 * A map f(x; θ) that is L-homogeneous in θ: f(x; cθ) = c^L f(x; θ) for c &gt; 0, block by block
 * with degrees L_b.
 */
public interface HomogeneousModel {

  /** Number of input features. */
  int inputs();

  /** Number of outputs: 1 for two classes. */
  int outputs();

  /** The blocks of θ with their degrees; starts at 0. */
  Layout layout();

  /** The hidden layers, first to last; empty for a linear model. */
  List<HiddenLayer> hiddenLayers();

  /**
   * Binds the model to inputs (n × inputs, row-major). The pass owns all work space, so that a step
   * of a flow allocates nothing; it is used by one thread at a time.
   */
  Pass pass(double[] inputs, int samples);

  /**
   * The same on kernels of the caller's choice, for instance on several threads, with the same
   * bits; a model that computes otherwise has no use for them.
   */
  default Pass pass(double[] inputs, int samples, KernelFactory kernels) {
    return pass(inputs, samples);
  }

  /** The specification that parses to this model, for example {@code dense:64,64}. */
  String spec();
}

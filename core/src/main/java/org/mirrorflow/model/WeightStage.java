package org.mirrorflow.model;

import org.mirrorflow.gauge.Block;

/** A linear map whose coefficients are weights. */
interface WeightStage extends Stage {
  /** The weights in θ, one row per channel or neuron. */
  Block block();

  /** {@return the weights that were loaded, in an array shaped like θ} */
  double[] theta();

  /**
   * y = V x, or y += V x, with other weights V.
   *
   * @param v shaped like θ
   */
  void apply(Kernel kernel, int from, int to, double[] v, double[] x, double[] y, boolean add);

  /**
   * Copies what the rows of weights meet.
   *
   * @param x input of all samples
   * @param patches receives n × positions × columns of the block
   */
  void patches(int samples, double[] x, double[] patches);

  @Override
  default void forward(Kernel kernel, int from, int to, double[] x, double[] y) {
    apply(kernel, from, to, theta(), x, y, false);
  }

  @Override
  default void tangent(
      Kernel kernel,
      int from,
      int to,
      double[] x,
      double[] v,
      double[] slopes,
      double[] tx,
      double[] ty) {
    apply(kernel, from, to, v, x, ty, false);
    if (tx != null) {
      apply(kernel, from, to, theta(), tx, ty, true);
    }
  }

  @Override
  default long work() {
    return (long) block().size() * out().positions();
  }
}

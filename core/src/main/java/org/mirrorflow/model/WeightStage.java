package org.mirrorflow.model;

import org.mirrorflow.gauge.Block;

/** A linear map whose coefficients are weights. */
interface WeightStage extends Stage {
  /** The weights in θ, one row per channel or neuron. */
  Block block();

  /** Takes the weights from θ, which is not copied and stays as it is until the next call. */
  void load(double[] theta);

  /**
   * y = V x, or y += V x, with other weights V.
   *
   * @param v shaped like θ
   */
  void apply(Kernel kernel, int from, int to, double[] v, double[] x, double[] y, boolean add);

  /**
   * Adds the derivatives in the weights.
   *
   * @param origin number of the sample that dy begins with
   * @param dy derivatives in the result
   * @param x input of all samples
   * @param gradient is added to, shaped like θ
   */
  void addGradient(
      Kernel kernel, int from, int to, int origin, double[] dy, double[] x, double[] gradient);

  /**
   * Copies what the rows of weights meet.
   *
   * @param x input of all samples
   * @param patches receives n × positions × columns of the block
   */
  void patches(int samples, double[] x, double[] patches);

  @Override
  default long work() {
    return (long) block().size() * out().positions();
  }
}

package org.mirrorflow.model;

import java.util.List;

/**
 * One link of a chain of layers, a positively homogeneous map of one sample's numbers: weights, an
 * activation, or a pooling. Arrays hold samples as {@link Planes} says, zeros between the planes;
 * those of derivatives may begin with a later sample, the origin.
 */
interface Stage {
  /** Where the input stands. */
  Planes in();

  /** Where the result stands. */
  Planes out();

  /**
   * y = F(x) for samples {@code from .. to}.
   *
   * @param x input of all samples
   * @param y receives the result
   */
  void forward(Kernel kernel, int from, int to, double[] x, double[] y);

  /**
   * ty = F'(x) tx, and for weights the derivative in a direction of theirs besides. Of a linear map
   * without weights it is the map itself.
   *
   * @param x input of all samples
   * @param v direction, shaped like θ
   * @param slopes chosen slopes of an activation, of all samples
   * @param tx tangents of all samples; null for weights that stand before all others
   * @param ty receives those of the result
   */
  default void tangent(
      Kernel kernel,
      int from,
      int to,
      double[] x,
      double[] v,
      double[] slopes,
      double[] tx,
      double[] ty) {
    forward(kernel, from, to, tx, ty);
  }

  /**
   * dx = F'(x)ᵀ dy at the point of the last forward pass.
   *
   * @param origin number of the sample that dy and dx begin with
   * @param slopes chosen slopes of an activation, of all samples; null for its own
   * @param dy derivatives in the result
   * @param dx receives those in the input
   */
  void adjoint(
      Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx);

  /**
   * Adds the derivatives in the weights, where there are any.
   *
   * @param origin number of the sample that dy begins with
   * @param dy derivatives in the result
   * @param x input of all samples
   * @param gradient is added to, shaped like θ
   */
  default void addGradient(
      Kernel kernel, int from, int to, int origin, double[] dy, double[] x, double[] gradient) {}

  /** Takes the weights from θ, which is not copied and stays as it is until the next call. */
  default void load(double[] theta) {}

  /** {@return the array of the results of all samples, which may be that of their inputs} */
  default double[] results(double[] inputs, int samples) {
    return out().array(samples);
  }

  /** {@return an array of derivatives in the results, given that in the inputs, for so many} */
  default double[] derivatives(double[] ofInputs, int samples) {
    return out().array(samples);
  }

  /** {@return the sets of inputs of which only the largest goes on; none for most} */
  default List<int[]> maxima() {
    return List.of();
  }

  /** Multiplications for one sample, about. */
  default long work() {
    return out().units();
  }
}

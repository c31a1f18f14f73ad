package org.mirrorflow.model;

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
   * ty = F'(x) tx at the point of the last forward pass.
   *
   * @param tx tangents of all samples
   * @param ty receives those of the result
   */
  void tangent(Kernel kernel, int from, int to, double[] tx, double[] ty);

  /**
   * dx = F'(x)ᵀ dy at the point of the last forward pass.
   *
   * @param origin number of the sample that dy and dx begin with
   * @param dy derivatives in the result
   * @param dx receives those in the input
   */
  void adjoint(Kernel kernel, int from, int to, int origin, double[] dy, double[] dx);

  /** Multiplications for one sample, about. */
  default long work() {
    return out().units();
  }
}

package org.mirrorflow.benchmarks;

/** One contender: computes the gradient of the loss of a {@link Problem} in θ. */
public interface Step extends AutoCloseable {
  /** Computes outputs, derivative of the loss and gradient. */
  void run();

  /** The gradient of the last {@link #run}, in the layout of the network. */
  double[] gradient();

  @Override
  default void close() {}
}

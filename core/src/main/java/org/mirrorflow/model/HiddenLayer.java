package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * The neurons (or channels) between two weight blocks. Neuron h has the incoming weights w_h = row
 * h of {@code incoming} and the outgoing weights a_h = columns {@code h·columnsPerNeuron ..
 * (h+1)·columnsPerNeuron} of {@code outgoing}.
 *
 * @param incoming block whose rows feed the neurons
 * @param outgoing block whose columns read them
 * @param columnsPerNeuron 1 for dense layers, the kernel area for convolutions
 * @param exponent k of the activation: 1 for ReLU-like, k for ReLU^k; scaling w_h by c and a_h by
 *     c^{−k} leaves the model unchanged
 * @since 0.1.0
 */
public record HiddenLayer(Block incoming, Block outgoing, int columnsPerNeuron, int exponent) {

  /**
   * Checks that the blocks fit together.
   *
   * @param incoming one row per neuron
   * @param outgoing {@code columnsPerNeuron} columns per neuron
   * @param columnsPerNeuron 1 for dense layers, the kernel area for convolutions
   * @param exponent k of the activation
   * @throws IllegalArgumentException if {@code outgoing} has more or fewer columns
   */
  public HiddenLayer {
    if (incoming.rows() * columnsPerNeuron != outgoing.cols()) {
      throw new IllegalArgumentException(
          "hidden layer %s -> %s: %s neurons x %s columns; expected %s columns"
              .formatted(
                  incoming.name(),
                  outgoing.name(),
                  incoming.rows(),
                  columnsPerNeuron,
                  outgoing.cols()));
    }
  }

  /** {@return number of neurons} */
  public int neurons() {
    return incoming.rows();
  }

  /**
   * {@return the incoming weights w_h, a copy}
   *
   * @param theta θ
   * @param h number of the neuron, counted from 0
   */
  public double[] incomingWeights(double[] theta, int h) {
    int from = incoming.offset() + h * incoming.cols();
    return Arrays.copyOfRange(theta, from, from + incoming.cols());
  }

  /**
   * {@return the outgoing weights a_h, row by row, a copy}
   *
   * @param theta θ
   * @param h number of the neuron, counted from 0
   */
  public double[] outgoingWeights(double[] theta, int h) {
    double[] weights = new double[outgoing.rows() * columnsPerNeuron];
    for (int row = 0; row < outgoing.rows(); row++) {
      int from = outgoing.offset() + row * outgoing.cols() + h * columnsPerNeuron;
      System.arraycopy(theta, from, weights, row * columnsPerNeuron, columnsPerNeuron);
    }
    return weights;
  }
}

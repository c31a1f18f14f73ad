package org.mirrorflow.model;

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
 */
public record HiddenLayer(Block incoming, Block outgoing, int columnsPerNeuron, int exponent) {

  /** Checks that the blocks fit together. */
  public HiddenLayer {
    if (incoming.rows() * columnsPerNeuron != outgoing.cols()) {
      throw new IllegalArgumentException(
          "hidden layer %s -> %s: %d neurons x %d columns; expected %d columns"
              .formatted(
                  incoming.name(),
                  outgoing.name(),
                  incoming.rows(),
                  columnsPerNeuron,
                  outgoing.cols()));
    }
  }

  /** Number of neurons. */
  public int neurons() {
    return incoming.rows();
  }
}

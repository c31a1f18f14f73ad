package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * The weights of one layer as a linear map of one sample's input, at the θ of the last forward
 * pass.
 *
 * <p>The layer has one row of weights per neuron or channel. The row meets the input at one
 * position or more. A unit is a row at a position and has the number row · positions + position.
 * Its preactivation is ⟨row of weights, patch at the position⟩. In a dense layer there is one
 * position, and its patch is the whole input; in a convolution the patches are the unfolded input.
 *
 * @since 0.2.0
 */
public interface WeightLayer {

  /** {@return the weights in θ, one row per neuron or channel} */
  Block block();

  /** {@return number of positions of each row: 1 for dense layers} */
  int positions();

  /**
   * {@return the patches, n × positions × columns of the block, row-major; owned by the pass,
   * read-only by convention}
   */
  double[] patches();

  /**
   * The adjoint of the map: from the derivatives of a function in the units of this layer to those
   * in the activations of the hidden layer below. Not for the first layer.
   *
   * @param sample i, counted from 0
   * @param v one number per unit of this layer
   * @param below receives one number per unit of the layer below
   */
  void adjoint(int sample, double[] v, double[] below);

  /** {@return number of units, rows · positions} */
  default int units() {
    return block().rows() * positions();
  }

  /**
   * {@return index in θ of the first weight of a unit}
   *
   * @param unit number of the unit
   */
  default int weights(int unit) {
    return block().offset() + unit / positions() * block().cols();
  }

  /**
   * {@return index in {@link #patches} of the first number that a unit reads}
   *
   * @param sample i, counted from 0
   * @param unit number of the unit
   */
  default int patch(int sample, int unit) {
    return (sample * positions() + unit % positions()) * block().cols();
  }

  /**
   * Writes v ⊗ a, a the input of the sample: the derivative of ⟨v, units⟩ in the weights.
   *
   * @param sample i, counted from 0
   * @param v one number per unit
   * @param gradient receives the derivative at the entries of the block, shaped like θ
   */
  default void outer(int sample, double[] v, double[] gradient) {
    double[] a = patches();
    int cols = block().cols();
    int positions = positions();
    for (int row = 0; row < block().rows(); row++) {
      int at = block().offset() + row * cols;
      Arrays.fill(gradient, at, at + cols, 0);
      for (int p = 0; p < positions; p++) {
        int from = (sample * positions + p) * cols;
        double s = v[row * positions + p];
        for (int c = 0; c < cols; c++) {
          gradient[at + c] += s * a[from + c];
        }
      }
    }
  }
}

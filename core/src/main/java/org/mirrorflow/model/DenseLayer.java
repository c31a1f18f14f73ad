package org.mirrorflow.model;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * A dense layer: the units are the rows of W, and each reads the whole input.
 *
 * @param block W
 * @param theta θ, owned by the pass
 * @param patches inputs of all samples, owned by the pass
 */
record DenseLayer(Block block, double[] theta, double[] patches) implements WeightLayer {

  @Override
  public int positions() {
    return 1;
  }

  /** below = Wᵀ v. */
  @Override
  public void adjoint(int sample, double[] v, double[] below) {
    Arrays.fill(below, 0);
    for (int k = 0; k < block.rows(); k++) {
      double s = v[k];
      if (s != 0) {
        int at = block.offset() + k * block.cols();
        for (int c = 0; c < block.cols(); c++) {
          below[c] += s * theta[at + c];
        }
      }
    }
  }

  @Override
  public void outer(int sample, double[] v, double[] gradient) {
    int cols = block.cols();
    int from = sample * cols;
    for (int k = 0; k < block.rows(); k++) {
      int at = block.offset() + k * cols;
      double s = v[k];
      for (int c = 0; c < cols; c++) {
        gradient[at + c] = s * patches[from + c];
      }
    }
  }
}

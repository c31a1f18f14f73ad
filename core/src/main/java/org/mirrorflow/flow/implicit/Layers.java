package org.mirrorflow.flow.implicit;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.DensePass;

/**
 * The layers of a dense network at a point θ, for going back through them one sample at a time.
 *
 * @param blocks weights by layer
 * @param theta θ, owned by the caller
 * @param inputs features of all samples
 * @param pass activations at θ
 */
record Layers(Block[] blocks, double[] theta, double[] inputs, DensePass pass) {

  /** out restricted to block l = v ⊗ a_{l−1}. */
  void outer(int l, int i, double[] v, double[] out) {
    Block b = blocks[l];
    double[] a = input(l);
    int from = i * b.cols();
    for (int k = 0; k < b.rows(); k++) {
      int at = b.offset() + k * b.cols();
      double s = v[k];
      for (int c = 0; c < b.cols(); c++) {
        out[at + c] = s * a[from + c];
      }
    }
  }

  /** What layer l reads, all samples. */
  double[] input(int l) {
    return l == 0 ? inputs : pass.activations(l - 1);
  }

  /** W_lᵀ v. */
  double[] back(int l, double[] v) {
    Block b = blocks[l];
    double[] out = new double[b.cols()];
    for (int k = 0; k < b.rows(); k++) {
      double s = v[k];
      if (s != 0) {
        int at = b.offset() + k * b.cols();
        for (int c = 0; c < b.cols(); c++) {
          out[c] += s * theta[at + c];
        }
      }
    }
    return out;
  }
}

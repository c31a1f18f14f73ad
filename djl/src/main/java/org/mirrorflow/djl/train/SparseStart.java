package org.mirrorflow.djl.train;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/**
 * Initial weights of which most are 0 (Bungert et al. 2022, arXiv 2105.04319, section 3.2). Every
 * row keeps the same share of its weights, one at least, since a unit without any has no gradient
 * through a ReLU and would stay at 0; what is kept grows so that the norm of a row is kept in the
 * mean.
 */
final class SparseStart {
  private SparseStart() {}

  /** θ with this share of the weights of every row, drawn from the seed; others are 0. */
  static double[] of(double[] theta, Layout layout, double density, long seed) {
    double[] sparse = new double[theta.length];
    SplittableRandom root = new SplittableRandom(seed);
    for (Block block : layout.blocks()) {
      SplittableRandom random = root.split();
      int kept = (int) Math.max(1, Math.round(density * block.cols()));
      double factor = Math.sqrt((double) block.cols() / kept);
      int[] columns = new int[block.cols()];
      Arrays.setAll(columns, j -> j);
      for (int row = 0; row < block.rows(); row++) {
        int from = block.offset() + row * block.cols();
        for (int k = 0; k < kept; k++) {
          int at = k + random.nextInt(columns.length - k);
          int j = columns[at];
          columns[at] = columns[k];
          columns[k] = j;
          sparse[from + j] = factor * theta[from + j];
        }
      }
    }
    return sparse;
  }
}

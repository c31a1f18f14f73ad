package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * Σ_r |A_rk| of every column of A and Σ_k |A_rk| of every row. With steps τ_k in x and σ_r in v
 * that are at most their inverses, ‖Σ^½ A T^½‖ ≤ 1 (Pock and Chambolle 2011,
 * doi:10.1109/ICCV.2011.6126441, Lemma 2 with α = 1).
 *
 * @param columns one per column, first those of the margins, then those of the kinks
 * @param rows one per weight
 * @since 0.2.0
 */
public record AbsoluteSums(double[] columns, double[] rows) {
  /**
   * {@return the sums of gradients that are outer products}
   *
   * @param gradients A
   * @param parameters number of rows of A
   */
  public static AbsoluteSums of(OuterGradients gradients, int parameters) {
    int margins = gradients.margins();
    double[] columns = new double[margins + gradients.kinks()];
    double[] rows = new double[parameters];
    for (int l = 0; l < gradients.layers(); l++) {
      Block block = gradients.blocks()[l];
      double[] inputs = Arrays.stream(gradients.inputs()[l]).map(Math::abs).toArray();
      double[] lengths = lengths(inputs, block.cols());
      double[] bySample = new double[gradients.samples() * block.rows()];
      for (int j = 0; j < margins; j++) {
        int i = gradients.sample()[j];
        double[] derivative = gradients.derivatives()[l][j];
        for (int r = 0; r < derivative.length; r++) {
          double size = Math.abs(derivative[r]);
          bySample[i * block.rows() + r] += size;
          columns[j] += size * lengths[i];
        }
      }
      for (int c = 0; l == 0 && c < gradients.kinks(); c++) {
        int i = gradients.sample()[gradients.owner()[c]];
        double size = Math.abs(gradients.factor()[c]);
        bySample[i * block.rows() + gradients.unit()[c]] += size;
        columns[margins + c] = size * lengths[i];
      }
      gradients
          .kernels()
          .create()
          .weights(0, block.rows(), gradients.samples(), bySample, inputs, rows, block);
    }
    return new AbsoluteSums(columns, rows);
  }

  /** ‖A_l(i)‖_1 of every sample. */
  private static double[] lengths(double[] inputs, int cols) {
    double[] lengths = new double[inputs.length / cols];
    for (int k = 0; k < inputs.length; k++) {
      lengths[k / cols] += inputs[k];
    }
    return lengths;
  }
}

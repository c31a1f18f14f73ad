package org.mirrorflow.flow.stabilised;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.numeric.Norms;

/** How the blocks of θ change in a step. */
final class BlockChanges {
  private BlockChanges() {}

  /** max_b ‖θ⁺_b − θ_b‖ / ‖θ_b‖ over blocks that are not 0 where the step starts. */
  static double move(Layout layout, double[] theta, double[] end) {
    double worst = 0;
    for (Block block : layout.blocks()) {
      double moved = 0;
      double size = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        double d = end[j] - theta[j];
        moved += d * d;
        size += theta[j] * theta[j];
      }
      worst = Math.max(worst, size == 0 ? 0 : Math.sqrt(moved / size));
    }
    return worst;
  }

  /** By how much the balance of the blocks, D_b/L_b less that of another, changes, relative. */
  static double drift(ParameterMap map, double[] theta, double[] end) {
    Layout layout = map.layout();
    double scale = 0;
    double highest = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (int b = 0; b < layout.count(); b++) {
      double degree = layout.block(b).degree();
      double after = map.dualPotential(end, b) / degree;
      double gained = after - map.dualPotential(theta, b) / degree;
      scale = Math.max(scale, after);
      highest = Math.max(highest, gained);
      lowest = Math.min(lowest, gained);
    }
    return scale == 0 ? 0 : (highest - lowest) / scale;
  }

  /**
   * Adds multiples of the blocks of z to a velocity v, so that the balance of the blocks does not
   * change along it: all ⟨θ_b, v_b⟩/L_b, the rates of D_b/L_b, become equal. The force itself has
   * this property, by Euler's identity. The sum of the multiples is 0.
   *
   * @param layout of θ
   * @param theta θ
   * @param z ∇R(θ)
   * @param velocity v, changed
   */
  static void balance(Layout layout, double[] theta, double[] z, double[] velocity) {
    int count = layout.count();
    double[] rate = new double[count];
    double[] perMultiple = new double[count];
    double common = 0;
    double sum = 0;
    for (int b = 0; b < count; b++) {
      Block block = layout.block(b);
      int from = block.offset();
      rate[b] = Norms.dot(theta, from, velocity, from, block.size()) / block.degree();
      perMultiple[b] = Norms.dot(theta, from, z, from, block.size()) / block.degree();
      if (!(perMultiple[b] > 0)) {
        return; // a block is 0: no multiple of it changes anything
      }
      common += rate[b] / perMultiple[b];
      sum += 1 / perMultiple[b];
    }
    for (int b = 0; b < count; b++) {
      Block block = layout.block(b);
      double multiple = (common / sum - rate[b]) / perMultiple[b];
      for (int j = block.offset(); j < block.end(); j++) {
        velocity[j] += multiple * z[j];
      }
    }
  }
}

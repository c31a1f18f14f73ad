package org.mirrorflow.flow.stabilised;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.ParameterMap;

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
}

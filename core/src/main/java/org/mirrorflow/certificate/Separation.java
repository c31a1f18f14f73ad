package org.mirrorflow.certificate;

import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.numeric.Norms;

/**
 * Whether all margins are positive, for weights whose products float64 does not hold. A layer times
 * a positive factor leaves the sign of every margin as it is. So every layer is brought to a size
 * near 1, by a power of two, which is exact.
 */
final class Separation {
  private Separation() {}

  static boolean holds(
      HomogeneousModel model, Dataset data, double[] theta, KernelFactory kernels) {
    double[] scaled = theta.clone();
    for (Block block : model.layout().blocks()) {
      double largest = Norms.largest(theta, block.offset(), block.end());
      int exponent = largest > 0 ? Math.getExponent(largest) : 0;
      for (int k = block.offset(); k < block.end(); k++) {
        scaled[k] = Math.scalb(theta[k], -exponent);
      }
    }
    return MarginGradients.fixed(model, data, scaled, kernels).minimum() > 0;
  }
}

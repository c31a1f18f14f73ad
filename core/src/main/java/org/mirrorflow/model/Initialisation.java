package org.mirrorflow.model;

import java.util.SplittableRandom;
import org.mirrorflow.data.Gaussian;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;

/**
 * Initial weights: independent Gaussian numbers of mean 0 and standard deviation scale / √fan-in,
 * where fan-in is the number of columns of the block. At scale 1 a preactivation is about as large
 * as the root mean square of the unit's inputs.
 *
 * <p>Every block draws from a stream of its own, split from the seed in the order of the blocks: W1
 * does not depend on what follows it.
 *
 * @param scale factor on all weights, finite and above 0; small scales are the rich regime
 * @param seed of the random stream
 * @since 0.1.0
 */
public record Initialisation(double scale, long seed) {

  /**
   * Checks the scale: θ = 0 is stationary for networks with two layers or more.
   *
   * @param scale finite and above 0
   * @param seed any
   * @throws IllegalArgumentException if the scale is not so
   */
  public Initialisation {
    if (!(scale > 0) || !Double.isFinite(scale)) {
      throw new IllegalArgumentException(
          "initialisation: scale %s; expected finite and > 0".formatted(scale));
    }
  }

  /**
   * {@return the initial θ of a model, a new array}
   *
   * @param layout the blocks of θ
   */
  public double[] parameters(Layout layout) {
    double[] theta = new double[layout.end()];
    SplittableRandom root = new SplittableRandom(seed);
    for (Block block : layout.blocks()) {
      Gaussian stream = new Gaussian(root.split());
      double deviation = scale / Math.sqrt(block.cols());
      for (int j = block.offset(); j < block.end(); j++) {
        theta[j] = deviation * stream.next();
      }
    }
    return theta;
  }
}

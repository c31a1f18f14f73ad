package org.mirrorflow.gauge;

import java.util.List;
import java.util.function.Consumer;

/**
 * The barrier of a product of balls: the sum of their barriers.
 *
 * @param blocks one barrier for every block
 */
record ProductBarrier(List<BallBarrier> blocks) implements BallBarrier {
  @Override
  public double value(double[] v) {
    return blocks.stream().mapToDouble(block -> block.value(v)).sum();
  }

  @Override
  public void gradient(double[] v, double[] out) {
    blocks.forEach(block -> block.gradient(v, out));
  }

  @Override
  public void addHessian(double[] v, double[][] lower, Consumer<double[]> squares) {
    blocks.forEach(block -> block.addHessian(v, lower, squares));
  }
}

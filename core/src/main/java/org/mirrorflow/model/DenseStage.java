package org.mirrorflow.model;

import org.mirrorflow.gauge.Block;
import org.mirrorflow.numeric.Norms;

/** A dense layer on numbers that stand one after the other. */
final class DenseStage implements WeightStage {
  private final Block block;
  private final Planes in;
  private final Planes out;
  private double[] theta = new double[0];

  DenseStage(Block block) {
    this.block = block;
    this.in = Planes.flat(block.cols());
    this.out = Planes.flat(block.rows());
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Planes in() {
    return in;
  }

  @Override
  public Planes out() {
    return out;
  }

  @Override
  public double[] theta() {
    return theta;
  }

  @Override
  public void load(double[] weights) {
    theta = weights;
  }

  @Override
  public void apply(
      Kernel kernel, int from, int to, double[] v, double[] x, double[] y, boolean add) {
    kernel.outputs(from, to, x, v, block, y, add, Kernel.Finish.NONE);
  }

  @Override
  public void adjoint(
      Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
    kernel.inputs(from - origin, to - origin, dy, theta, block, dx, Kernel.Finish.NONE);
  }

  @Override
  public void addGradient(
      Kernel kernel, int from, int to, int origin, double[] dy, double[] x, double[] gradient) {
    for (int i = from; i < to; i++) {
      for (int r = 0; r < block.rows(); r++) {
        double s = dy[out.at(i - origin) + r];
        int row = block.offset() + r * block.cols();
        Norms.add(s, x, in.at(i), gradient, row, block.cols());
      }
    }
  }

  @Override
  public void patches(int samples, double[] x, double[] patches) {
    System.arraycopy(x, 0, patches, 0, samples * block.cols());
  }
}

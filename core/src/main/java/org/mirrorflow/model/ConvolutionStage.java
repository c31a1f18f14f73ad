package org.mirrorflow.model;

import org.mirrorflow.gauge.Block;

/** A convolution of 3×3 kernels. */
final class ConvolutionStage implements WeightStage {
  private final Block block;
  private final Correlation shape;
  private final Correlation back;
  private final double[] turned;
  private double[] theta = new double[0];

  ConvolutionStage(Block block, Planes in) {
    this.block = block;
    this.shape = new Correlation(in, block.rows());
    this.back = shape.adjoint();
    this.turned = new double[block.size()];
  }

  @Override
  public Block block() {
    return block;
  }

  @Override
  public Planes in() {
    return shape.in();
  }

  @Override
  public Planes out() {
    return shape.out();
  }

  @Override
  public double[] theta() {
    return theta;
  }

  @Override
  public void load(double[] weights) {
    theta = weights;
    shape.turn(theta, block.offset(), turned);
  }

  @Override
  public void apply(
      Kernel kernel, int from, int to, double[] v, double[] x, double[] y, boolean add) {
    int count = to - from;
    kernel.correlate(count, shape, x, in().at(from), v, block.offset(), y, out().at(from), add);
    for (int i = from; i < to; i++) {
      out().clearBorder(y, out().at(i));
    }
  }

  @Override
  public void adjoint(
      Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
    int count = to - from;
    int source = out().at(from - origin);
    int target = in().at(from - origin);
    kernel.correlate(count, back, dy, source, turned, 0, dx, target, false);
    for (int i = from - origin; i < to - origin; i++) {
      in().clearBorder(dx, in().at(i));
    }
  }

  @Override
  public void addGradient(
      Kernel kernel, int from, int to, int origin, double[] dy, double[] x, double[] gradient) {
    int at = out().at(from - origin);
    kernel.correlateWeights(to - from, shape, dy, at, x, in().at(from), gradient, block.offset());
  }

  @Override
  public void patches(int samples, double[] x, double[] patches) {
    int[] shifts = shape.shifts();
    int positions = in().positions();
    int width = in().width();
    for (int i = 0, at = 0; i < samples; i++) {
      int first = in().at(i) + in().first();
      for (int p = 0; p < positions; p++) {
        int place = first + p / width * in().stride() + p % width;
        for (int shift : shifts) {
          patches[at++] = x[place + shift];
        }
      }
    }
  }
}

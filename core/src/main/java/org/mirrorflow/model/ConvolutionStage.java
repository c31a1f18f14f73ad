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
    Slice input = new Slice(x, in().start(from));
    Slice kernels = new Slice(v, block.offset());
    Slice output = new Slice(y, out().start(from));
    kernel.correlate(groups(from, to), shape, input, kernels, output, add);
  }

  /** Groups of samples, of which {@code from} is the first of one or alone. */
  private int groups(int from, int to) {
    return (out().end(to) - out().start(from)) / out().group();
  }

  @Override
  public void adjoint(
      Kernel kernel, int from, int to, int origin, double[] slopes, double[] dy, double[] dx) {
    Slice output = new Slice(dy, out().start(from - origin));
    Slice kernels = new Slice(turned, 0);
    Slice input = new Slice(dx, in().start(from - origin));
    kernel.correlate(groups(from, to), back, output, kernels, input, false);
  }

  @Override
  public void addGradient(
      Kernel kernel, int from, int to, int origin, double[] dy, double[] x, double[] gradient) {
    Slice output = new Slice(dy, out().start(from - origin));
    Slice input = new Slice(x, in().start(from));
    Slice kernels = new Slice(gradient, block.offset());
    kernel.correlateWeights(groups(from, to), shape, output, input, kernels);
  }

  @Override
  public void patches(int samples, double[] x, double[] patches) {
    int[] shifts = shape.shifts();
    for (int i = 0, at = 0; i < samples; i++) {
      for (int place : shape.places()) {
        for (int shift : shifts) {
          patches[at++] = x[in().at(i) + place + shift];
        }
      }
    }
  }
}

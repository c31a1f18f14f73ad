package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;

/**
 * The matrix ⟨∂_a, h∇²R* ∂_b⟩ of gradients that are given by their derivatives in the units. No
 * gradient is written out in θ where the curvature is a diagonal: its entries are sums over rows of
 * weights, in which a gradient is a combination of the sample's patches, or 0 as below half of the
 * ReLUs. Where the diagonal is one number for a layer with one position, the products of inputs and
 * of derivatives are made apart.
 */
final class GradientProducts {
  private final Kernel kernel;
  private double[] left = new double[0];
  private double[] products = new double[0];
  private double[] inputProducts = new double[0];
  private double[] root = new double[0];
  private final double[] gradient;
  private final double[] bent;
  private int[] members = new int[0];
  private UnitSpace space;
  private ConjugateCurvature curvature;

  GradientProducts(Kernel kernel, int parameters) {
    this.kernel = kernel;
    this.gradient = new double[parameters];
    this.bent = new double[parameters];
  }

  void at(UnitSpace units, ConjugateCurvature now) {
    space = units;
    curvature = now;
  }

  /** ⟨∂, h∇²R* ∂⟩ of one gradient. */
  double own(UnitGradient one) {
    if (!curvature.diagonal()) {
      bend(one);
      return space.along(one);
    }
    double sum = 0;
    double[] d = curvature.values();
    for (int l = 0; l < space.layerCount(); l++) {
      Block block = space.block(l);
      reserve(1, block.cols());
      for (int row = 0; row < block.rows(); row++) {
        if (reads(one, l, row)) {
          combine(one, l, row, 0);
          int at = block.offset() + row * block.cols();
          for (int c = 0; c < block.cols(); c++) {
            sum += d[at + c] * left[c] * left[c];
          }
        }
      }
    }
    return sum;
  }

  /** Moves along h∇²R* ∂. */
  private void bend(UnitGradient one) {
    space.clear();
    space.add(1, one);
    space.sum(gradient);
    curvature.apply(gradient, bent);
    space.move(bent);
  }

  /**
   * Fills the lower triangle.
   *
   * @param all the gradients
   * @param count how many
   * @param start first column of each row that is filled; the others are known to be 0
   * @param lower receives the products
   */
  void fill(UnitGradient[] all, int count, int[] start, double[][] lower) {
    for (int a = 0; a < count; a++) {
      Arrays.fill(lower[a], start[a], a + 1, 0);
    }
    if (!curvature.diagonal()) {
      for (int a = 0; a < count; a++) {
        bend(all[a]);
        for (int b = start[a]; b <= a; b++) {
          lower[a][b] = space.along(all[b]);
        }
      }
      return;
    }
    if (members.length < count) {
      members = new int[count];
    }
    for (int l = 0; l < space.layerCount(); l++) {
      double one = space.positions(l) == 1 ? uniform(space.block(l)) : Double.NaN;
      if (one >= 0) {
        apart(l, one, all, count, start, lower);
      } else {
        for (int row = 0; row < space.block(l).rows(); row++) {
          byRow(l, row, all, count, lower);
        }
      }
    }
  }

  /** The number that the diagonal is in a block; NaN if there are several. */
  private double uniform(Block block) {
    double[] d = curvature.values();
    for (int j = block.offset(); j < block.end(); j++) {
      if (d[j] != d[block.offset()]) {
        return Double.NaN;
      }
    }
    return d[block.offset()];
  }

  /** d (A Aᵀ) ∘ (Δ Δᵀ). */
  private void apart(
      int l, double d, UnitGradient[] all, int count, int[] start, double[][] lower) {
    int samples = space.samples();
    double[] inputs = space.inputs(l);
    if (inputProducts.length < samples * samples) {
      inputProducts = new double[samples * samples];
    }
    int cols = space.block(l).cols();
    BorderedSystem.symmetric(kernel, inputs, inputs, samples, cols, inputProducts, false);
    int rows = space.block(l).rows();
    reserve(count, rows);
    for (int a = 0; a < count; a++) {
      for (int j = 0; j < rows; j++) {
        left[a * rows + j] = derivative(all[a], space.offset(l) + j);
      }
    }
    BorderedSystem.symmetric(kernel, left, left, count, rows, products, false);
    for (int a = 0; a < count; a++) {
      int s = all[a].slot();
      for (int b = start[a]; b <= a; b++) {
        int t = all[b].slot();
        double x = BorderedSystem.entry(inputProducts, Math.max(s, t), Math.min(s, t), samples);
        lower[a][b] += d * x * BorderedSystem.entry(products, a, b, count);
      }
    }
  }

  /** The part of one row of weights. */
  private void byRow(int l, int row, UnitGradient[] all, int count, double[][] lower) {
    int cols = space.block(l).cols();
    int size = 0;
    for (int a = 0; a < count; a++) {
      if (reads(all[a], l, row)) {
        members[size++] = a;
      }
    }
    reserve(size, cols);
    root(l, row);
    for (int a = 0; a < size; a++) {
      combine(all[members[a]], l, row, a * cols);
      for (int c = 0; c < cols; c++) {
        left[a * cols + c] *= root[c];
      }
    }
    BorderedSystem.symmetric(kernel, left, left, size, cols, products, false);
    for (int a = 0; a < size; a++) {
      double[] to = lower[members[a]];
      for (int b = 0; b <= a; b++) {
        to[members[b]] += BorderedSystem.entry(products, a, b, size);
      }
    }
  }

  private void reserve(int count, int cols) {
    if (left.length < count * cols) {
      left = new double[count * cols];
    }
    if (products.length < count * count) {
      products = new double[count * count];
    }
    if (root.length < cols) {
      root = new double[cols];
    }
  }

  private static double derivative(UnitGradient one, int unit) {
    boolean inside = unit >= one.from() && unit < one.end();
    return inside ? one.values()[unit - one.from()] : 0;
  }

  private boolean reads(UnitGradient one, int l, int row) {
    Block block = space.block(l);
    for (int p = 0; p < space.positions(l); p++) {
      if (derivative(one, space.offset(l) + p * block.rows() + row) != 0) {
        return true;
      }
    }
    return false;
  }

  private void root(int l, int row) {
    Block block = space.block(l);
    int from = block.offset() + row * block.cols();
    for (int c = 0; c < block.cols(); c++) {
      root[c] = Math.sqrt(curvature.values()[from + c]);
    }
  }

  /** The gradient in one row of weights. */
  private void combine(UnitGradient one, int l, int row, int at) {
    Block block = space.block(l);
    int cols = block.cols();
    double[] inputs = space.inputs(l);
    Arrays.fill(left, at, at + cols, 0);
    for (int p = 0; p < space.positions(l); p++) {
      double d = derivative(one, space.offset(l) + p * block.rows() + row);
      int from = (one.slot() * space.positions(l) + p) * cols;
      for (int c = 0; c < cols && d != 0; c++) {
        left[at + c] += d * inputs[from + c];
      }
    }
  }
}

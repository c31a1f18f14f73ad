package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;

/**
 * The matrix ⟨∂_a, h∇²R* ∂_b⟩ of gradients that are given by their derivatives in the units. No
 * gradient is written out in θ where the curvature is a diagonal: its entries are sums over rows of
 * weights, see {@link RowProducts}. Where the diagonal is one number for a layer with one position,
 * the products of inputs and of derivatives are made apart.
 */
final class GradientProducts {
  /** Rows of weights whose products are made at a time, one by each thread that takes part. */
  private static final int ROWS_AT_A_TIME = 16;

  /** Rows of the matrix that are added to at a time, so that they stay in cache. */
  private static final int GROUP = 32;

  private final Kernel kernel;
  private final RowProducts[] rows = new RowProducts[ROWS_AT_A_TIME];
  private double[] left = new double[0];
  private double[] products = new double[0];
  private final double[] gradient;
  private final double[] bent;

  /** By layer with one position Σ_c d_rc a_c² for each sample and row of weights. */
  private double[][] ownSquares = new double[0][];

  private double[] squares = new double[0];
  private UnitSpace space;
  private ConjugateCurvature curvature;

  GradientProducts(Kernel kernel, int parameters) {
    this.kernel = kernel;
    this.gradient = new double[parameters];
    this.bent = new double[parameters];
    Arrays.setAll(rows, r -> new RowProducts());
  }

  void at(UnitSpace units, ConjugateCurvature now) {
    space = units;
    curvature = now;
    if (ownSquares.length == 0) {
      ownSquares = new double[space.layerCount()][0];
    }
    for (int l = 0; l < space.layerCount() && curvature.diagonal(); l++) {
      if (space.positions(l) == 1) {
        squareInputs(l);
      }
    }
  }

  private void squareInputs(int l) {
    Block block = space.block(l);
    int size = space.samples() * block.cols();
    if (squares.length < size) {
      squares = new double[size];
    }
    if (ownSquares[l].length < space.samples() * block.rows()) {
      ownSquares[l] = new double[space.samples() * block.rows()];
    }
    for (int c = 0; c < size; c++) {
      squares[c] = space.inputs(l)[c] * space.inputs(l)[c];
    }
    double[] d = curvature.values();
    kernel.outputs(0, space.samples(), squares, d, block, ownSquares[l], false, Kernel.Finish.NONE);
  }

  /** ⟨∂, h∇²R* ∂⟩ of one gradient. */
  double own(UnitGradient one) {
    if (!curvature.diagonal()) {
      bend(one);
      return space.along(one);
    }
    double sum = 0;
    for (int l = 0; l < space.layerCount(); l++) {
      int count = space.block(l).rows();
      for (int row = 0; row < count; row++) {
        if (space.reads(one, l, row)) {
          double d = space.derivative(one, l, row, 0);
          boolean single = space.positions(l) == 1;
          sum += single ? d * d * ownSquares[l][one.slot() * count + row] : combined(one, l, row);
        }
      }
    }
    return sum;
  }

  private double combined(UnitGradient one, int l, int row) {
    Block block = space.block(l);
    reserve(1, block.cols());
    space.combine(one, l, row, left, 0);
    int at = block.offset() + row * block.cols();
    double sum = 0;
    for (int c = 0; c < block.cols(); c++) {
      sum += curvature.values()[at + c] * left[c] * left[c];
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
    for (int l = 0; l < space.layerCount(); l++) {
      double one = space.positions(l) == 1 ? uniform(space.block(l)) : Double.NaN;
      if (one >= 0) {
        apart(l, one, all, count, start, lower);
      } else {
        byRow(l, all, count, lower);
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
    double[] inputProducts = space.inputProducts(l);
    int units = space.block(l).rows();
    reserve(count, units);
    for (int a = 0; a < count; a++) {
      for (int j = 0; j < units; j++) {
        left[a * units + j] = space.derivative(all[a], l, j, 0);
      }
    }
    SymmetricProduct.of(kernel, left, count, units, products);
    for (int a = 0; a < count; a++) {
      int s = all[a].slot();
      for (int b = start[a]; b <= a; b++) {
        int t = all[b].slot();
        double x = SymmetricProduct.entry(inputProducts, Math.max(s, t), Math.min(s, t), samples);
        lower[a][b] += d * x * SymmetricProduct.entry(products, a, b, count);
      }
    }
  }

  /** The parts of all rows of weights, added in their order by whichever thread. */
  private void byRow(int l, UnitGradient[] all, int count, double[][] lower) {
    int units = space.block(l).rows();
    int cols = space.block(l).cols();
    int groups = (count + GROUP - 1) / GROUP;
    for (int first = 0; first < units; first += ROWS_AT_A_TIME) {
      int from = first;
      int some = Math.min(ROWS_AT_A_TIME, units - first);
      kernel.share(
          some,
          (long) count * count * cols / 8,
          (own, a, b) -> {
            for (int r = a; r < b; r++) {
              rows[r].compute(own, space, l, from + r, curvature.values(), all, count);
            }
          });
      // A group from the top and one from the bottom are as much work as any other such pair.
      kernel.share(
          (groups + 1) / 2,
          (long) some * GROUP * count / 2,
          (own, a, b) -> {
            for (int top = a; top < b; top++) {
              addGroup(top, some, count, lower);
              if (groups - 1 - top > top) {
                addGroup(groups - 1 - top, some, count, lower);
              }
            }
          });
    }
  }

  private void addGroup(int group, int some, int count, double[][] lower) {
    int from = group * GROUP;
    int end = Math.min(from + GROUP, count);
    for (int r = 0; r < some; r++) {
      rows[r].add(from, end, lower);
    }
  }

  private void reserve(int count, int cols) {
    if (left.length < count * cols) {
      left = new double[count * cols];
    }
    if (products.length < count * count) {
      products = new double[count * count];
    }
  }
}

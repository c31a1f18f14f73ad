package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;

/**
 * What one row of weights adds to the products of gradients where the curvature is a diagonal. A
 * gradient is there a multiple of the input of its sample, or 0, as for about half of the ReLUs. In
 * a layer with several positions it is a combination of the sample's patches. So the products of
 * inputs serve all gradients of two samples.
 */
final class RowProducts {
  /** The gradients that are not 0 in the row, ascending, and their multiples of a vector. */
  private int[] members = new int[0];

  private double[] multiples = new double[0];

  /** Which of the vectors. */
  private int[] vectors = new int[0];

  private int size;
  private int vectorCount;
  private int[] ofSample = new int[0];
  private double[] left = new double[0];
  private double[] root = new double[0];
  private double[] triangle = new double[0];
  private double[] products = new double[0];

  /**
   * Computes the products of the vectors of a row.
   *
   * @param kernel computes
   * @param space the units
   * @param l layer
   * @param row its row of weights
   * @param diagonal the curvature
   * @param all the gradients
   * @param count how many
   */
  void compute(
      Kernel kernel,
      UnitSpace space,
      int l,
      int row,
      double[] diagonal,
      UnitGradient[] all,
      int count) {
    Block block = space.block(l);
    int cols = block.cols();
    reserve(count, space.samples(), cols);
    int from = block.offset() + row * cols;
    for (int c = 0; c < cols; c++) {
      root[c] = Math.sqrt(diagonal[from + c]);
    }
    size = 0;
    vectorCount = 0;
    Arrays.fill(ofSample, 0, space.samples(), -1);
    boolean single = space.positions(l) == 1;
    for (int a = 0; a < count; a++) {
      if (space.reads(all[a], l, row)) {
        members[size] = a;
        if (single) {
          multiples[size] = space.derivative(all[a], l, row, 0);
          vectors[size] = vector(space, l, all[a].slot());
        } else {
          multiples[size] = 1;
          vectors[size] = vectorCount;
          space.combine(all[a], l, row, left, cols * vectorCount++);
        }
        size++;
      }
    }
    for (int i = 0; i < vectorCount; i++) {
      for (int c = 0; c < cols; c++) {
        left[i * cols + c] *= root[c];
      }
    }
    multiply(kernel, cols);
  }

  /** The number of the vector of a sample, its input. */
  private int vector(UnitSpace space, int l, int slot) {
    if (ofSample[slot] < 0) {
      int cols = space.block(l).cols();
      System.arraycopy(space.inputs(l), slot * cols, left, vectorCount * cols, cols);
      ofSample[slot] = vectorCount++;
    }
    return ofSample[slot];
  }

  /** Both triangles, as two gradients come in any order of their samples. */
  private void multiply(Kernel kernel, int cols) {
    int n = vectorCount;
    if (triangle.length < n * n) {
      triangle = new double[n * n];
      products = new double[n * n];
    }
    SymmetricProduct.of(kernel, left, n, cols, triangle);
    for (int a = 0; a < n; a++) {
      int at = a * SymmetricProduct.length(a, n);
      for (int b = 0; b <= a; b++) {
        products[a * n + b] = triangle[at + b];
        products[b * n + a] = triangle[at + b];
      }
    }
  }

  private void reserve(int count, int samples, int cols) {
    if (members.length < count) {
      members = new int[count];
      multiples = new double[count];
      vectors = new int[count];
    }
    if (ofSample.length < samples) {
      ofSample = new int[samples];
    }
    if (left.length < count * cols) {
      left = new double[count * cols];
    }
    if (root.length < cols) {
      root = new double[cols];
    }
  }

  /** Adds to rows {@code from .. to} of the lower triangle. */
  void add(int from, int to, double[][] lower) {
    int first = Arrays.binarySearch(members, 0, size, from);
    for (int i = first < 0 ? -1 - first : first; i < size && members[i] < to; i++) {
      double[] row = lower[members[i]];
      double multiple = multiples[i];
      int at = vectors[i] * vectorCount;
      for (int j = 0; j <= i; j++) {
        row[members[j]] += multiple * multiples[j] * products[at + vectors[j]];
      }
    }
  }
}

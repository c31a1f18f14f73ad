package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.SymmetricProduct;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The units of all layers and the inputs of some of the samples: what turns derivatives in units
 * into gradients in θ and back, by matrix products.
 *
 * <p>Units are numbered layer by layer, in a layer by position, at a position by row of weights.
 */
final class UnitSpace {
  private final List<WeightLayer> layers;
  private final Kernel kernel;
  private final int[] offsets;

  /** The inputs of the samples, by layer: samples · positions × columns. */
  private final double[][] inputs;

  /** By layer a number for each sample and unit. */
  private final double[][] changes;

  private final double[][] derivatives;

  /** By layer the products of the inputs of two samples, where they have been asked for. */
  private final double[][] products;

  private final boolean[] multiplied;
  private int samples;

  UnitSpace(List<WeightLayer> layers, Kernel kernel) {
    this.layers = layers;
    this.kernel = kernel;
    this.offsets = new int[layers.size() + 1];
    for (int l = 0; l < layers.size(); l++) {
      offsets[l + 1] = offsets[l] + layers.get(l).units();
    }
    this.inputs = new double[layers.size()][0];
    this.changes = new double[layers.size()][0];
    this.derivatives = new double[layers.size()][0];
    this.products = new double[layers.size()][0];
    this.multiplied = new boolean[layers.size()];
  }

  /** Takes the inputs of these samples at the last forward pass. */
  void gather(int[] chosen, int count) {
    samples = count;
    Arrays.fill(multiplied, false);
    for (int l = 0; l < layers.size(); l++) {
      WeightLayer layer = layers.get(l);
      int size = layer.positions() * layer.block().cols();
      if (inputs[l].length < count * size) {
        inputs[l] = new double[count * size];
        changes[l] = new double[count * layer.units()];
        derivatives[l] = new double[count * layer.units()];
      }
      for (int s = 0; s < count; s++) {
        System.arraycopy(layer.patches(), layer.patch(chosen[s], 0), inputs[l], s * size, size);
      }
    }
  }

  /** Number of units. */
  int size() {
    return offsets[layers.size()];
  }

  int layerCount() {
    return layers.size();
  }

  Block block(int l) {
    return layers.get(l).block();
  }

  int positions(int l) {
    return layers.get(l).positions();
  }

  int samples() {
    return samples;
  }

  /** Number of the first unit of a layer. */
  int offset(int l) {
    return offsets[l];
  }

  /** Number of a unit of a layer, which counts them by row and then by position. */
  int index(int l, int unit) {
    int positions = layers.get(l).positions();
    return offsets[l] + unit % positions * layers.get(l).block().rows() + unit / positions;
  }

  /** Writes derivatives in the units of a layer, by row and then by position, where they belong. */
  void place(int l, double[] v, double[] all) {
    for (int u = 0; u < v.length; u++) {
      all[index(l, u)] = v[u];
    }
  }

  /** Inputs of a layer: of each sample its patches by position. */
  double[] inputs(int l) {
    return inputs[l];
  }

  /**
   * The products of the inputs of two samples in a layer with one position, as {@link
   * SymmetricProduct} has them. They are made once for all systems with these inputs.
   */
  double[] inputProducts(int l) {
    if (!multiplied[l]) {
      if (products[l].length < samples * samples) {
        products[l] = new double[samples * samples];
      }
      SymmetricProduct.of(kernel, inputs[l], samples, block(l).cols(), products[l]);
      multiplied[l] = true;
    }
    return products[l];
  }

  /** δ of a gradient in the unit of a row of weights at a position. */
  double derivative(UnitGradient one, int l, int row, int position) {
    int unit = offsets[l] + position * block(l).rows() + row;
    return unit >= one.from() && unit < one.end() ? one.values()[unit - one.from()] : 0;
  }

  /** Whether a gradient is not 0 in a row of weights. */
  boolean reads(UnitGradient one, int l, int row) {
    for (int p = 0; p < positions(l); p++) {
      if (derivative(one, l, row, p) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Writes a gradient in a row of weights to {@code out}, from {@code at} on. */
  void combine(UnitGradient one, int l, int row, double[] out, int at) {
    int cols = block(l).cols();
    Arrays.fill(out, at, at + cols, 0);
    for (int p = 0; p < positions(l); p++) {
      double d = derivative(one, l, row, p);
      if (d != 0) {
        Norms.add(d, inputs[l], (one.slot() * positions(l) + p) * cols, out, at, cols);
      }
    }
  }

  /** Computes the derivatives of all units of all samples along v, shaped like θ. */
  void move(double[] v) {
    for (int l = 0; l < layers.size(); l++) {
      int rows = samples * positions(l);
      kernel.outputs(0, rows, inputs[l], v, block(l), changes[l], false, Kernel.Finish.NONE);
    }
  }

  /** ⟨gradient, v⟩ with the v last moved along. */
  double along(UnitGradient gradient) {
    double sum = 0;
    for (int l = 0; l < layers.size(); l++) {
      int from = Math.max(gradient.from(), offsets[l]);
      int end = Math.min(gradient.end(), offsets[l + 1]);
      int at = gradient.slot() * (offsets[l + 1] - offsets[l]) - offsets[l];
      for (int j = from; j < end; j++) {
        sum += gradient.values()[j - gradient.from()] * changes[l][at + j];
      }
    }
    return sum;
  }

  /** Starts a sum of gradients. */
  void clear() {
    for (int l = 0; l < layers.size(); l++) {
      Arrays.fill(derivatives[l], 0, samples * layers.get(l).units(), 0);
    }
  }

  /** Adds a multiple of a gradient. */
  void add(double factor, UnitGradient gradient) {
    for (int l = 0; l < layers.size(); l++) {
      int from = Math.max(gradient.from(), offsets[l]);
      int end = Math.min(gradient.end(), offsets[l + 1]);
      int at = gradient.slot() * (offsets[l + 1] - offsets[l]) - offsets[l];
      for (int j = from; j < end; j++) {
        derivatives[l][at + j] += factor * gradient.values()[j - gradient.from()];
      }
    }
  }

  /** Writes the sum in θ. */
  void sum(double[] out) {
    for (int l = 0; l < layers.size(); l++) {
      Block b = block(l);
      kernel.weights(0, b.rows(), samples * positions(l), derivatives[l], inputs[l], out, b);
    }
  }
}

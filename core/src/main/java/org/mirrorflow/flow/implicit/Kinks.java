package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;

/**
 * The kinks of a {@link MarginModel}: κ = ĉ h of a unit, its gradient ĉ ∂h/∂θ and its multiplier σ
 * at the reference. Of a unit in the first layer the gradient lives in the weights of the unit; of
 * deeper ones also in all blocks below, the prefix.
 */
final class Kinks {
  private final Layers layers;
  private int count;
  private int[] byNeuron = new int[0];
  private int[] row = new int[0];
  private int[] sample = new int[0];
  private int[] layer = new int[0];
  private int[] unit = new int[0];
  private double[] scale = new double[0];
  private double[] value = new double[0];
  private double[] sigma = new double[0];
  private double[] logit = new double[0];
  private double[][] prefix = new double[0][];

  Kinks(Layers layers) {
    this.layers = layers;
  }

  void clear() {
    count = 0;
  }

  /**
   * Adds a kink and returns σ.
   *
   * @param r row of its margin
   * @param i sample
   * @param l layer
   * @param h unit of the layer
   * @param coefficient ĉ
   * @param preactivation h
   * @param odds log odds of σ
   */
  double add(int r, int i, int l, int h, double coefficient, double preactivation, double odds) {
    if (count == row.length) {
      grow(Math.max(64, 2 * count));
    }
    int k = count++;
    row[k] = r;
    sample[k] = i;
    layer[k] = l;
    unit[k] = h;
    scale[k] = coefficient;
    value[k] = coefficient * preactivation;
    logit[k] = odds;
    sigma[k] = Multipliers.logistic(odds);
    return sigma[k];
  }

  private void grow(int size) {
    row = Arrays.copyOf(row, size);
    sample = Arrays.copyOf(sample, size);
    layer = Arrays.copyOf(layer, size);
    unit = Arrays.copyOf(unit, size);
    scale = Arrays.copyOf(scale, size);
    value = Arrays.copyOf(value, size);
    sigma = Arrays.copyOf(sigma, size);
    logit = Arrays.copyOf(logit, size);
    prefix = Arrays.copyOf(prefix, size);
  }

  /** Makes the gradient of kink k in the blocks below its own, with these slopes of all units. */
  void prefix(int k, double[][] slopes) {
    int l = layer[k];
    if (l == 0) {
      return;
    }
    int size = layers.blocks()[l].offset();
    if (prefix[k] == null || prefix[k].length != size) {
      prefix[k] = new double[size];
    }
    double[] v = new double[layers.blocks()[l].rows()];
    v[unit[k]] = scale[k];
    for (int m = l; m > 0; m--) {
      v = layers.back(m, v);
      for (int c = 0; c < v.length; c++) {
        v[c] *= slopes[m - 1][c];
      }
      layers.outer(m - 1, sample[k], v, prefix[k]);
    }
  }

  double logit(int k) {
    return logit[k];
  }

  int count() {
    return count;
  }

  int sample(int k) {
    return sample[k];
  }

  int layer(int k) {
    return layer[k];
  }

  int unit(int k) {
    return unit[k];
  }

  int row(int k) {
    return row[k];
  }

  double value(int k) {
    return value[k];
  }

  int prefixLength(int k) {
    return layer[k] == 0 ? 0 : layers.blocks()[layer[k]].offset();
  }

  int from(int k) {
    Block b = layers.blocks()[layer[k]];
    return b.offset() + unit[k] * b.cols();
  }

  int to(int k) {
    return from(k) + layers.blocks()[layer[k]].cols();
  }

  /** out += factor · ∂κ_k/∂θ. */
  void addGradient(int k, double factor, double[] out) {
    int l = layer[k];
    if (l > 0) {
      double[] p = prefix[k];
      for (int c = 0; c < p.length; c++) {
        out[c] += factor * p[c];
      }
    }
    int cols = layers.blocks()[l].cols();
    double[] a = layers.input(l);
    int from = sample[k] * cols;
    int at = from(k);
    double s = factor * scale[k];
    for (int c = 0; c < cols; c++) {
      out[at + c] += s * a[from + c];
    }
  }

  /** Σ_c d_c (∂κ_k/∂θ_c)² of a kink of the first layer. */
  double norm(int k, double[] d) {
    int cols = layers.blocks()[0].cols();
    int from = sample[k] * cols;
    int at = from(k);
    double sum = 0;
    for (int c = 0; c < cols; c++) {
      sum += d[at + c] * layers.inputs()[from + c] * layers.inputs()[from + c];
    }
    return sum * scale[k] * scale[k];
  }

  /** ⟨∂κ_k/∂θ, v⟩. */
  double dotGradient(int k, double[] v) {
    int l = layer[k];
    double sum = 0;
    int cols = layers.blocks()[l].cols();
    double[] a = layers.input(l);
    int from = sample[k] * cols;
    int at = from(k);
    for (int c = 0; c < cols; c++) {
      sum += a[from + c] * v[at + c];
    }
    sum *= scale[k];
    if (l > 0) {
      double[] p = prefix[k];
      for (int c = 0; c < p.length; c++) {
        sum += p[c] * v[c];
      }
    }
    return sum;
  }

  /** Kinks of the first layer by neuron, then the others. */
  void sort() {
    int width = layers.blocks()[0].rows();
    int[] next = new int[width + 2];
    for (int k = 0; k < count; k++) {
      next[bucket(k, width) + 1]++;
    }
    for (int b = 0; b <= width; b++) {
      next[b + 1] += next[b];
    }
    byNeuron = new int[count];
    for (int k = 0; k < count; k++) {
      byNeuron[next[bucket(k, width)]++] = k;
    }
  }

  private int bucket(int k, int width) {
    return layer[k] == 0 ? unit[k] : width;
  }

  /** Indices of all kinks, those of the first layer grouped by neuron and before the others. */
  int[] byNeuron() {
    return byNeuron;
  }

  double sigma(int k) {
    return sigma[k];
  }

  /** ĉ. */
  double scale(int k) {
    return scale[k];
  }
}

package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The kinks of a {@link MarginModel}, of a sample and a unit each: κ = −c h with c the largest |ĉ|
 * of the margins of the sample, its gradient −c ∂h/∂θ and its multiplier σ at the reference, which
 * the margins share; or, where units compete for a maximum, κ = −c Σ_m a_m σ(h_m) of several units of
 * one row of weights. Of units in the first layer the gradient lives in the row of weights that
 * they read; of deeper ones also in all blocks below, the prefix.
 */
final class Kinks {
  private final List<WeightLayer> layers;
  private int count;
  private int[] byRow = new int[0];
  private int[] firstRow = new int[0];

  /** ĉ of the margins of the sample's rows over the kink's own. */
  private double[][] pulls = new double[0][];

  private int[] sample = new int[0];
  private int[] layer = new int[0];
  private int[] unit = new int[0];

  /** Where the unit's weights start in θ, and its patch among the patches of its layer. */
  private int[] from = new int[0];

  private int[] patch = new int[0];
  private double[] scale = new double[0];
  private double[] value = new double[0];
  private double[] sigma = new double[0];
  private double[] logit = new double[0];
  private double[][] prefix = new double[0][];

  /** Of a tie the units and their factors a, and what its row of weights meets; else null. */
  private int[][] members = new int[0][];

  private double[][] shares = new double[0][];
  private double[][] met = new double[0][];

  Kinks(List<WeightLayer> layers) {
    this.layers = layers;
  }

  void clear() {
    count = 0;
  }

  /**
   * Adds a kink and returns σ.
   *
   * @param first row of the first margin of its sample
   * @param coefficients ĉ of the margins of the sample's rows, one of them at least not 0
   * @param i sample
   * @param l layer
   * @param h unit of the layer
   * @param preactivation h
   * @param odds log odds of σ; NaN for −κ/ε
   * @param temperature ε
   */
  double add(
      int first,
      double[] coefficients,
      int i,
      int l,
      int h,
      double preactivation,
      double odds,
      double temperature) {
    if (count == firstRow.length) {
      grow(Math.max(64, 2 * count));
    }
    int k = count++;
    double steepest = 0;
    for (double c : coefficients) {
      steepest = Math.max(steepest, Math.abs(c));
    }
    firstRow[k] = first;
    pulls[k] = new double[coefficients.length];
    for (int r = 0; r < coefficients.length; r++) {
      pulls[k][r] = -coefficients[r] / steepest;
    }
    sample[k] = i;
    layer[k] = l;
    unit[k] = h;
    from[k] = layers.get(l).weights(h);
    patch[k] = layers.get(l).patch(i, h);
    scale[k] = -steepest;
    value[k] = -steepest * preactivation;
    logit[k] = Double.isNaN(odds) ? -value[k] / temperature : odds;
    sigma[k] = Multipliers.logistic(logit[k]);
    members[k] = null;
    return sigma[k];
  }

  /**
   * Makes a kink that of a tie: κ = −c Σ_m a_m σ(h_m) over the first {@code size} of these units.
   */
  void between(int k, int[] units, double[] a, int size) {
    members[k] = Arrays.copyOf(units, size);
    shares[k] = Arrays.copyOf(a, size);
  }

  private void grow(int size) {
    firstRow = Arrays.copyOf(firstRow, size);
    pulls = Arrays.copyOf(pulls, size);
    sample = Arrays.copyOf(sample, size);
    layer = Arrays.copyOf(layer, size);
    unit = Arrays.copyOf(unit, size);
    from = Arrays.copyOf(from, size);
    patch = Arrays.copyOf(patch, size);
    scale = Arrays.copyOf(scale, size);
    value = Arrays.copyOf(value, size);
    sigma = Arrays.copyOf(sigma, size);
    logit = Arrays.copyOf(logit, size);
    prefix = Arrays.copyOf(prefix, size);
    members = Arrays.copyOf(members, size);
    shares = Arrays.copyOf(shares, size);
    met = Arrays.copyOf(met, size);
  }

  /** Makes the gradient of kink k, with these slopes of all units. */
  void prefix(int k, double[][] slopes) {
    int l = layer[k];
    if (l == 0 && !tie(k)) {
      return;
    }
    double[] v = new double[layers.get(l).units()];
    if (tie(k)) {
      meet(k, slopes[l], v);
    } else {
      v[unit[k]] = scale[k];
    }
    int size = layers.get(l).block().offset();
    if (prefix[k] == null || prefix[k].length != size) {
      prefix[k] = new double[size];
    }
    for (int m = l; m > 0; m--) {
      double[] below = new double[layers.get(m - 1).units()];
      layers.get(m).adjoint(sample[k], v, below);
      for (int c = 0; c < below.length; c++) {
        below[c] *= slopes[m - 1][c];
      }
      layers.get(m - 1).outer(sample[k], below, prefix[k]);
      v = below;
    }
  }

  /** The patches of the units of a tie, and its derivatives in them. */
  private void meet(int k, double[] slopes, double[] v) {
    WeightLayer weights = layers.get(layer[k]);
    int cols = weights.block().cols();
    met[k] = new double[cols];
    for (int m = 0; m < members[k].length; m++) {
      int u = members[k][m];
      double a = shares[k][m] * slopes[u];
      v[u] = scale[k] * a;
      Norms.add(a, weights.patches(), weights.patch(sample[k], u), met[k], 0, cols);
    }
  }

  /** Whether units compete here. */
  boolean tie(int k) {
    return members[k] != null;
  }

  private double[] reads(int k) {
    return tie(k) ? met[k] : layers.get(layer[k]).patches();
  }

  private int readsAt(int k) {
    return tie(k) ? 0 : patch[k];
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

  /** The first row of the margins of its sample. */
  int firstRow(int k) {
    return firstRow[k];
  }

  /** w_rk of the rows of its sample's margins: margin r has w_rk min(κ_k, 0). */
  double[] pulls(int k) {
    return pulls[k];
  }

  double value(int k) {
    return value[k];
  }

  int prefixLength(int k) {
    return layer[k] == 0 ? 0 : layers.get(layer[k]).block().offset();
  }

  int from(int k) {
    return from[k];
  }

  int to(int k) {
    return from(k) + layers.get(layer[k]).block().cols();
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
    int cols = layers.get(l).block().cols();
    double[] a = reads(k);
    int read = readsAt(k);
    int at = from[k];
    double s = factor * scale[k];
    for (int c = 0; c < cols; c++) {
      out[at + c] += s * a[read + c];
    }
  }

  /** Σ_c d_c (∂κ_k/∂θ_c)² of a kink of the first layer. */
  double norm(int k, double[] d) {
    int cols = layers.get(0).block().cols();
    double[] a = reads(k);
    int read = readsAt(k);
    int at = from[k];
    double sum = 0;
    for (int c = 0; c < cols; c++) {
      sum += d[at + c] * a[read + c] * a[read + c];
    }
    return sum * scale[k] * scale[k];
  }

  /** ⟨∂κ_k/∂θ, v⟩. */
  double dotGradient(int k, double[] v) {
    int l = layer[k];
    double sum = 0;
    int cols = layers.get(l).block().cols();
    double[] a = reads(k);
    int read = readsAt(k);
    int at = from[k];
    for (int c = 0; c < cols; c++) {
      sum += a[read + c] * v[at + c];
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

  /** Kinks of the first layer by row of weights, then the others. */
  void sort() {
    int width = layers.get(0).block().rows();
    int[] next = new int[width + 2];
    for (int k = 0; k < count; k++) {
      next[bucket(k, width) + 1]++;
    }
    for (int b = 0; b <= width; b++) {
      next[b + 1] += next[b];
    }
    byRow = new int[count];
    for (int k = 0; k < count; k++) {
      byRow[next[bucket(k, width)]++] = k;
    }
  }

  private int bucket(int k, int width) {
    return layer[k] == 0 ? unit[k] / layers.get(0).positions() : width;
  }

  /** Indices of all kinks, those of the first layer grouped by row and before the others. */
  int[] byRow() {
    return byRow;
  }

  double sigma(int k) {
    return sigma[k];
  }
}

package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The kinks of a {@link MarginModel}, of a sample and a unit each: κ = −c h with c the largest |ĉ|
 * of the margins of the sample, its gradient −c ∂h/∂θ and its multiplier σ at the reference, which
 * the margins share; or, where units compete for a maximum, κ = −c Σ_m a_m σ(h_m) of several units
 * of one row of weights. A unit of the first layer alone has a derivative in itself only; those of
 * deeper ones also in all layers below.
 */
final class Kinks {
  private final List<WeightLayer> layers;
  private final UnitSpace space;
  private int count;
  private int[] byRow = new int[0];
  private int[] firstRow = new int[0];

  /** ĉ of the margins of the sample's rows over the kink's own. */
  private double[][] pulls = new double[0][];

  private int[] sample = new int[0];
  private int[] slot = new int[0];
  private int[] layer = new int[0];
  private int[] unit = new int[0];
  private double[] scale = new double[0];
  private double[] value = new double[0];
  private double[] sigma = new double[0];
  private double[] logit = new double[0];
  private UnitGradient[] gradient = new UnitGradient[0];

  /** Of a tie the units and their factors a; else null. */
  private int[][] members = new int[0][];

  private double[][] shares = new double[0][];

  Kinks(List<WeightLayer> layers, UnitSpace space) {
    this.layers = layers;
    this.space = space;
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
   * @param s its number in the unit space
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
      int s,
      int l,
      int h,
      double preactivation,
      double odds,
      double temperature) {
    if (count == firstRow.length) {
      grow(Math.max(64, 2 * count));
    }
    int k = count++;
    double steepest = Norms.largest(coefficients);
    firstRow[k] = first;
    pulls[k] = new double[coefficients.length];
    for (int r = 0; r < coefficients.length; r++) {
      pulls[k][r] = -coefficients[r] / steepest;
    }
    sample[k] = i;
    slot[k] = s;
    layer[k] = l;
    unit[k] = h;
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
    slot = Arrays.copyOf(slot, size);
    layer = Arrays.copyOf(layer, size);
    unit = Arrays.copyOf(unit, size);
    scale = Arrays.copyOf(scale, size);
    value = Arrays.copyOf(value, size);
    sigma = Arrays.copyOf(sigma, size);
    logit = Arrays.copyOf(logit, size);
    gradient = Arrays.copyOf(gradient, size);
    members = Arrays.copyOf(members, size);
    shares = Arrays.copyOf(shares, size);
  }

  /** Makes the gradient of kink k, with these slopes of all units. */
  void differentiate(int k, double[][] slopes) {
    int l = layer[k];
    if (l == 0 && !tie(k)) {
      gradient[k] = new UnitGradient(slot[k], space.index(0, unit[k]), new double[] {scale[k]});
      return;
    }
    double[] v = new double[layers.get(l).units()];
    if (tie(k)) {
      for (int m = 0; m < members[k].length; m++) {
        int u = members[k][m];
        v[u] = scale[k] * shares[k][m] * slopes[l][u];
      }
    } else {
      v[unit[k]] = scale[k];
    }
    double[] all = new double[space.offset(l) + v.length];
    space.place(l, v, all);
    for (int m = l; m > 0; m--) {
      double[] below = new double[layers.get(m - 1).units()];
      layers.get(m).adjoint(sample[k], v, below);
      for (int c = 0; c < below.length; c++) {
        below[c] *= slopes[m - 1][c];
      }
      space.place(m - 1, below, all);
      v = below;
    }
    gradient[k] = new UnitGradient(slot[k], 0, all);
  }

  /** Whether units compete here. */
  boolean tie(int k) {
    return members[k] != null;
  }

  /** ∂κ_k. */
  UnitGradient gradient(int k) {
    return gradient[k];
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

  double sigma(int k) {
    return sigma[k];
  }

  /** The row of weights of a kink of the first layer; after all of them for the others. */
  int row(int k) {
    WeightLayer first = layers.get(0);
    return layer[k] == 0 ? unit[k] / first.positions() : first.block().rows();
  }

  /** Kinks of the first layer by row of weights, then the others. */
  void sort() {
    int[] next = new int[layers.get(0).block().rows() + 2];
    for (int k = 0; k < count; k++) {
      next[row(k) + 1]++;
    }
    for (int b = 0; b + 1 < next.length; b++) {
      next[b + 1] += next[b];
    }
    byRow = new int[count];
    for (int k = 0; k < count; k++) {
      byRow[next[row(k)]++] = k;
    }
  }

  /** Indices of all kinks, those of the first layer grouped by row and before the others. */
  int[] byRow() {
    return byRow;
  }
}

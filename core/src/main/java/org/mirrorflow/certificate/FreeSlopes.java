package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.model.Activation;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

/**
 * The columns that kinks of the first hidden layer add to the gradients of margins. Column c of
 * margin j is factor_c times the patch that a unit reads, in the unit's row of weights. factor_c is
 * δ_jh times the range of slopes. The margins of one sample share the pairs of patch and row.
 *
 * @param set where the coefficients lie
 * @param patches what units of the first layer read
 * @param length length of a patch
 * @param row per pair of sample and unit the first index of its weights in θ
 * @param patch per pair the first index of its patch
 * @param pair per column its pair
 * @param factor per column
 * @param pickedShare where in [lowest, highest] slope the activation's pick at 0 lies: 0 or 1
 */
record FreeSlopes(
    ClarkeSet set,
    double[] patches,
    int length,
    int[] row,
    int[] patch,
    int[] pair,
    double[] factor,
    double pickedShare) {

  /** No kinks. */
  static FreeSlopes none(int margins) {
    int[] no = new int[0];
    return new FreeSlopes(
        ClarkeSet.simplex(margins), new double[0], 0, no, no, no, new double[0], 0);
  }

  /**
   * Those of some pairs of sample and unit; a kink whose δ is 0 leaves the margin without a choice.
   *
   * @param deltas ∂q/∂σ(h), n × units, for the first margin of every sample, the second, …
   * @param kinks n × units
   */
  static FreeSlopes of(
      Activation activation, WeightLayer layer, double[][] deltas, boolean[] kinks) {
    int units = layer.units();
    int samples = kinks.length / units;
    double range = activation.highSlope() - activation.lowSlope();
    int[] pairs = IntStream.range(0, kinks.length).filter(k -> kinks[k]).toArray();
    int[] pair = new int[pairs.length * deltas.length];
    double[] factor = new double[pair.length];
    int[] start = new int[samples * deltas.length + 1];
    start[0] = samples * deltas.length;
    int count = 0;
    int first = 0;
    for (int i = 0; i < samples; i++) {
      int end = first;
      while (end < pairs.length && pairs[end] < (i + 1) * units) {
        end++;
      }
      for (int r = 0; r < deltas.length; r++) {
        for (int p = first; p < end; p++) {
          double d = deltas[r][pairs[p]];
          if (d != 0) {
            pair[count] = p;
            factor[count++] = range * d;
          }
        }
        start[i * deltas.length + r + 1] = start[0] + count;
      }
      first = end;
    }
    return new FreeSlopes(
        new ClarkeSet(start[0], start),
        layer.patches(),
        layer.block().cols(),
        Arrays.stream(pairs).map(k -> layer.weights(k % units)).toArray(),
        Arrays.stream(pairs).map(k -> layer.patch(k / units, k % units)).toArray(),
        Arrays.copyOf(pair, count),
        Arrays.copyOf(factor, count),
        activation.slope(0) == activation.lowSlope() ? 0 : 1);
  }

  /** Those of some margins alone, in this order. */
  FreeSlopes select(int... margins) {
    int[] start = new int[margins.length + 1];
    start[0] = margins.length;
    int[] columns =
        Arrays.stream(margins)
            .flatMap(
                j ->
                    IntStream.range(
                        set.start()[j] - set.margins(), set.start()[j + 1] - set.margins()))
            .toArray();
    for (int k = 0; k < margins.length; k++) {
      start[k + 1] = start[k] + set.start()[margins[k] + 1] - set.start()[margins[k]];
    }
    int[] used = Arrays.stream(columns).map(c -> pair[c]).sorted().distinct().toArray();
    return new FreeSlopes(
        new ClarkeSet(margins.length, start),
        patches,
        length,
        Arrays.stream(used).map(p -> row[p]).toArray(),
        Arrays.stream(used).map(p -> patch[p]).toArray(),
        Arrays.stream(columns).map(c -> Arrays.binarySearch(used, pair[c])).toArray(),
        Arrays.stream(columns).mapToDouble(c -> factor[c]).toArray(),
        pickedShare);
  }

  /** Number of columns. */
  int count() {
    return factor.length;
  }

  /** s += Σ_c x_c k_c, the x_c standing behind the λ. */
  void combine(double[] x, double[] s) {
    double[] weights = new double[row.length];
    for (int c = 0; c < factor.length; c++) {
      weights[pair[c]] += x[set.margins() + c] * factor[c];
    }
    for (int p = 0; p < row.length; p++) {
      if (weights[p] != 0) {
        Norms.add(weights[p], patches, patch[p], s, row[p], length);
      }
    }
  }

  /** m_c = ⟨k_c, v⟩, behind the λ. */
  void along(double[] v, double[] m) {
    double[] products = new double[row.length];
    for (int p = 0; p < row.length; p++) {
      products[p] = Norms.dotInOrder(v, row[p], patches, patch[p], length);
    }
    for (int c = 0; c < factor.length; c++) {
      m[set.margins() + c] = factor[c] * products[pair[c]];
    }
  }

  /** The numbers of a column that are not outside its row of weights. */
  double[] column(int c) {
    int from = patch[pair[c]];
    return Arrays.stream(patches, from, from + length).map(x -> factor[c] * x).toArray();
  }

  /** ‖k_c‖₂². */
  double square(int c) {
    int from = patch[pair[c]];
    return factor[c] * factor[c] * Norms.dotInOrder(patches, from, patches, from, length);
  }

  /** First index in θ of what a column is not 0 on. */
  int from(int c) {
    return row[pair[c]];
  }
}

package org.mirrorflow.flow.implicit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.model.WeightLayer;

/**
 * The multipliers σ of kinks that a step has found so far, by margin, and for the pairs of one
 * sample together. A kink has a key in its layer: the number of its unit, or for a tie the number
 * of units and that of its last unit.
 */
final class KinkMemory {
  private final int[] units;

  /** Log odds by margin, layer and key. */
  private final Map<Long, Double> logits = new HashMap<>();

  /** Sums of forces and of σ times forces by sample, layer and key. */
  private final Map<Long, double[]> shares = new HashMap<>();

  KinkMemory(List<WeightLayer> layers) {
    this.units = layers.stream().mapToInt(WeightLayer::units).toArray();
  }

  void forget() {
    logits.clear();
    shares.clear();
  }

  private long id(int layer, int of, int key) {
    return ((long) of * units.length + layer) << Integer.SIZE | key;
  }

  private int key(Kinks kinks, int k) {
    return kinks.tie(k) ? units[kinks.layer(k)] + kinks.unit(k) : kinks.unit(k);
  }

  /** Log odds of σ for margin j; NaN if not known. */
  double logit(int layer, int j, int key) {
    return logits.getOrDefault(id(layer, j, key), Double.NaN);
  }

  /** σ of sample i, for pairs that do not slide themselves; NaN if none of its pairs does. */
  double share(int layer, int i, int key) {
    double[] sums = shares.isEmpty() ? null : shares.get(id(layer, i, key));
    return sums == null ? Double.NaN : sums[1] / sums[0];
  }

  /** Keeps log odds v of the kinks of the rows of these margins. */
  void remember(Kinks kinks, int[] margin, double[] v) {
    for (int k = 0; k < kinks.count(); k++) {
      logits.put(id(kinks.layer(k), margin[kinks.row(k)], key(kinks, k)), v[k]);
    }
  }

  /** σ of a sample at a kink: the mean over its pairs that slide, by their forces. */
  void share(Kinks kinks, double[] lambda, double[] v) {
    shares.clear();
    for (int k = 0; k < kinks.count(); k++) {
      double force = lambda[kinks.row(k)] * -kinks.scale(k);
      if (force > 0) {
        double[] sums =
            shares.computeIfAbsent(
                id(kinks.layer(k), kinks.sample(k), key(kinks, k)), id -> new double[2]);
        sums[0] += force;
        sums[1] += force * Multipliers.logistic(v[k]);
      }
    }
  }
}

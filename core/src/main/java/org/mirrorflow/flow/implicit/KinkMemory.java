package org.mirrorflow.flow.implicit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mirrorflow.model.WeightLayer;

/**
 * The multipliers σ of kinks that a step has found so far, by sample. A kink has a key in its
 * layer: the number of its unit, or for a tie the number of units and that of its last unit.
 */
final class KinkMemory {
  private final int[] units;

  /** Log odds by sample, layer and key. */
  private final Map<Long, Double> logits = new HashMap<>();

  KinkMemory(List<WeightLayer> layers) {
    this.units = layers.stream().mapToInt(WeightLayer::units).toArray();
  }

  void forget() {
    logits.clear();
  }

  private long id(int layer, int sample, int key) {
    return ((long) sample * units.length + layer) << Integer.SIZE | key;
  }

  private int key(Kinks kinks, int k) {
    return kinks.tie(k) ? units[kinks.layer(k)] + kinks.unit(k) : kinks.unit(k);
  }

  /** Log odds of σ; NaN if not known. */
  double logit(int layer, int sample, int key) {
    return logits.getOrDefault(id(layer, sample, key), Double.NaN);
  }

  /** Keeps log odds v of kinks. */
  void remember(Kinks kinks, double[] v) {
    for (int k = 0; k < kinks.count(); k++) {
      logits.put(id(kinks.layer(k), kinks.sample(k), key(kinks, k)), v[k]);
    }
  }
}

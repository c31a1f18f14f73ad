package org.mirrorflow.lab.sweep;

import java.util.Map;
import org.mirrorflow.lab.run.RunSpec;

/**
 * One run of a sweep.
 *
 * @param id hexadecimal digest of the content: the values and the bytes of a data file. Two cells
 *     with one id are one run
 * @param values value per key of the grid, as in the file
 * @param spec the run; its seed follows from data, model and repetition, so that maps, losses and
 *     scales are compared from the same directions of the initial weights
 */
public record Cell(String id, Map<String, String> values, RunSpec spec) {

  /**
   * Copies the values.
   *
   * @param id hexadecimal digest of the content
   * @param values value per key of the grid, copied
   * @param spec the run
   */
  public Cell {
    values = Map.copyOf(values);
  }

  /**
   * {@return the value of a key, the default if the cell was made before there was such a key}
   *
   * @param key what the grid varies
   */
  public String value(GridKey key) {
    return values.getOrDefault(key.spec(), key.byDefault().orElse(null));
  }

  /** {@return the cell in a few words, for messages} */
  public String describe() {
    return "cell %s (data %s, model %s, map %s, init-scale %s, seed %s)"
        .formatted(
            id,
            value(GridKey.DATA),
            value(GridKey.MODEL),
            value(GridKey.MAP),
            value(GridKey.INIT_SCALE),
            value(GridKey.SEED));
  }
}

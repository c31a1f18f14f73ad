package org.mirrorflow.lab.advise;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.lab.run.RunOptions;

/**
 * A choice to be tried.
 *
 * @param map mirror map specification
 * @param initScale scale of the initial weights
 */
public record Candidate(String map, double initScale) {

  /** What one gets without asking. */
  public static final Candidate DEFAULT =
      new Candidate("euclidean", RunOptions.INIT_SCALE.byDefault());

  /**
   * Maps from sparse to dense: entropy-type and p near 1, in between, and p far above 2. Where a
   * map acts depends on the size of the weights, so entropies come at two scales.
   */
  static final List<String> MAPS =
      List.of("hyperbolic:beta=0.001", "hyperbolic:beta=0.1", "p:1.5", "euclidean", "p:3", "p:6");

  private static final List<Double> SCALES = List.of(0.01, RunOptions.INIT_SCALE.byDefault(), 1.0);

  /** {@return every map at every scale, the default among them} */
  public static List<Candidate> all() {
    List<Candidate> all = new ArrayList<>();
    for (String map : MAPS) {
      SCALES.forEach(scale -> all.add(new Candidate(map, scale)));
    }
    return all;
  }
}

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

  /** The scales as they are tried where time does not suffice for all. */
  private static final List<Double> FIRST_SCALES =
      List.of(RunOptions.INIT_SCALE.byDefault(), 1.0, 0.01);

  /** {@return every map at every scale, the default among them} */
  public static List<Candidate> all() {
    List<Candidate> all = new ArrayList<>();
    for (String map : MAPS) {
      SCALES.forEach(scale -> all.add(new Candidate(map, scale)));
    }
    return all;
  }

  /**
   * {@return the same: first the default, then those whose limit serves a goal best}
   *
   * @param goal what for
   */
  static List<Candidate> all(Goal goal) {
    List<Candidate> all = new ArrayList<>(List.of(DEFAULT));
    for (double scale : FIRST_SCALES) {
      goal.maps().stream()
          .map(map -> new Candidate(map, scale))
          .filter(candidate -> !candidate.equals(DEFAULT))
          .forEach(all::add);
    }
    return all;
  }
}

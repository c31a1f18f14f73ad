package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.lab.run.RunSpec;

/** Every family of maps on a small net: by entries, rows and singular values, and per layer. */
final class EveryMap {

  /**
   * A map of two layers.
   *
   * @param label in figures
   * @param map specification
   */
  record Item(String label, String map) {

    /** Where the explicit flow takes a hundred thousand steps and more. */
    boolean steep() {
      return map.equals("p:3") || map.startsWith("expr:");
    }
  }

  static final List<Item> ALL =
      List.of(
          new Item("hyperbolic", "hyperbolic:beta=0.1"),
          new Item("log map", "log:a=10"),
          new Item("p = 1.5", "p:1.5"),
          new Item("smoothed p", "smoothed:p=1.5,delta=1e-3"),
          new Item("euclidean", "euclidean"),
          new Item("p with logarithm", "plog:p=1.5"),
          new Item("p = 3", "p:3"),
          new Item("p = 3 and quadratic", "p:3,quadratic=1"),
          new Item("cosh", "cosh:s=1"),
          new Item("formula", "expr:x^4+x^2"),
          new Item("rows", "group(hyperbolic:beta=0.1)"),
          new Item("singular values", "spectral(p:3)"),
          new Item("per layer", "hyperbolic:beta=0.1|euclidean"));

  private static final double LOG_LOSS = -100;

  private EveryMap() {}

  /**
   * The flow of a map on the small net; explicit but for p = 3, where that takes a million steps.
   */
  static RunSpec of(StudySize size, Item item, long seed) {
    return RunSpec.of(SyntheticRuns.DATA, "dense:12", item.map)
        .startingAt(1, seed)
        .until(size.synthetic(LOG_LOSS))
        .with(item.steep() ? "auto" : "explicit");
  }
}

package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.map.MapRegistry;

/** Every family of maps on a small net: by entries, rows and singular values, and per layer. */
final class EveryMap {

  /**
   * A map of two layers.
   *
   * @param label in figures
   * @param map specification
   * @param integrator explicit where that takes less than a hundred thousand steps
   */
  record Item(String label, String map, String integrator) {

    private static Item explicit(String label, String map) {
      return new Item(label, map, "explicit");
    }

    private static Item auto(String label, String map) {
      return new Item(label, map, "auto");
    }

    /** The families and wrappers that it is made of. */
    private Stream<String> names() {
      return Arrays.stream(map.split("[|(]")).map(part -> part.replaceAll("[:)].*", ""));
    }
  }

  private static final List<Item> CHOSEN =
      List.of(
          Item.explicit("hyperbolic", "hyperbolic:beta=0.1"),
          Item.explicit("log map", "log:a=10"),
          Item.explicit("p = 1.5", "p:1.5"),
          Item.explicit("smoothed p", "smoothed:p=1.5,delta=1e-3"),
          Item.explicit("euclidean", "euclidean"),
          Item.explicit("p with logarithm", "plog:p=1.5"),
          Item.auto("p = 3", "p:3"),
          Item.explicit("p = 3 and quadratic", "p:3,quadratic=1"),
          Item.explicit("cosh", "cosh:s=1"),
          Item.auto("formula", "expr:x^4+x^2"),
          Item.explicit("rows", "group(hyperbolic:beta=0.1)"),
          Item.explicit("singular values", "spectral(p:3)"),
          Item.explicit("per layer", "hyperbolic:beta=0.1|euclidean"));

  /** Those, and what the registry knows besides, by its first example. */
  static final List<Item> ALL = Stream.concat(CHOSEN.stream(), others()).toList();

  private static final double LOG_LOSS = -100;

  private EveryMap() {}

  private static Stream<Item> others() {
    Set<String> chosen = CHOSEN.stream().flatMap(Item::names).collect(Collectors.toSet());
    return Stream.concat(
            MapRegistry.families().stream().map(f -> Item.auto(f.name(), f.examples().get(0))),
            MapRegistry.wrappers().stream().map(w -> Item.auto(w.name(), w.example())))
        .filter(item -> !chosen.contains(item.label));
  }

  /** The flow of a map on the small net. */
  static RunSpec of(StudySize size, Item item, long seed) {
    return RunSpec.of(SyntheticRuns.DATA, "dense:12", item.map)
        .startingAt(1, seed)
        .until(size.synthetic(LOG_LOSS))
        .with(item.integrator);
  }
}

package org.mirrorflow.gauge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every kind of gauge there is, made from the types that know them, at some indices. */
public final class EveryGauge {
  private static final double[] INDICES = {1, 1.5, 2, 3, Double.POSITIVE_INFINITY};

  private EveryGauge() {}

  /**
   * The norms of all parts at all indices, those of rows, and per norm the largest and the sum over
   * blocks.
   *
   * @throws IllegalStateException if a kind of {@link GaugeSpec} is missing
   */
  public static Stream<GaugeSpec> on(Layout layout) {
    List<GaugeSpec> all = new ArrayList<>();
    NormSpec other = GaugeSpec.lp(2);
    for (Parts parts : Parts.values()) {
      for (double p : INDICES) {
        NormSpec norm = new NormSpec(p, parts);
        all.add(norm);
        NormSpec[] perBlock = new NormSpec[layout.count()];
        Arrays.setAll(perBlock, b -> b % 2 == 0 ? norm : other);
        BlockSpec largest = BlockSpec.largest(List.of(perBlock));
        all.add(largest);
        all.add(largest.polar());
      }
    }
    all.add(new RowSpec(true));
    all.add(new RowSpec(false));
    requireEveryKind(all);
    return all.stream();
  }

  private static void requireEveryKind(List<GaugeSpec> all) {
    List<Class<?>> missing =
        Arrays.stream(GaugeSpec.class.getPermittedSubclasses())
            .filter(kind -> all.stream().noneMatch(kind::isInstance))
            .collect(Collectors.toList());
    if (!missing.isEmpty()) {
      throw new IllegalStateException("no gauge of the kinds " + missing);
    }
  }
}

package org.mirrorflow.gauge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Every kind of gauge there is, made from the types that know them, at some indices. */
public final class EveryGauge {
  private static final double[] INDICES = {1, 1.5, 2, 3, Double.POSITIVE_INFINITY};

  private EveryGauge() {}

  /** The norms of all parts at all indices, and the largest sum of a row. */
  public static Stream<GaugeSpec> onAnyLayout() {
    return Stream.concat(norms(), Stream.of(new RowSpec(true)));
  }

  /**
   * Those whose ball can be projected on, so that there are certificates: those on any layout, and
   * the largest norm over blocks.
   *
   * @throws IllegalStateException if a kind of {@link GaugeSpec} is missing
   */
  public static Stream<GaugeSpec> withBall(Layout layout) {
    List<GaugeSpec> all = new ArrayList<>(onAnyLayout().toList());
    norms().forEach(norm -> all.add(BlockSpec.largest(perBlock(norm, layout))));
    requireEveryKind(all);
    return all.stream();
  }

  /** The polars of the last two, sums over blocks and rows, which have no certificate. */
  public static Stream<GaugeSpec> withoutBall(Layout layout) {
    return Stream.concat(
        norms().map(norm -> new BlockSpec(Lp.of(1), perBlock(norm, layout))),
        Stream.of(new RowSpec(false)));
  }

  private static Stream<NormSpec> norms() {
    return Arrays.stream(Parts.values())
        .flatMap(parts -> Arrays.stream(INDICES).mapToObj(p -> new NormSpec(p, parts)));
  }

  private static List<NormSpec> perBlock(NormSpec norm, Layout layout) {
    return IntStream.range(0, layout.count())
        .mapToObj(b -> b % 2 == 0 ? norm : GaugeSpec.lp(2))
        .toList();
  }

  private static void requireEveryKind(List<GaugeSpec> all) {
    List<?> missing =
        Arrays.stream(GaugeSpec.class.getPermittedSubclasses())
            .filter(kind -> all.stream().noneMatch(kind::isInstance))
            .toList();
    if (!missing.isEmpty()) {
      throw new IllegalStateException("no gauge of the kinds " + missing);
    }
  }
}

package org.mirrorflow.horizon;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.gauge.BlockSpec;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.NormSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.MirrorMap;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.map.Potential;

/**
 * The horizon of a map of a whole parameter vector.
 *
 * <p>The limit gauge is joint over all blocks (ℓp, group ℓp or Schatten-p) if all blocks are of one
 * kind, have one index p, and grow alike. The reason is that balance makes D_b/L_b equal. If
 * D_b/D_c → 1 at equal scales, that is the balance of the joint problem. Otherwise (different p,
 * different kinds, or only proportional growth as for {@code log:a=1|log:a=10}) it is max_b Q_b,
 * with every block to be normalised by itself.
 *
 * @param gauge the limit gauge, on the layout of the map
 * @param blocks the horizon of every block, first to last
 * @since 0.1.0
 */
public record MapHorizon(Gauge gauge, List<Horizon> blocks) {
  /** Two dual potentials grow alike if their quotient at the largest scale is this close to 1. */
  private static final double ALIKE = 1e-3;

  /**
   * Copies the list.
   *
   * @param gauge the limit gauge
   * @param blocks one horizon per block, copied
   */
  public MapHorizon {
    blocks = List.copyOf(blocks);
  }

  /**
   * {@return the horizon of a map}
   *
   * @param map one map per block
   * @throws org.mirrorflow.io.InputException if a block has no limit gauge
   */
  public static MapHorizon of(ParameterMap map) {
    MirrorMap first = map.map(0);
    return of(map, map.maps().stream().allMatch(m -> alike(first.potential(), m.potential())));
  }

  /**
   * {@return the horizon of a map whose blocks move at rates of their own, that is, of potentials
   * R_b/η_b} They grow in proportion only, so every block is normalised by itself.
   *
   * @param map one map per block
   * @throws org.mirrorflow.io.InputException if a block has no limit gauge
   */
  public static MapHorizon separate(ParameterMap map) {
    return of(map, map.maps().size() == 1);
  }

  private static MapHorizon of(ParameterMap map, boolean alike) {
    List<Horizon> blocks = map.maps().stream().map(m -> Horizon.of(m.potential())).toList();
    List<NormSpec> norms =
        IntStream.range(0, blocks.size())
            .mapToObj(b -> blocks.get(b).limitGauge(map.map(b).over()))
            .toList();
    boolean joint = alike && norms.stream().allMatch(norms.get(0)::equals);
    GaugeSpec gauge = joint ? norms.get(0) : BlockSpec.largest(norms);
    return new MapHorizon(gauge.on(map.layout()), blocks);
  }

  /**
   * {@return the horizon of a specification on a layout}
   *
   * @param spec one map, or one per block
   * @param layout one block per weight layer
   * @throws org.mirrorflow.io.InputException if the specification does not fit the layout, or a
   *     block has no limit gauge
   */
  public static MapHorizon of(MapSpec spec, Layout layout) {
    return of(spec.on(layout));
  }

  /** {@return the regime of the block that approaches its limit most slowly} */
  public Regime regime() {
    return blocks.stream()
        .map(Horizon::regime)
        .max(
            Comparator.comparing(Regime::kind)
                .thenComparing(Regime::exponent, Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static boolean alike(Potential a, Potential b) {
    if (a.equals(b)) {
      return true;
    }
    double ranges = Math.min(ScaleRange.of(a).to(), ScaleRange.of(b).to());
    double top = Math.min(ranges, ScaleRange.LIMIT);
    return Math.abs(logDual(a, top) - logDual(b, top)) < ALIKE;
  }

  /** log D = log r + log(e − 1), D = (e − 1) r. */
  private static double logDual(Potential r, double logScale) {
    return r.logValue(Math.exp(logScale)) + Math.log(new Growth(r).index(logScale) - 1);
  }
}

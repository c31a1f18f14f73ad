package org.mirrorflow.gauge;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.mirrorflow.io.InputException;

/**
 * One norm per block. Q(v) = max_b Q_b(v_b) is the gauge of maps whose blocks have different
 * potentials. Its polar Σ_b Q_b°(s_b) is the gauge of their dual vectors.
 *
 * @param outer ℓ∞ for the largest, ℓ1 for the sum
 * @param perBlock Q_b, first block to last
 * @since 0.2.0
 */
public record BlockSpec(Lp outer, List<NormSpec> perBlock) implements GaugeSpec {

  /**
   * Checks that there is a norm and that the outer one is ℓ1 or ℓ∞.
   *
   * @param outer ℓ1 or ℓ∞
   * @param perBlock at least one, copied
   * @throws IllegalArgumentException if it is not so
   */
  public BlockSpec {
    perBlock = List.copyOf(perBlock);
    if (perBlock.isEmpty() || !(outer.p() == 1 || Double.isInfinite(outer.p()))) {
      throw new IllegalArgumentException(
          "block gauge %s of %s; expected l1 or linf of at least one norm"
              .formatted(outer.name(), perBlock));
    }
  }

  /**
   * {@return max_b Q_b}
   *
   * @param perBlock Q_b, first block to last
   * @throws IllegalArgumentException if there is none
   */
  public static BlockSpec largest(List<NormSpec> perBlock) {
    return new BlockSpec(Lp.of(Double.POSITIVE_INFINITY), perBlock);
  }

  @Override
  public Gauge on(Layout layout) {
    if (perBlock.size() != layout.count()) {
      throw new InputException(
          "gauge " + spec(),
          perBlock.size() + " gauges for " + layout.count() + " weight blocks",
          "one gauge per block",
          "separate the gauges of the blocks by |, first block to last");
    }
    return new BlockGauge(
        this,
        layout,
        IntStream.range(0, perBlock.size())
            .mapToObj(b -> perBlock.get(b).on(Layout.of(layout.block(b))))
            .toList());
  }

  /** {@return the specification of the polar} */
  BlockSpec polar() {
    return new BlockSpec(outer.dual(), perBlock.stream().map(NormSpec::polar).toList());
  }

  @Override
  public String spec() {
    return (outer.p() == 1 ? "sum:" : "blocks:")
        + perBlock.stream().map(NormSpec::spec).collect(Collectors.joining("|"));
  }
}

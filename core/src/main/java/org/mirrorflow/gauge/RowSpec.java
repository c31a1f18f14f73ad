package org.mirrorflow.gauge;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An outer norm of the norms of the rows of all blocks. It is max_r ‖v_r‖₁, for one matrix its
 * operator norm from ℓ∞ to ℓ∞, or its polar Σ_r ‖s_r‖_∞. The norms Σ_r ‖v_r‖₁ and max_r ‖s_r‖_∞ are
 * ℓ1 and ℓ∞ over all entries and are read as these.
 *
 * @param sums whether it is the largest of the rows' ℓ1 norms; else the sum of their ℓ∞ norms
 */
record RowSpec(boolean sums) implements GaugeSpec {
  private static final Lp SUM = Lp.of(1);
  private static final Lp LARGEST = Lp.of(Double.POSITIVE_INFINITY);

  @Override
  public Gauge on(Layout layout) {
    List<Block> rows =
        layout.blocks().stream()
            .flatMap(
                b ->
                    IntStream.range(0, b.rows())
                        .mapToObj(
                            r ->
                                new Block(
                                    b.name(), b.offset() + r * b.cols(), 1, b.cols(), b.degree())))
            .toList();
    NormSpec inner = new NormSpec(sums ? SUM : LARGEST, Parts.ENTRIES);
    BlockSpec form = new BlockSpec(sums ? LARGEST : SUM, Collections.nCopies(rows.size(), inner));
    return new RowGauge(this, layout, (BlockGauge) form.on(new Layout(rows)));
  }

  @Override
  public String spec() {
    return sums ? "rowsum:linf" : "rowmax:l1";
  }
}

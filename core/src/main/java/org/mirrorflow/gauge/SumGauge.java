package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Q(v) = Σ_b Q_b(v_b), one gauge per block; polar max_b Q_b°(s_b), a {@link BlockGauge}. It is the
 * gauge of dual vectors when the primal gauge is a block gauge.
 *
 * @param gauges Q_b, first block to last
 */
public record SumGauge(List<Gauge> gauges) implements Gauge {

  /**
   * Checks that there is a gauge and that none is itself made of blocks.
   *
   * @param gauges Q_b, at least one, copied
   * @throws IllegalArgumentException if there is none or one is a block or sum gauge
   */
  public SumGauge {
    gauges = BlockGauge.requireSimple(gauges);
  }

  @Override
  public double value(double[] v, Layout layout) {
    return Arrays.stream(BlockGauge.values(gauges, v, layout, spec())).sum();
  }

  @Override
  public void subgradient(double[] v, Layout layout, double[] out) {
    for (int b = 0; b < gauges.size(); b++) {
      gauges.get(b).subgradient(v, Layout.of(layout.block(b)), out);
    }
  }

  @Override
  public BlockGauge polar() {
    return new BlockGauge(gauges.stream().map(Gauge::polar).toList());
  }

  @Override
  public String spec() {
    return "sum:" + gauges.stream().map(Gauge::spec).collect(Collectors.joining("|"));
  }
}

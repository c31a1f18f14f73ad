package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;

/**
 * Q(v) = max_b Q_b(v_b), one gauge per block; polar Σ_b Q_b°(s_b), a {@link SumGauge}.
 *
 * <p>The gauge of maps whose blocks have different potentials. Balance does not equalise the
 * Q_b(θ_b), so margins are taken per block: {@link #normalize} and {@link #logProduct}.
 *
 * @param gauges Q_b, first block to last
 */
public record BlockGauge(List<Gauge> gauges) implements Gauge {

  /**
   * Checks that there is a gauge and that none is itself made of blocks.
   *
   * @param gauges Q_b, at least one, copied
   * @throws IllegalArgumentException if there is none or one is a block or sum gauge
   */
  public BlockGauge {
    gauges = requireSimple(gauges);
  }

  @Override
  public double value(double[] v, Layout layout) {
    return Arrays.stream(values(v, layout)).max().getAsDouble();
  }

  /**
   * {@return the Q_b(v_b), first block to last, a new array with one entry per block}
   *
   * @param v vector, read at the entries of the layout
   * @param layout as many blocks as there are gauges
   * @throws InputException if the layout has another number of blocks
   */
  public double[] values(double[] v, Layout layout) {
    return values(gauges, v, layout, spec());
  }

  /** The subgradient of the first largest Q_b in its block, 0 in the others. */
  @Override
  public void subgradient(double[] v, Layout layout, double[] out) {
    double[] values = values(v, layout);
    int largest = 0;
    for (int b = 1; b < values.length; b++) {
      if (values[b] > values[largest]) {
        largest = b;
      }
    }
    Arrays.fill(out, layout.start(), layout.end(), 0);
    gauges.get(largest).subgradient(v, Layout.of(layout.block(largest)), out);
  }

  /**
   * {@return log Π_b Q_b(v_b)^{L_b}, L_b the degree of block b; −∞ if a block is 0}
   *
   * @param v vector, read at the entries of the layout
   * @param layout as many blocks as there are gauges, with their degrees
   * @throws InputException if the layout has another number of blocks
   */
  public double logProduct(double[] v, Layout layout) {
    double[] values = values(v, layout);
    double log = 0;
    for (int b = 0; b < values.length; b++) {
      log += layout.block(b).degree() * Math.log(values[b]);
    }
    return log;
  }

  /**
   * {@return Π_b Q_b(v_b)^{L_b}, the denominator of the product margin γ_Π; use {@link #logProduct}
   * where it may overflow}
   *
   * @param v vector, read at the entries of the layout
   * @param layout as many blocks as there are gauges, with their degrees
   * @throws InputException if the layout has another number of blocks
   */
  public double product(double[] v, Layout layout) {
    double[] values = values(v, layout);
    double product = 1;
    for (int b = 0; b < values.length; b++) {
      product *= Math.pow(values[b], layout.block(b).degree());
    }
    return product;
  }

  /**
   * v with every block scaled to Q_b = 1; a block that is 0 stays 0. The new array has the length
   * of {@code v}; entries outside the layout are copied.
   *
   * @param v vector, left as it is
   * @param layout as many blocks as there are gauges
   * @return v̂_b = v_b / Q_b(v_b), a new array
   * @throws InputException if the layout has another number of blocks
   */
  public double[] normalize(double[] v, Layout layout) {
    double[] values = values(v, layout);
    double[] unit = v.clone();
    for (int b = 0; b < values.length; b++) {
      Block block = layout.block(b);
      for (int j = block.offset(); values[b] != 0 && j < block.end(); j++) {
        unit[j] /= values[b];
      }
    }
    return unit;
  }

  @Override
  public SumGauge polar() {
    return new SumGauge(gauges.stream().map(Gauge::polar).toList());
  }

  @Override
  public String spec() {
    return "blocks:" + gauges.stream().map(Gauge::spec).collect(Collectors.joining("|"));
  }

  static List<Gauge> requireSimple(List<Gauge> gauges) {
    if (gauges.isEmpty()
        || gauges.stream().anyMatch(g -> g instanceof BlockGauge || g instanceof SumGauge)) {
      throw new IllegalArgumentException(
          "block gauge of " + gauges + "; expected one gauge per block, none made of blocks");
    }
    return List.copyOf(gauges);
  }

  static double[] values(List<Gauge> gauges, double[] v, Layout layout, String spec) {
    if (gauges.size() != layout.count()) {
      throw new InputException(
          "gauge " + spec,
          gauges.size() + " gauges for " + layout.count() + " weight blocks",
          "one gauge per block",
          "separate the gauges of the blocks by |, first block to last");
    }
    double[] values = new double[gauges.size()];
    for (int b = 0; b < values.length; b++) {
      values[b] = gauges.get(b).value(v, Layout.of(layout.block(b)));
    }
    return values;
  }
}

package org.mirrorflow.gauge;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import org.mirrorflow.io.InputException;

/**
 * A {@link BlockSpec} on a layout: the largest or the sum of the Q_b(v_b), an outer norm of them.
 *
 * @param form outer norm and one norm per block
 * @param layout as many blocks as there are norms
 * @param gauges Q_b, each on its block
 */
record BlockGauge(BlockSpec form, Layout layout, List<Gauge> gauges) implements Gauge {

  @Override
  public String spec() {
    return form.spec();
  }

  @Override
  public double value(double[] v) {
    DoubleStream values = Arrays.stream(values(v));
    return largest() ? values.max().getAsDouble() : values.sum();
  }

  private double[] values(double[] v) {
    return gauges.stream().mapToDouble(gauge -> gauge.value(v)).toArray();
  }

  @Override
  public Gauge polar() {
    return new BlockGauge(form.polar(), layout, gauges.stream().map(Gauge::polar).toList());
  }

  /** If several blocks tie for the largest, only the first has weight. */
  @Override
  public void subgradient(double[] v, double[] out) {
    double[] values = values(v);
    double[] weights = new double[values.length];
    form.outer()
        .subgradient(
            values, 0, values.length, form.outer().norm(values, 0, values.length), weights);
    Arrays.fill(out, layout.start(), layout.end(), 0);
    for (int b = 0; b < weights.length; b++) {
      if (weights[b] > 0) {
        gauges.get(b).subgradient(v, out);
      }
    }
  }

  /**
   * For the largest, all blocks are taken as tied, and the weight of each is ⟨s_b, θ_b⟩ over the
   * sum. This is exact at a KKT point and an upper bound elsewhere.
   */
  @Override
  public double distance(double[] theta, double[] s) {
    if (!largest()) {
      return Gauge.super.distance(theta, s);
    }
    double[] weights = new double[gauges.size()];
    for (int b = 0; b < weights.length; b++) {
      for (int j = layout.block(b).offset(); j < layout.block(b).end(); j++) {
        weights[b] += Math.max(0, s[j] * theta[j]);
      }
    }
    double total = Arrays.stream(weights).sum();
    double square = 0;
    for (int b = 0; b < weights.length; b++) {
      double weight = weights[b] / total;
      double d =
          weight > 0
              ? weight
                  * gauges.get(b).distance(theta, Arrays.stream(s).map(x -> x / weight).toArray())
              : Lp.of(2).norm(s, layout.block(b).offset(), layout.block(b).end());
      square += d * d;
    }
    return Math.sqrt(square);
  }

  @Override
  public double project(double[] v) {
    if (!largest()) {
      throw new InputException(
          "gauge " + spec(),
          "no certificate is known for it",
          "an lp, group, spectral or block gauge",
          "choose one of these");
    }
    return gauges.stream().mapToDouble(gauge -> gauge.project(v)).sum();
  }

  /** The ball of the largest is the product of the balls of the blocks. */
  @Override
  public Optional<BallBarrier> barrier() {
    List<BallBarrier> known = gauges.stream().flatMap(gauge -> gauge.barrier().stream()).toList();
    return largest() && known.size() == gauges.size()
        ? Optional.of(new ProductBarrier(known))
        : Optional.empty();
  }

  @Override
  public List<Gauge> factors() {
    return largest() ? gauges : List.of(this);
  }

  private boolean largest() {
    return Double.isInfinite(form.outer().p());
  }

  /** Of a single block it is the gauge of that block. */
  @Override
  public Optional<Lp> entrywise() {
    return gauges.size() == 1 ? gauges.get(0).entrywise() : Optional.empty();
  }
}

package org.mirrorflow.analysis.rate;

import java.util.List;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.horizon.ScaledGauge;
import org.mirrorflow.map.ParameterMap;

/**
 * How far the gauge at the present scale is from the limit gauge, at a point θ of a training. With
 * the scale ρ(θ) = r⁻¹(R(θ)) the measure is h = ρ(θ)/Q(θ) − 1. This equals Q_{1/ρ}(v) − 1 at the
 * direction v = θ/Q(θ), for ρ = Q(θ).
 *
 * <p>It is measured in one block: the first of those that approach their limit most slowly.
 *
 * @param scaled Q_η of the block's map
 * @param limit Q
 * @param horizon limit and regime of the block
 * @since 0.1.0
 */
public record HorizonApproach(ScaledGauge scaled, Gauge limit, Horizon horizon) {

  /**
   * The approach at one point.
   *
   * @param logScale log ρ(θ); NaN where R is no number
   * @param horizonGap h, with its sign
   */
  public record Sample(double logScale, double horizonGap) {
    private static final Sample NONE = new Sample(Double.NaN, Double.NaN);
  }

  /**
   * {@return the approach of a map on a parameter vector}
   *
   * @param map the mirror map
   * @param horizon the horizon of that map
   */
  public static HorizonApproach of(ParameterMap map, MapHorizon horizon) {
    List<Horizon> blocks = horizon.blocks();
    int b = 0;
    while (!blocks.get(b).regime().equals(horizon.regime())) {
      b++;
    }
    Layout block = Layout.of(map.layout().block(b));
    return new HorizonApproach(
        ScaledGauge.of(map.map(b), block),
        blocks.get(b).limitGauge(map.map(b).over()).on(block),
        blocks.get(b));
  }

  /**
   * {@return the approach at one point}
   *
   * @param theta θ
   */
  public Sample at(double[] theta) {
    double gauge = limit.value(theta);
    try {
      double logScale = scaled.logScale(theta);
      return new Sample(logScale, Math.expm1(logScale - Math.log(gauge)));
    } catch (ArithmeticException outOfReach) {
      return Sample.NONE;
    }
  }
}

package org.mirrorflow.lab.horizon;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.Parts;
import org.mirrorflow.horizon.Arrival;
import org.mirrorflow.horizon.Growth;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.horizon.ScaledGauge;
import org.mirrorflow.map.MirrorMap;

/**
 * What {@code horizon --json} prints. Numbers that do not exist are null.
 *
 * @param map specification
 * @param limit limit gauge; null in the regime NONE
 * @param regime how fast the gauge is approached
 * @param regimeFormula the deviation d in terms of ρ
 * @param reason why there is no limit; empty unless NONE
 * @param estimated whether limit and regime were estimated from the potential's growth
 * @param at v
 * @param gaugeAt Q_η(v) at finite scales
 * @param gaugeLimit Q(v)
 * @param effectiveExponent p_eff at finite scales
 * @param arrivals when a flow is within ε of the limit
 * @param warnings what could not be established of the potential
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record HorizonAnswer(
    String map,
    Limit limit,
    String regime,
    String regimeFormula,
    String reason,
    boolean estimated,
    double[] at,
    List<GaugeAt> gaugeAt,
    Double gaugeLimit,
    List<ExponentAt> effectiveExponent,
    List<ArrivalWithin> arrivals,
    List<String> warnings) {

  /**
   * The limit gauge.
   *
   * @param gauge specification
   * @param p its index; null for ∞
   */
  public record Limit(String gauge, Double p) {}

  /**
   * The gauge of the sublevel set at a finite scale.
   *
   * @param eta η = 1/ρ
   * @param value Q_η(v); null where r cannot be evaluated
   */
  public record GaugeAt(double eta, Double value) {}

  /**
   * The effective exponent at a finite scale.
   *
   * @param scale ρ
   * @param p p_eff(ρ); null where r cannot be evaluated
   */
  public record ExponentAt(double scale, Double p) {}

  /**
   * The scale and time from which the gauge is within ε; see {@link Arrival}.
   *
   * @param epsilon ε, a fraction of Q
   * @param everywhere whether it is that close at every scale; the other numbers are null then
   * @param logScale log ρ; null where it is no number
   * @param logTime log t; null where it is no number
   * @param logLogTime log log t; null where it is no number
   */
  public record ArrivalWithin(
      double epsilon, boolean everywhere, Double logScale, Double logTime, Double logLogTime) {}

  private static final double[] SCALES = {1e-2, 1, 1e2, 1e4, 1e8};
  private static final double[] EPSILONS = {0.1, 0.01, 0.001};

  /**
   * Asks a map.
   *
   * @param map the map that is asked
   * @param at v; for row and spectral maps the entries are row norms or singular values
   * @param etas η &gt; 0
   * @param degree L of the model whose arrival is predicted
   * @param margin γ of that model
   * @return its answer
   */
  public static HorizonAnswer of(
      MirrorMap map, double[] at, double[] etas, int degree, double margin) {
    Horizon horizon = Horizon.of(map.potential());
    boolean none = horizon.regime().kind() == Regime.Kind.NONE;
    GaugeSpec limit = none ? null : horizon.limitGauge(map.over());
    Layout line = Layout.of(Block.matrix(at.length, 1));
    ScaledGauge scaled = new ScaledGauge(map.potential(), Parts.ENTRIES, line);
    Growth growth = new Growth(map.potential());
    List<GaugeAt> values = new ArrayList<>();
    for (double eta : etas) {
      values.add(new GaugeAt(eta, reached(scaled, at, eta)));
    }
    return new HorizonAnswer(
        map.spec(),
        none ? null : new Limit(limit.spec(), orNull(horizon.p())),
        horizon.regime().kind().name(),
        formula(horizon.regime()),
        horizon.regime().reason(),
        horizon.estimated(),
        at.clone(),
        values,
        none ? null : orNull(horizon.limitGauge(Parts.ENTRIES).on(line).value(at)),
        Arrays.stream(SCALES)
            .mapToObj(rho -> new ExponentAt(rho, orNull(growth.effectiveExponent(Math.log(rho)))))
            .toList(),
        Arrays.stream(EPSILONS)
            .mapToObj(epsilon -> arrival(epsilon, map, at.length, degree, margin))
            .toList(),
        map.potential().doubt().stream().toList());
  }

  private static ArrivalWithin arrival(
      double epsilon, MirrorMap map, int coordinates, int degree, double margin) {
    Arrival arrival = Arrival.within(epsilon, map.potential(), coordinates, degree, margin);
    return new ArrivalWithin(
        epsilon,
        arrival.logScale() == Double.NEGATIVE_INFINITY,
        orNull(arrival.logScale()),
        orNull(arrival.logTime()),
        orNull(arrival.logLogTime()));
  }

  /** The leading term of the approach, in words a reader can copy. */
  private static String formula(Regime regime) {
    return switch (regime.kind()) {
      case EXACT -> "0 at every scale";
      case ALGEBRAIC -> power(regime);
      case LOGARITHMIC, SLOWER ->
          String.format(
              Locale.ROOT,
              "~ %.4g (log rho %+.4g)^-%.4g",
              regime.coefficient(),
              regime.shift(),
              regime.exponent());
      case NONE -> "no limit";
    };
  }

  private static String power(Regime regime) {
    if (Double.isInfinite(regime.exponent())) {
      return "faster than every power of the scale";
    }
    return regime.shift() == 0
        ? String.format(Locale.ROOT, "~ %.4g rho^-%.4g", regime.coefficient(), regime.exponent())
        : String.format(
            Locale.ROOT,
            "~ %.4g exp(-%.4g (log rho %+.4g))",
            regime.coefficient(),
            regime.exponent(),
            regime.shift());
  }

  /** Null where even log r(v/η) is beyond the range of numbers. */
  private static Double reached(ScaledGauge scaled, double[] at, double eta) {
    try {
      return scaled.value(at, eta);
    } catch (ArithmeticException outOfReach) {
      return null;
    }
  }

  private static Double orNull(double x) {
    return Double.isFinite(x) ? x : null;
  }
}

package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.analysis.rate.RegimeReading;
import org.mirrorflow.horizon.Regime;

/**
 * The regime that a run shows: the law by which h = ρ(θ)/Q(θ) − 1 falls in the scale ρ.
 *
 * @param regime EXACT, ALGEBRAIC, LOGARITHMIC, SLOWER or UNDECIDED
 * @param law in words; null for EXACT and UNDECIDED, as are the numbers
 * @param exponent of the law
 * @param low lower end of its interval
 * @param high upper end
 * @param predicted the exponent that the map's horizon says; null where it has none
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record RateSummary(
    String regime, String law, Double exponent, Double low, Double high, Double predicted) {

  /**
   * {@return the regime that the marks of a run show}
   *
   * @param trajectory the marks
   * @param approach the approach of the run's map to its limit gauge
   */
  public static RateSummary of(Trajectory trajectory, HorizonApproach approach) {
    RegimeReading reading =
        RegimeReading.of(trajectory.column("logScale"), trajectory.column("horizonGap"));
    String name = reading.kind().map(Regime.Kind::name).orElse("UNDECIDED");
    Double predicted = RunResult.orNull(approach.horizon().regime().exponent());
    if (reading.fit().isEmpty()) {
      return new RateSummary(name, null, null, null, null, predicted);
    }
    RateFit fit = reading.fit().get();
    return new RateSummary(
        name, fit.law().of("rho"), fit.exponent(), fit.low(), fit.high(), predicted);
  }
}

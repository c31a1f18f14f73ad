package org.mirrorflow.analysis.rate;

import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.horizon.Regime;

/**
 * The regime that a trajectory shows, from h against log ρ ({@link HorizonApproach}).
 *
 * <ul>
 *   <li>EXACT: h is 0 to rounding at every point;
 *   <li>ALGEBRAIC: h follows a power of ρ;
 *   <li>LOGARITHMIC: a power of log ρ whose exponent may be 1 or more;
 *   <li>SLOWER: a power of log ρ with an exponent below 1, or one of log log ρ.
 * </ul>
 *
 * @param kind empty if undecided
 * @param analysis the laws compared; empty for EXACT and for too few points
 * @since 0.1.0
 */
public record RegimeReading(Optional<Regime.Kind> kind, Optional<RateAnalysis> analysis) {
  /** Rounding of a norm of up to 1e6 entries against another of the same. */
  private static final double ROUNDING = 1e-12;

  /** Below this, rounding disturbs the logarithm of h by more than a thousandth. */
  private static final double RESOLVED = 1e-10;

  /** {@return the fit behind the name; empty for EXACT and if undecided} */
  public Optional<RateFit> fit() {
    return analysis.flatMap(RateAnalysis::law);
  }

  /**
   * Reads a series; points whose numbers are not finite, or whose ρ ≤ e, are left out.
   *
   * @param logScale log ρ, growing
   * @param gap h at these scales, as many
   * @return the regime, if one is named
   */
  public static RegimeReading of(double[] logScale, double[] gap) {
    int[] points =
        IntStream.range(0, gap.length)
            .filter(i -> logScale[i] > 1 && Double.isFinite(logScale[i]) && Double.isFinite(gap[i]))
            .toArray();
    if (points.length == 0) {
      return new RegimeReading(Optional.empty(), Optional.empty());
    }
    if (IntStream.of(points).allMatch(i -> Math.abs(gap[i]) <= ROUNDING)) {
      return new RegimeReading(Optional.of(Regime.Kind.EXACT), Optional.empty());
    }
    int[] used = growing(points, logScale, gap);
    if (used.length < RateAnalysis.FEWEST) {
      return new RegimeReading(Optional.empty(), Optional.empty());
    }
    RateAnalysis analysis =
        RateAnalysis.of(
            IntStream.of(used).mapToDouble(i -> logScale[i]).toArray(),
            IntStream.of(used).mapToDouble(i -> Math.abs(gap[i])).toArray());
    return new RegimeReading(analysis.law().map(RegimeReading::kind), Optional.of(analysis));
  }

  /** Points at which the scale is larger than at all before, and h is resolved. */
  private static int[] growing(int[] points, double[] logScale, double[] gap) {
    double[] largest = {Double.NEGATIVE_INFINITY};
    return IntStream.of(points)
        .filter(
            i -> {
              boolean grows = logScale[i] > largest[0];
              largest[0] = Math.max(largest[0], logScale[i]);
              return grows && Math.abs(gap[i]) > RESOLVED;
            })
        .toArray();
  }

  private static Regime.Kind kind(RateFit fit) {
    return switch (fit.law()) {
      case POWER -> Regime.Kind.ALGEBRAIC;
      case POWER_OF_LOG -> fit.high() < 1 ? Regime.Kind.SLOWER : Regime.Kind.LOGARITHMIC;
      case POWER_OF_LOG_LOG -> Regime.Kind.SLOWER;
    };
  }
}

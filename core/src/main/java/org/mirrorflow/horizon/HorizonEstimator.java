package org.mirrorflow.horizon;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.mirrorflow.map.Potential;

/**
 * Estimates the horizon of any potential from values of its growth index e(u) = ρ r'/r, u = log ρ.
 * It uses all scales at which r can be evaluated: u up to 690 in doubles, and far beyond for
 * formulas.
 *
 * <p>If e has settled at the top, the limit p of e is read off there. Otherwise e is extrapolated
 * in a power of 1/(u + B), since slowly varying factors leave e − p ~ 1/u at u = 690. How e − p
 * decays gives the regime: exponentially in u is ALGEBRAIC, like 1/u LOGARITHMIC, and so on. An e
 * that grows without bound is rapid variation, p = ∞, and 1/e takes the place of e − p. Oscillation
 * that does not fade is NONE. What happens beyond cannot be seen: the answer is an extrapolation,
 * and says so by {@link Horizon#estimated}.
 */
final class HorizonEstimator {
  /** Relative error of e from rounding, with a margin; differences below it mean nothing. */
  private static final double NOISE = 1e-9;

  /** The tail e − p is fitted between these relative sizes, well above the noise. */
  private static final double TAIL_END = 1e-8;

  private static final double TAIL_START = 1e-6;

  /** A range that ends below this u ends because r grows too fast. */
  private static final double WIDE = 30;

  /** Growth of e that is a matter of rapid variation, not of large p. */
  private static final double LARGE_INDEX = 30;

  /** Powers of 1/u above this are exponential decay seen over too short a range. */
  private static final double STEEPEST_POWER = 6;

  /** Powers of 1/u within this of 0 cannot be told from no decay. */
  private static final double FLATTEST_POWER = 0.05;

  /** 1/(u log u) and 1/u count as logarithmic; log u/u and 1/√u are slower. */
  private static final double LOGARITHMIC_POWER = 0.93;

  /** A law that misses e − limit by more than this does not describe it. */
  private static final double MISFIT = 0.005;

  private static final double STEP = 0.25;

  /** There e − p ~ 1/u stands out of the rounding of e still, by a factor of 1e9. */
  private static final double FAR = 1e6;

  private final Potential potential;
  private final ScaleRange range;
  private final DoubleUnaryOperator index;
  private final double top;

  /** The step of scans of the whole range. */
  private final double step;

  private HorizonEstimator(Potential potential, ScaleRange range) {
    this.potential = potential;
    this.range = range;
    this.index = new Growth(potential)::index;
    this.top = range.to();
    this.step = STEP * Math.max(1, top / ScaleRange.LIMIT);
  }

  /** Estimates the horizon of a potential from its values. */
  static Horizon estimate(Potential potential) {
    ScaleRange range = ScaleRange.of(potential);
    if (range.bounded()) {
      return none(
          String.format(
              Locale.ROOT, "its domain is bounded, about |x| < %.3g", Math.exp(range.to())));
    }
    if (range.length() < 1) {
      return none("its values cannot be represented");
    }
    HorizonEstimator estimator = new HorizonEstimator(potential, range);
    return range.to() < WIDE ? estimator.onNarrowRange() : estimator.onWideRange();
  }

  private Horizon onNarrowRange() {
    if (at(top) > LARGE_INDEX && logSlope(top) > FLATTEST_POWER) {
      return rapid();
    }
    if (settled(top - 1)) {
      return settledHorizon();
    }
    return none(
        String.format(
            Locale.ROOT, "r overflows at |x| = %.3g before its growth settles", Math.exp(top)));
  }

  private Horizon onWideRange() {
    if (extrema() > 1 && swing(top / 2, top) > NOISE * at(top)) {
      return oscillating();
    }
    if (settled(top / 2)) {
      return settledHorizon();
    }
    double octave = Math.log(at(top) / at(top / 2));
    if (octave > 1 && octave > 1.5 * Math.log(at(top / 2) / at(top / 4))) {
      return rapid();
    }
    return extrapolated(ShiftedPower.fit(index, top), octave);
  }

  private Horizon extrapolated(ShiftedPower fit, double octave) {
    boolean fits = fit.residual() < MISFIT;
    boolean growing = octave > 0;
    if (fits && fit.isExponential() && fit.exponent() * top > STEEPEST_POWER) {
      return finite(fit.limit(), Regime.algebraic(fit.exponent(), fit.coefficient()), 0);
    }
    if (fits && fit.exponent() > FLATTEST_POWER && fit.exponent() < STEEPEST_POWER) {
      Regime regime = inPowersOfLog(fit.exponent(), fit.coefficient(), fit.shift());
      return finite(limit(fit), regime, fit.shift());
    }
    if (fits && growing && fit.exponent() < -FLATTEST_POWER) {
      return infinite(inPowersOfLog(-fit.exponent(), 1 / fit.coefficient(), fit.shift()));
    }
    double power = octave / Math.log(2);
    if (growing && Math.abs(fit.exponent()) <= FLATTEST_POWER) {
      return infinite(Regime.slower(power, Math.pow(top, power) / at(top), 0));
    }
    return none(
        String.format(Locale.ROOT, "its growth index has not settled at log x = %.0f", top));
  }

  /** The limit of e from scales far above the range, which leave less to extrapolate. */
  private double limit(ShiftedPower fit) {
    double far = Math.min(FAR, potential.largestLogX());
    if (!(far > top)) {
      return fit.limit();
    }
    ShiftedPower beyond = ShiftedPower.fit(index, far);
    return beyond.residual() < MISFIT ? beyond.limit() : fit.limit();
  }

  private double at(double u) {
    return index.applyAsDouble(u);
  }

  private boolean settled(double below) {
    return Math.abs(at(top) - at(below)) <= NOISE * at(top);
  }

  /** e has a limit within rounding: EXACT if it is there at all scales, else ALGEBRAIC. */
  private Horizon settledHorizon() {
    double p = at(top);
    double envelope = 0;
    double end = Double.NaN;
    double sizeAtEnd = Double.NaN;
    double u = top;
    for (; u >= range.from(); u -= Double.isNaN(end) ? step : STEP) {
      envelope = Math.max(envelope, Math.abs(at(u) - p));
      if (Double.isNaN(end) && envelope > TAIL_END * p) {
        u = step > STEP ? lastAbove(p, u, u + step) : u;
        envelope = Math.abs(at(u) - p);
        end = u;
        sizeAtEnd = envelope;
      }
      if (envelope > TAIL_START * p && end - u >= 4 * STEP) {
        break;
      }
    }
    if (Double.isNaN(end)) {
      return finite(p, Regime.exact(), 0);
    }
    double start = Math.max(u, range.from());
    double a = Math.log(envelope / sizeAtEnd) / (end - start);
    double sign = Math.signum(at(end) - p);
    return finite(p, Regime.algebraic(a, sign, Math.log(sizeAtEnd) + a * end), 0);
  }

  /** The u between two where |e − p| falls through the end of the tail. */
  private double lastAbove(double p, double above, double below) {
    double low = above;
    double high = below;
    while (high - low > 1e-3 * STEP) {
      double middle = 0.5 * (low + high);
      if (Math.abs(at(middle) - p) > TAIL_END * p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** e grows like a power of ρ, or faster than every power. */
  private Horizon rapid() {
    double a = logSlope(top);
    if (a > 1.1 * logSlope(top - STEP)) {
      return infinite(Regime.algebraic(Double.POSITIVE_INFINITY, 1));
    }
    return infinite(Regime.algebraic(a, 1, a * top - Math.log(at(top))));
  }

  private double logSlope(double u) {
    return Math.log(at(u) / at(u - STEP)) / STEP;
  }

  private Horizon oscillating() {
    double last = swing(top / 2, top);
    double before = swing(top / 4, top / 2);
    if (last > 0.75 * before) {
      return none("its growth oscillates between powers for ever");
    }
    double sum = 0;
    int count = 0;
    for (double u = 0.75 * top; u <= top; u += step) {
      sum += at(u);
      count++;
    }
    double power = Math.log(before / last) / Math.log(2);
    double exponent = Math.log(before / last) / (top / 4);
    double amplitude = 0.5 * last;
    return finite(
        sum / count,
        power > STEEPEST_POWER
            ? Regime.algebraic(exponent, 1, Math.log(amplitude) + exponent * top / 2)
            : inPowersOfLog(power, amplitude * Math.pow(top / 2, power), 0),
        0);
  }

  /** Number of turning points of e in the upper half of the range that stand out of the noise. */
  private int extrema() {
    int extrema = 0;
    double direction = 0;
    double turning = at(top / 2);
    for (double u = top / 2; u <= top; u += step) {
      double value = at(u);
      double move = value - turning;
      if (move * direction > 0 || (direction == 0 && Math.abs(move) > NOISE * value)) {
        direction = Math.signum(move);
        turning = value;
      } else if (move * direction < 0 && Math.abs(move) > NOISE * value) {
        extrema++;
        direction = -direction;
        turning = value;
      }
    }
    return extrema;
  }

  private double swing(double from, double to) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double u = from; u <= to; u += step) {
      low = Math.min(low, at(u));
      high = Math.max(high, at(u));
    }
    return high - low;
  }

  private static Regime inPowersOfLog(double power, double coefficient, double shift) {
    return power >= LOGARITHMIC_POWER
        ? Regime.logarithmic(power, coefficient, shift)
        : Regime.slower(power, coefficient, shift);
  }

  /**
   * A convex r has an index of at least 1; index 1 with a bounded r' is no mirror map. The index is
   * given to nine digits, which rounding leaves of it.
   */
  private Horizon finite(double p, Regime regime, double shift) {
    if (p < 1 + FLATTEST_POWER && gradientIsBounded(shift)) {
      return none("its gradient is bounded, so the map reaches only some dual variables");
    }
    return new Horizon(Math.max(1, Math.rint(p * 1e9) / 1e9), regime, true);
  }

  private static Horizon infinite(Regime regime) {
    return new Horizon(Double.POSITIVE_INFINITY, regime, true);
  }

  private static Horizon none(String reason) {
    return new Horizon(Double.NaN, Regime.none(reason), true);
  }

  /** The increments of log r' over octaves of u + shift die out geometrically, not like 1/log u. */
  private boolean gradientIsBounded(double shift) {
    double half = (top + shift) / 2;
    double last = logGradient(top) - logGradient(half - shift);
    double before = logGradient(half - shift) - logGradient(half / 2 - shift);
    return last < NOISE || last < 0.75 * before;
  }

  private double logGradient(double u) {
    return potential.logGradientAt(u);
  }
}

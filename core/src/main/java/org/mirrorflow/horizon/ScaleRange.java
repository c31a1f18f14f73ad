package org.mirrorflow.horizon;

import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.Roots;

/**
 * The scales u = log ρ at which values of a potential can be trusted. There r and r', in the log
 * domain, are neither lost to underflow nor so large that log r has no digits behind the point.
 *
 * @param from smallest u
 * @param to largest u
 * @param bounded whether r is no number above {@code to}: its domain ends there
 */
record ScaleRange(double from, double to, boolean bounded) {
  /** log of the largest and smallest x looked at. */
  static final double LIMIT = 690;

  /** Below this r or r' may be subnormal numbers, if they are computed outside the log domain. */
  private static final double SMALLEST_LOG = -650;

  /** Rounding of log r at this size disturbs e by 1e-10. */
  private static final double LARGEST_LOG = 1e6;

  /** Beyond float64 only powers are followed; faster growth is visible before. */
  private static final double LARGEST_INDEX = 1e3;

  private static final int BISECTIONS = 60;

  /** The part of it where x is a double. */
  ScaleRange ofDoubles() {
    return new ScaleRange(from, Math.min(to, LIMIT), bounded);
  }

  double length() {
    return to - from;
  }

  /** The highest contiguous range. An empty one (to &lt; from) if no scale can be used. */
  static ScaleRange of(Potential potential) {
    ScaleRange doubles = inDoubles(potential);
    double beyond = Math.min(8 * potential.settlingLogX(), potential.largestLogX());
    boolean more = doubles.to == LIMIT && beyond > LIMIT && potential.index(beyond) * beyond > 0;
    return more && potential.index(beyond) < LARGEST_INDEX
        ? new ScaleRange(doubles.from, beyond, false)
        : doubles;
  }

  private static ScaleRange inDoubles(Potential potential) {
    double top = LIMIT;
    boolean bounded = false;
    while (top >= -LIMIT && !usable(potential, top)) {
      bounded |= Double.isNaN(potential.logValue(Math.exp(top)));
      top--;
    }
    if (top < -LIMIT) {
      return new ScaleRange(0, Double.NEGATIVE_INFINITY, bounded);
    }
    double bottom = top;
    while (bottom > -LIMIT && usable(potential, bottom - 1)) {
      bottom--;
    }
    return new ScaleRange(
        edge(potential, bottom, bottom - 1), edge(potential, top, top + 1), bounded);
  }

  private static double edge(Potential potential, double inside, double outside) {
    if (Math.abs(inside) >= LIMIT) {
      return inside;
    }
    return Roots.bisect(u -> usable(potential, u), inside, outside, BISECTIONS).in();
  }

  private static boolean usable(Potential potential, double u) {
    double x = Math.exp(u);
    return inRange(potential.logValue(x)) && inRange(potential.logGradient(x));
  }

  private static boolean inRange(double log) {
    return log >= SMALLEST_LOG && log <= LARGEST_LOG;
  }
}

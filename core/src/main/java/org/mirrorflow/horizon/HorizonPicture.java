package org.mirrorflow.horizon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.stream.DoubleStream;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.map.Potential;
import org.mirrorflow.numeric.LogSum;
import org.mirrorflow.numeric.Roots;

/**
 * The data of a figure of a horizon. They are the sublevel sets of two coordinates at growing
 * scales, each divided by its scale, the unit ball of the limit gauge, and the effective exponent
 * at each scale. The coordinates are those of the map: entries, row norms or singular values.
 *
 * @param balls {Q_{1/ρ} ≤ 1} at growing ρ
 * @param limit the ball of the limit gauge; empty in the regime NONE
 * @param effectiveExponent p_eff against log ρ
 * @since 0.1.0
 */
public record HorizonPicture(List<Ball> balls, Optional<Ball> limit, Series effectiveExponent) {
  private static final int POINTS_PER_QUADRANT = 64;
  private static final int SERIES_POINTS = 200;
  private static final int BISECTIONS = 60;

  /** Nearer than this to the limit, two balls cannot be told apart in a picture. */
  private static final double VISIBLE = 0.003;

  /** Scales in decades: ρ = 10^k. */
  private static final double[] DECADES = {-2, -1, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256};

  /**
   * A closed polyline around the origin, counterclockwise; the first point is repeated at the end.
   *
   * @param logScale log ρ; +∞ for the limit
   * @param x first coordinates
   * @param y second coordinates
   */
  public record Ball(double logScale, double[] x, double[] y) {}

  /**
   * A function on a grid.
   *
   * @param logScale log ρ, growing
   * @param value the values there
   */
  public record Series(double[] logScale, double[] value) {}

  /**
   * Copies the list.
   *
   * @param balls at growing scales
   * @param limit empty in the regime NONE
   * @param effectiveExponent p_eff against log ρ
   */
  public HorizonPicture {
    balls = List.copyOf(balls);
  }

  /**
   * The picture at scales chosen so that neighbouring balls differ visibly.
   *
   * @param potential r
   * @return its balls, limit and effective exponent
   */
  public static HorizonPicture of(Potential potential) {
    Horizon horizon = Horizon.of(potential);
    ScaleRange range = ScaleRange.of(potential).ofDoubles();
    List<Double> scales = new ArrayList<>();
    for (double decade : DECADES) {
      double u = decade * Math.log(10);
      if (u >= range.from() && u <= range.to()) {
        scales.add(u);
        if (u > 0 && horizon.approach(u, 2) < VISIBLE) {
          break;
        }
      }
    }
    if (scales.isEmpty()) {
      scales.add(range.to());
    }
    return of(potential, scales.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * The picture at given scales; the exponent is shown from the smallest to the largest, and over
   * at least twenty decades if r can be evaluated there.
   *
   * @param potential r
   * @param logScales log ρ of the balls, growing
   * @return its balls, limit and effective exponent
   */
  public static HorizonPicture of(Potential potential, double... logScales) {
    Horizon horizon = Horizon.of(potential);
    List<Ball> balls =
        DoubleStream.of(logScales).mapToObj(u -> ball(u, d -> radius(potential, u, d))).toList();
    Optional<Ball> limit =
        horizon.regime().kind() == Regime.Kind.NONE
            ? Optional.empty()
            : Optional.of(limit(Lp.of(horizon.p())));
    ScaleRange range = ScaleRange.of(potential).ofDoubles();
    double half = 10 * Math.log(10);
    double from = Math.max(range.from(), Math.min(logScales[0], -half));
    double to = Math.min(range.to(), Math.max(logScales[logScales.length - 1], half));
    return new HorizonPicture(balls, limit, exponents(potential, from, to));
  }

  private static Series exponents(Potential potential, double from, double to) {
    Growth growth = new Growth(potential);
    double[] logScale = new double[SERIES_POINTS];
    double[] value = new double[SERIES_POINTS];
    for (int k = 0; k < SERIES_POINTS; k++) {
      logScale[k] = from + (to - from) * k / (SERIES_POINTS - 1);
      value[k] = growth.effectiveExponent(logScale[k]);
    }
    return new Series(logScale, value);
  }

  private interface Radius {
    double along(double[] direction);
  }

  private static Ball limit(Lp norm) {
    return ball(Double.POSITIVE_INFINITY, d -> 1 / norm.norm(d, 0, 2));
  }

  /** By symmetry from one quadrant; the corners of ℓ1 and ℓ∞ are among the points. */
  private static Ball ball(double logScale, Radius radius) {
    int n = POINTS_PER_QUADRANT;
    double[] x = new double[4 * n + 1];
    double[] y = new double[4 * n + 1];
    for (int k = 0; k <= n; k++) {
      double angle = 0.5 * Math.PI * k / n;
      double[] direction = {k == n ? 0 : Math.cos(angle), k == 0 ? 0 : Math.sin(angle)};
      double r = radius.along(direction);
      put(x, y, k, r * direction[0], r * direction[1]);
      put(x, y, 2 * n - k, -r * direction[0], r * direction[1]);
      put(x, y, 2 * n + k, -r * direction[0], -r * direction[1]);
      put(x, y, 4 * n - k, r * direction[0], -r * direction[1]);
    }
    return new Ball(logScale, x, y);
  }

  private static void put(double[] x, double[] y, int k, double px, double py) {
    x[k] = px;
    y[k] = py;
  }

  /**
   * The t with r(ρ t d₁) + r(ρ t d₂) = r(ρ), by bisection. The set is convex and even and has the
   * unit vectors on its boundary. So it lies between the balls of ℓ1 and ℓ∞.
   */
  private static double radius(Potential potential, double logScale, double[] direction) {
    double scale = Math.exp(logScale);
    double target = potential.logValue(scale);
    DoublePredicate inside =
        t ->
            LogSum.of(
                    logValue(potential, scale * t * direction[0]),
                    logValue(potential, scale * t * direction[1]))
                < target;
    double low = 1 / (direction[0] + direction[1]);
    double high = 1 / Math.max(direction[0], direction[1]);
    return Roots.bisect(inside, low, high, BISECTIONS).middle();
  }

  private static double logValue(Potential potential, double x) {
    return x == 0 ? Double.NEGATIVE_INFINITY : potential.logValue(x);
  }
}

package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.numeric.Norms;

/**
 * The step of a {@link LimitSolver} in any gauge: maximise over Q(v) ≤ 1
 *
 * <p>min_j lin_j(v) − ρ'/2 ‖v − θ̂‖₂², lin_j(v) = (1 − L) q̂_j + ⟨ĝ_j, v⟩, ρ' = ρ L q̂_min /
 * ‖θ̂‖₂²,
 *
 * <p>through its dual, a smooth convex function of x. Let v be the projection of θ̂ + Ax/ρ' onto
 * the ball of Q. The gradient is Aᵀv + (1 − L) q̂. The method is the accelerated projected gradient
 * method with restarts (Beck and Teboulle 2009, doi:10.1137/080716542; O'Donoghue and Candès 2015,
 * doi:10.1007/s10208-013-9150-3).
 */
final class BallProxStep implements ProxStep {
  /** The program is solved to this share of L q̂_min, */
  private static final double ABSOLUTE = 1e-9;

  /** or to this share of the rise that its v promises. */
  private static final double RELATIVE = 0.05;

  private static final int MOST_ITERATIONS = 3_000;
  private static final double SHORTER = 0.5;
  private static final double LONGER = 1.1;
  private static final double NEGLIGIBLE = 1e-12;

  private final ClarkeSet set;
  private final Columns columns;
  private final Gauge gauge;
  private final double[] unit;
  private final double[] offset;
  private final double[] metric;
  private final double minimum;
  private final double scale;
  private final double square;
  private double[] start;

  /**
   * Multiplications so far: a point takes a product with A, one with its transpose, a projection.
   */
  private double multiplications;

  BallProxStep(MarginGradients gradients, Gauge gauge, double[] unit) {
    this.set = gradients.set();
    this.columns = gradients.columns();
    this.gauge = gauge;
    this.unit = unit;
    this.minimum = gradients.minimum();
    this.scale = gauge.layout().degree() * minimum;
    this.square = Norms.dotInOrder(unit, unit);
    this.offset = Arrays.copyOf(gradients.margins(), set.size());
    for (int k = 0; k < offset.length; k++) {
      offset[k] *= 1 - gauge.layout().degree();
    }
    this.metric = gradients.squares();
    double largest = Arrays.stream(metric).max().getAsDouble();
    for (int k = 0; k < metric.length; k++) {
      metric[k] = Math.max(metric[k], NEGLIGIBLE * largest);
    }
    double[] uniform = new double[set.size()];
    Arrays.fill(uniform, 0, set.margins(), 1.0 / set.margins());
    this.start = gradients.extend(uniform);
  }

  /** A point of the dual with its value, v and gradient. */
  private final class Point {
    private final double[] x;
    private final double[] v = new double[unit.length];
    private final double[] gradient = new double[set.size()];
    private final double value;

    Point(double[] x, double weight) {
      this.x = x;
      multiplications += 2.0 * set.size() * unit.length;
      double[] s = new double[unit.length];
      columns.combine(x, s);
      for (int j = 0; j < s.length; j++) {
        v[j] = unit[j] + s[j] / weight;
      }
      multiplications += gauge.project(v);
      double distance = 0;
      for (int j = 0; j < s.length; j++) {
        distance += (v[j] - unit[j]) * (v[j] - unit[j]);
      }
      columns.along(v, gradient);
      for (int k = 0; k < gradient.length; k++) {
        gradient[k] += offset[k];
      }
      value = Norms.dotInOrder(x, gradient) - 0.5 * weight * distance;
    }

    /** Distance of the value from the optimum at most. */
    double gap() {
      return Norms.dotInOrder(x, gradient) - set.minimum(gradient);
    }

    double promised() {
      return set.minimum(gradient) - minimum;
    }
  }

  @Override
  public Candidate solve(double prox) {
    double weight = prox * scale / square;
    double step = weight;
    multiplications = 0;
    Point now = new Point(start, weight);
    Point best = now;
    double[] extrapolated = start;
    double momentum = 1;
    for (int k = 0; k < MOST_ITERATIONS && !done(best); k++) {
      Point base = momentum == 1 ? now : new Point(extrapolated, weight);
      Point next = descend(base, step, weight);
      while (next.value > model(base, next, step)) {
        step *= SHORTER;
        next = descend(base, step, weight);
      }
      step *= LONGER;
      boolean restart = next.value > now.value;
      double following = restart ? 1 : 0.5 * (1 + Math.sqrt(1 + 4 * momentum * momentum));
      double share = restart ? 0 : (momentum - 1) / following;
      extrapolated = next.x.clone();
      for (int i = 0; i < extrapolated.length; i++) {
        extrapolated[i] += share * (next.x[i] - now.x[i]);
      }
      now = restart ? now : next;
      momentum = following;
      best = next.gap() < best.gap() ? next : best;
    }
    start = best.x;
    return new Candidate(best.v, best.promised(), multiplications);
  }

  private boolean done(Point point) {
    return point.gap() <= Math.max(ABSOLUTE * scale, RELATIVE * point.promised());
  }

  private Point descend(Point from, double step, double weight) {
    double[] x = from.x.clone();
    for (int k = 0; k < x.length; k++) {
      x[k] -= step / metric[k] * from.gradient[k];
    }
    set.project(x, metric);
    return new Point(x, weight);
  }

  /**
   * The quadratic model at {@code from} that the step must not undershoot, with room for rounding.
   */
  private double model(Point from, Point to, double step) {
    double value = from.value;
    for (int k = 0; k < from.x.length; k++) {
      double d = to.x[k] - from.x[k];
      value += d * from.gradient[k] + 0.5 * metric[k] * d * d / step;
    }
    return value + NEGLIGIBLE * Math.abs(value);
  }
}

package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.Optional;
import org.mirrorflow.certificate.convex.AbsoluteSums;
import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.numeric.Norms;

/**
 * Solves min_x max_{Q(v) ≤ 1} ⟨Ax, v⟩ for any gauge with the primal–dual hybrid gradient method
 * (Chambolle and Pock 2011, doi:10.1007/s10851-010-0251-1). Steps are adaptive, with averaging and
 * restarts (Applegate et al. 2021, arXiv 2106.04756). Both sets are compact, so every pair has a
 * true duality gap and the restarts go by it.
 */
final class PrimalDual {
  /** Restart if the gap has fallen to this share of its value at the last restart. */
  private static final double SUFFICIENT = 0.2;

  /** Restart if it has fallen to this share and does not fall any more. */
  private static final double NECESSARY = 0.8;

  /** Restart if this share of all steps has passed since the last restart. */
  private static final double LONG = 0.36;

  private static final int STEPS_PER_CHECK = 8;

  /**
   * A run that continues has this share of the weight before, and keeps it. The upper bound, a sum
   * over many rows, is close first; the lower one is that of the worst column, and steps of v that
   * are shorter bring it nearer.
   */
  private static final double EASED = 0.5;

  /** Steps after which a run has found its pace. */
  private static final int SETTLED = 50;

  /** Lower bound of an entry of a metric, as a share of their mean. */
  private static final double SHORTEST = 1e-8;

  private final MarginGradients gradients;
  private final ClarkeSet set;
  private final Gauge gauge;
  private final Bounds bounds;
  private Point now;
  private Point next;
  private final Point average;

  /** Distances of x are √(Σ metric_k x_k²): columns of A of every length then look alike. */
  private final double[] metric;

  /** The same of v, for rows of A; 1 where the projection onto the ball is known for no other. */
  private final double[] rowMetric;

  private double averageWeight;
  private double step;
  private double weight;
  private long steps;
  private int products;

  /** Of the runs that this one continues. */
  private long stepsBefore;

  /**
   * How a run ended.
   *
   * @param weight of distances in x against those in v
   * @param step its length
   * @param steps so far, of the runs before, too
   */
  record Pace(double weight, double step, long steps) {}

  /** x, v, s = Ax, m = Aᵀv. */
  private static final class Point {
    private final double[] x;
    private final double[] v;
    private final double[] s;
    private final double[] m;

    Point(int size, int parameters) {
      x = new double[size];
      v = new double[parameters];
      s = new double[parameters];
      m = new double[size];
    }

    void set(Point other) {
      System.arraycopy(other.x, 0, x, 0, x.length);
      System.arraycopy(other.v, 0, v, 0, v.length);
      System.arraycopy(other.s, 0, s, 0, s.length);
      System.arraycopy(other.m, 0, m, 0, m.length);
    }

    /** this += share · (other − this), the four arrays being linear in (x, v). */
    void mix(Point other, double share) {
      mix(x, other.x, share);
      mix(v, other.v, share);
      mix(s, other.s, share);
      mix(m, other.m, share);
    }

    private static void mix(double[] a, double[] b, double share) {
      for (int k = 0; k < a.length; k++) {
        a[k] += share * (b[k] - a[k]);
      }
    }
  }

  /**
   * @param x where to start
   * @param v where to start; in the ball
   */
  PrimalDual(MarginGradients gradients, Gauge gauge, Bounds bounds, double[] x, double[] v) {
    this.gradients = gradients;
    this.set = gradients.set();
    this.gauge = gauge;
    this.bounds = bounds;
    int size = set.size();
    int parameters = gradients.parameters();
    now = new Point(size, parameters);
    next = new Point(size, parameters);
    average = new Point(size, parameters);
    System.arraycopy(x, 0, now.x, 0, size);
    System.arraycopy(v, 0, now.v, 0, parameters);
    gradients.combine(now.x, now.s);
    gradients.along(now.v, now.m);
    products = 2;
    Optional<AbsoluteSums> sums = box(gauge) ? gradients.absoluteSums() : Optional.empty();
    metric = metric(sums.map(AbsoluteSums::columns).orElseGet(gradients::squares));
    rowMetric = metric(sums.map(AbsoluteSums::rows).orElseGet(() -> DualProgram.ones(parameters)));
    double xs = distance(now.x, new double[size], metric);
    weight = distance(now.v, new double[parameters], rowMetric) / xs;
    step = xs / Norms.euclidean(now.s);
  }

  /** Goes on at the pace of a run before, from the best points that it found. */
  void goOn(Pace before) {
    weight = EASED * before.weight;
    step = before.step;
    stepsBefore = before.steps;
  }

  /**
   * How the run ended; empty after few steps, where weight and step are still those of the start.
   */
  Optional<Pace> pace() {
    return steps < SETTLED
        ? Optional.empty()
        : Optional.of(new Pace(weight, step, stepsBefore + steps));
  }

  /** Whether the ball is a box: the nearest point is then the same in all metrics of the rows. */
  private static boolean box(Gauge gauge) {
    return gauge.entrywise().filter(norm -> Double.isInfinite(norm.p())).isPresent();
  }

  private static double[] metric(double... sizes) {
    double mean = Arrays.stream(sizes).average().getAsDouble();
    return Arrays.stream(sizes).map(size -> Math.max(size / mean, SHORTEST)).toArray();
  }

  /** Runs until the bounds are close or the effort is spent; returns the products used. */
  int run(int mostProducts) {
    Point anchor = new Point(set.size(), gradients.parameters());
    anchor.set(now);
    double gapAtRestart = gap(now);
    double gapBefore = gapAtRestart;
    long lastRestart = 0;
    while (products < mostProducts && !bounds.close()) {
      for (int k = 0; k < STEPS_PER_CHECK; k++) {
        advance();
      }
      double own = gap(now);
      double averaged = gap(average);
      double gap = Math.min(own, averaged);
      boolean restart =
          gap <= SUFFICIENT * gapAtRestart
              || (gap <= NECESSARY * gapAtRestart && gap > gapBefore)
              || steps - lastRestart >= LONG * steps;
      gapBefore = gap;
      if (restart) {
        if (averaged < own) {
          now.set(average);
        }
        if (stepsBefore == 0) {
          reweight(anchor);
        }
        anchor.set(now);
        averageWeight = 0;
        gapAtRestart = gap;
        lastRestart = steps;
      }
    }
    return products;
  }

  private double gap(Point point) {
    return bounds.offerUpper(point.x, point.s) - bounds.offerLower(point.v, point.m);
  }

  /** One accepted step. */
  private void advance() {
    boolean accepted;
    do {
      accepted = attempt();
    } while (!accepted);
  }

  /** Whether the step was accepted; the step size adapts to the curvature met. */
  private boolean attempt() {
    steps++;
    movePrimal(step / weight);
    moveDual(step * weight);
    products++;
    double limit = longest();
    double used = step;
    double all = stepsBefore + steps + 1.0;
    step = Math.min((1 - Math.pow(all, -0.3)) * limit, (1 + Math.pow(all, -0.6)) * step);
    if (used > limit) {
      return false;
    }
    gradients.along(next.v, next.m);
    products++;
    accept(used);
    return true;
  }

  private void movePrimal(double tau) {
    for (int k = 0; k < now.x.length; k++) {
      next.x[k] = now.x[k] - tau / metric[k] * now.m[k];
    }
    set.project(next.x, metric);
    gradients.combine(next.x, next.s);
  }

  private void moveDual(double sigma) {
    for (int k = 0; k < now.v.length; k++) {
      next.v[k] = now.v[k] + sigma / rowMetric[k] * (2 * next.s[k] - now.s[k]);
    }
    gauge.project(next.v);
  }

  /** The longest step for which the method's inequality holds with the curvature just met. */
  private double longest() {
    double movement = 0;
    for (int k = 0; k < now.x.length; k++) {
      double dx = next.x[k] - now.x[k];
      movement += weight * metric[k] * dx * dx;
    }
    double interaction = 0;
    for (int k = 0; k < now.v.length; k++) {
      double dv = next.v[k] - now.v[k];
      movement += rowMetric[k] * dv * dv / weight;
      interaction += dv * (next.s[k] - now.s[k]);
    }
    return interaction == 0 ? Double.POSITIVE_INFINITY : movement / (2 * Math.abs(interaction));
  }

  private void accept(double used) {
    Point swap = now;
    now = next;
    next = swap;
    averageWeight += used;
    if (averageWeight == used) {
      average.set(now);
    } else {
      average.mix(now, used / averageWeight);
    }
  }

  /** Balances the distances that x and v went since the last restart, smoothed in the logarithm. */
  private void reweight(Point anchor) {
    double dx = distance(now.x, anchor.x, metric);
    double dv = distance(now.v, anchor.v, rowMetric);
    if (dx > 0 && dv > 0) {
      weight = Math.sqrt(weight * dv / dx);
    }
  }

  private static double distance(double[] a, double[] b, double[] metric) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += metric[k] * (a[k] - b[k]) * (a[k] - b[k]);
    }
    return Math.sqrt(sum);
  }
}

package org.mirrorflow.certificate;

import java.util.Arrays;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.numeric.DenseCholesky;
import org.mirrorflow.numeric.Norms;

/**
 * The barrier method behind {@link LinearMaxMargin}. It makes Newton's steps on t F − Σ_i log(⟨w,
 * g_i⟩ − 1) with t growing. For p = 1 and ∞ the function has − Σ_j log(u_j² − w_j²) as well. For p
 * &lt; 2 the second derivative (p − 1)|w_j|^{p−2} is replaced by the larger |w_j|^{p−2}.
 */
final class LinearBarrier {
  private static final double GROWTH = 8;
  private static final int MOST_NEWTON_STEPS = 200;

  /**
   * On the central path F exceeds its minimum by (number of constraints)/t: relative, at the end.
   */
  private static final double ACCURACY = 1e-10;

  private static final double SUFFICIENT = 0.02;
  private static final double SHORTEST = 1e-12;

  /** Squared decrement at which a point is central, */
  private static final double DECREMENT = 1e-20;

  /** and below which Newton's full step converges for self-concordant functions. */
  private static final double NEAR = 1e-2;

  private static final double FLAT = 1e-12;

  private final double[][] rows;
  private final Lp norm;
  private final boolean sum;
  private final boolean maximum;
  private final int d;
  private double[] w;
  private double[] u;
  private double t;

  LinearBarrier(double[][] rows, Lp norm) {
    this.rows = rows;
    this.norm = norm;
    this.sum = norm.p() == 1;
    this.maximum = Double.isInfinite(norm.p());
    this.d = rows[0].length;
  }

  /** From a w with positive margins. */
  LinearMaxMargin solve(double[] separator) {
    double least = margin(separator);
    w = Arrays.stream(separator).map(x -> 2 * x / least).toArray();
    double largest = Arrays.stream(w).map(Math::abs).max().getAsDouble();
    u = new double[sum ? d : maximum ? 1 : 0];
    Arrays.fill(u, 2 * largest);
    t = rows.length / objective(w, u);
    int constraints = rows.length + (sum || maximum ? 2 * d : 0);
    LinearMaxMargin best = null;
    while (best == null || constraints > ACCURACY * t * objective(w, u)) {
      centre();
      LinearMaxMargin now = result();
      best =
          best == null
              ? now
              : new LinearMaxMargin(
                  Math.max(best.margin(), now.margin()),
                  Math.min(best.upper(), now.upper()),
                  now.margin() >= best.margin() ? now.direction() : best.direction());
      t *= GROWTH;
    }
    return best;
  }

  private double margin(double[] v) {
    double least = Double.POSITIVE_INFINITY;
    for (double[] row : rows) {
      least = Math.min(least, Norms.dotInOrder(row, v));
    }
    return least;
  }

  private LinearMaxMargin result() {
    double[] s = new double[d];
    double total = 0;
    for (double[] row : rows) {
      double lambda = 1 / (Norms.dotInOrder(row, w) - 1);
      total += lambda;
      Norms.add(lambda, row, s);
    }
    double size = norm.norm(w, 0, d);
    double[] direction = Arrays.stream(w).map(x -> x / size).toArray();
    return new LinearMaxMargin(margin(direction), norm.dual().norm(s, 0, d) / total, direction);
  }

  private double objective(double[] v, double[] bounds) {
    if (sum || maximum) {
      return Arrays.stream(bounds).sum();
    }
    return Arrays.stream(v).map(x -> Math.pow(Math.abs(x), norm.p())).sum() / norm.p();
  }

  private double value(double[] v, double[] bounds) {
    double value = t * objective(v, bounds);
    for (double[] row : rows) {
      double slack = Norms.dotInOrder(row, v) - 1;
      if (!(slack > 0)) {
        return Double.POSITIVE_INFINITY;
      }
      value -= Math.log(slack);
    }
    for (int j = 0; bounds.length > 0 && j < d; j++) {
      double b = bounds[maximum ? 0 : j];
      if (!(b > Math.abs(v[j]))) {
        return Double.POSITIVE_INFINITY;
      }
      value -= Math.log(b - v[j]) + Math.log(b + v[j]);
    }
    return value;
  }

  /**
   * Newton's steps to the centre. Once the decrement is small they converge without a line search,
   * whose differences of large values would be rounding; they end when it no longer falls.
   */
  private void centre() {
    double last = Double.POSITIVE_INFINITY;
    for (int step = 0; step < MOST_NEWTON_STEPS; step++) {
      double[] dw = new double[d];
      double[] du = new double[u.length];
      double decrement = newton(dw, du);
      boolean near = decrement < NEAR;
      if (!(decrement > 0) || decrement < DECREMENT || (near && decrement >= last)) {
        return;
      }
      last = near ? decrement : Double.POSITIVE_INFINITY;
      double before = value(w, u);
      double length = 1;
      double bound = near ? Double.MAX_VALUE : before - SUFFICIENT * decrement;
      while (length > SHORTEST && !(value(plus(w, dw, length), plus(u, du, length)) <= bound)) {
        length *= 0.5;
        bound = near ? Double.MAX_VALUE : before - SUFFICIENT * length * decrement;
      }
      if (length <= SHORTEST) {
        return;
      }
      w = plus(w, dw, length);
      u = plus(u, du, length);
    }
  }

  private static double[] plus(double[] a, double[] b, double factor) {
    double[] out = a.clone();
    Norms.add(factor, b, out);
    return out;
  }

  /** Writes Newton's step and returns the squared decrement; the u_j of p = 1 are eliminated. */
  private double newton(double[] dw, double[] du) {
    int size = maximum ? d + 1 : d;
    double[][] h = new double[size][];
    for (int k = 0; k < size; k++) {
      h[k] = new double[k + 1];
    }
    double[] g = new double[size];
    rowTerms(h, g);
    double[] ratio = new double[d];
    double[] rest = new double[d];
    double eliminated = 0;
    if (maximum) {
      g[d] = t;
    }
    for (int j = 0; j < d; j++) {
      if (!sum && !maximum) {
        powerTerms(j, h, g);
        continue;
      }
      double b = u[maximum ? 0 : j];
      double below = 1 / (b - w[j]);
      double above = 1 / (b + w[j]);
      double same = below * below + above * above;
      double cross = above * above - below * below;
      double gradient = below - above;
      double boundGradient = -(below + above);
      if (maximum) {
        g[j] += gradient;
        g[d] += boundGradient;
        h[j][j] += same;
        h[d][j] += cross;
        h[d][d] += same;
      } else {
        ratio[j] = cross / same;
        rest[j] = (t + boundGradient) / same;
        g[j] += gradient - cross * rest[j];
        // same − cross²/same without cancellation
        h[j][j] += 4 * below * below * above * above / same;
        eliminated += rest[j] * rest[j] * same;
      }
    }
    double[] step = Arrays.stream(g).map(x -> -x).toArray();
    new DenseCholesky(h).solve(step);
    System.arraycopy(step, 0, dw, 0, d);
    for (int j = 0; j < u.length; j++) {
      du[j] = maximum ? step[d] : -rest[j] - ratio[j] * dw[j];
    }
    return eliminated - Norms.dotInOrder(step, g);
  }

  /** Gradient and second derivative of −Σ log(⟨row, w⟩ − 1). */
  private void rowTerms(double[][] h, double[] g) {
    for (double[] row : rows) {
      double inverse = 1 / (Norms.dotInOrder(row, w) - 1);
      for (int j = 0; j < d; j++) {
        double scaled = row[j] * inverse;
        g[j] -= scaled;
        for (int k = 0; k <= j; k++) {
          h[j][k] += scaled * inverse * row[k];
        }
      }
    }
  }

  private void powerTerms(int j, double[][] h, double[] g) {
    double p = norm.p();
    double size = Math.abs(w[j]);
    double floor = FLAT * norm.norm(w, 0, d);
    g[j] += t * Math.copySign(Math.pow(size, p - 1), w[j]);
    h[j][j] += t * Math.max(1, p - 1) * Math.pow(Math.max(size, floor), p - 2);
  }
}

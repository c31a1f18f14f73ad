package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.gauge.BallBarrier;
import org.mirrorflow.numeric.Norms;

/**
 * max t over the ball {Q(v) ≤ 1}, with t at most the least ⟨a_j, v⟩ − Σ_c u_c of the margins, where
 * u_c ≥ max(0, −⟨k_c, v⟩) for the kinks. It follows the central path: the least of −τt + F(v) − Σ
 * log of all slacks, for growing τ. The inverse slacks are the multipliers λ and μ.
 *
 * <p>Newton's steps are the same in whatever units the entries of v are. Methods that project on
 * the ball are not: with entries decades apart they hardly move. An iteration takes about twice the
 * columns times the square of the rows. So this is a method for few rows.
 */
public final class BarrierMethod {
  /** What τ is multiplied by once the point is near the path. */
  private static final double GROWTH = 8;

  /** Squared decrement of Newton's step below which a point is near the path, */
  private static final double NEAR = 0.1;

  /** and below which its full step converges for self-concordant functions. */
  private static final double CONVERGES = 0.01;

  /** Share of the decrease that the gradient promises, which a step must reach. */
  private static final double SUFFICIENT = 0.02;

  private static final double SHORTEST = 1e-10;

  private static final int REFINEMENTS = 2;

  private final ClarkeSet set;
  private final Columns columns;
  private final CompensatedColumns accurate;
  private final BallBarrier ball;
  private final int rows;
  private final double[] x;
  private final double[] s;

  private double[] v;
  private double[] u;
  private double t;
  private double tau;

  /** Of Newton's step: the changes of v and t, then of u. */
  private double[] dv;

  private double[] du;

  private SquaresNewton matrix;

  /** What Ax and −Σ λ should be, for multipliers that are not normalised. */
  private double[] target;

  /**
   * A program that has not begun.
   *
   * @param set the coefficients of the gradients
   * @param columns the gradients
   * @param ball a barrier of {Q ≤ 1}
   */
  public BarrierMethod(ClarkeSet set, Columns columns, BallBarrier ball) {
    this.set = set;
    this.columns = columns;
    this.accurate = new CompensatedColumns(columns);
    this.ball = ball;
    this.rows = columns.parameters();
    this.x = new double[set.size()];
    this.s = new double[rows];
  }

  /**
   * {@return multiplications of an iteration, about}
   *
   * @param set the coefficients
   * @param parameters number of rows
   */
  public static double work(ClarkeSet set, int parameters) {
    double square = (double) parameters * parameters;
    return square * (2.0 * set.size() + 8.0 * parameters);
  }

  /**
   * Runs from v = 0 until the caller stops it or rounding does.
   *
   * @param value the size of Q° to begin with, positive
   * @param mostSteps most steps of Newton's method
   * @param stop decides at every step whether to end
   */
  public void run(double value, int mostSteps, InteriorPoint.Stop stop) {
    v = new double[rows];
    u = new double[set.size()];
    t = -value;
    for (int j = 0; j < set.margins(); j++) {
      int kinks = set.start()[j + 1] - set.start()[j];
      Arrays.fill(u, set.start()[j], set.start()[j + 1], value / (2 * kinks));
    }
    tau = set.margins() / value;
    for (int step = 0; step < mostSteps; step++) {
      double decrement = newton();
      if (!(decrement >= 0)) {
        return;
      }
      if (decrement < 1 && stops(stop)) {
        return;
      }
      if (decrement < NEAR) {
        tau *= GROWTH;
        decrement = newton();
      }
      if (!(decrement >= 0) || !advance(decrement)) {
        return;
      }
    }
  }

  /** ⟨a_j, v⟩ − Σ u − t of the margins, then u + ⟨k, v⟩ of the kinks. */
  private double[] slacks(double[] direction, double[] bounds, double top) {
    double[] slack = new double[set.size()];
    accurate.along(direction, slack);
    for (int j = 0; j < set.margins(); j++) {
      slack[j] -= top;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        slack[j] -= bounds[c];
        slack[c] += bounds[c];
      }
    }
    return slack;
  }

  private double value(double[] direction, double[] bounds, double top) {
    double value = ball.value(direction) - tau * top;
    double[] slack = slacks(direction, bounds, top);
    for (int k = 0; k < slack.length; k++) {
      if (!(slack[k] > 0) || (k >= set.margins() && !(bounds[k] > 0))) {
        return Double.POSITIVE_INFINITY;
      }
      value -= Math.log(slack[k]) + (k >= set.margins() ? Math.log(bounds[k]) : 0);
    }
    return value;
  }

  /**
   * Finds the step and returns its squared decrement. Of the slacks s of the margins, u and e = u +
   * ⟨k, v⟩ of the kinks, the changes of u are eliminated. With α = 1/u² + 1/e² and β = 1/e², what
   * is left is a sum of squares: of ⟨a + Σ (β/α) k, dv⟩ − dt over s² + Σ 1/α for a margin, and of
   * ⟨k, dv⟩ over u² + e² for a kink.
   */
  private double newton() {
    double[] slack = slacks(v, u, t);
    double[] gradient = new double[rows + 1];
    ball.gradient(v, gradient);
    gradient[rows] = -tau;
    double[] eliminated = new double[set.size()];
    target = gradient.clone();
    matrix = new SquaresNewton(rows + 1);
    ball.addHessian(v, matrix.rest(), matrix::addToRest);
    double[] factors = new double[set.size()];
    double fall = 0;
    for (int j = 0; j < set.margins(); j++) {
      fall += addMargin(j, slack, factors, eliminated);
      gradient[rows] -= factors[j];
    }
    accurate.addTo(factors, gradient);
    matrix.factor();
    dv = Arrays.stream(gradient).map(g -> -g).toArray();
    matrix.solve(dv);
    follow(slack, eliminated);
    return fall - Norms.dotInOrder(dv, gradient);
  }

  /**
   * Writes the factors of a margin and its kinks in the gradient, and returns the part of the
   * decrement that is in the changes of u alone.
   */
  private double addMargin(int j, double[] slack, double[] factors, double[] eliminated) {
    double inverse = 1 / slack[j];
    double spread = spread(slack, j);
    double sum = 0;
    double fall = 0;
    for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
      double alpha = stiffness(slack, c);
      double own = inverse - 1 / u[c] - 1 / slack[c];
      sum += own / alpha;
      fall += own * own / alpha;
    }
    double common = sum / spread;
    factors[j] = -inverse;
    double[] row = Arrays.copyOf(columns.values()[j], rows + 1);
    row[rows] = -1;
    for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
      double alpha = stiffness(slack, c);
      double beta = 1 / (slack[c] * slack[c]);
      eliminated[c] = (inverse - 1 / u[c] - 1 / slack[c] - common) / alpha;
      factors[j] += inverse * inverse * eliminated[c];
      factors[c] = -1 / slack[c] - beta * eliminated[c];
      double[] kink = columns.values()[c];
      int from = columns.from()[c];
      Norms.add(beta / alpha, kink, 0, row, from, kink.length);
      matrix.add(kink, from, 1 / (u[c] * u[c] + slack[c] * slack[c]));
    }
    matrix.add(row, 0, 1 / spread);
    return fall - sum * common;
  }

  private double stiffness(double[] slack, int c) {
    return 1 / (u[c] * u[c]) + 1 / (slack[c] * slack[c]);
  }

  /** s² + Σ 1/α of a margin and its kinks. */
  private double spread(double[] slack, int j) {
    double spread = slack[j] * slack[j];
    for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
      spread += 1 / stiffness(slack, c);
    }
    return spread;
  }

  /** The changes of u that belong to those of v and t. */
  private void follow(double[] slack, double[] eliminated) {
    double[] along = new double[set.size()];
    accurate.along(dv, along);
    du = new double[set.size()];
    for (int j = 0; j < set.margins(); j++) {
      double spread = spread(slack, j);
      double shifted = along[j] - dv[rows];
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        shifted += along[c] / (slack[c] * slack[c] * stiffness(slack, c));
      }
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        double alpha = stiffness(slack, c);
        du[c] =
            shifted / (spread * alpha) - along[c] / (slack[c] * slack[c] * alpha) - eliminated[c];
      }
    }
  }

  /** The multipliers that Newton's step belongs to: they fulfil their equation to first order. */
  private boolean stops(InteriorPoint.Stop stop) {
    double[] slack = slacks(v, u, t);
    double[] change = slacks(dv, du, dv[rows]);
    for (int k = 0; k < x.length; k++) {
      x[k] = (1 - change[k] / slack[k]) / slack[k];
    }
    matrix.addRestTimes(1, dv, target);
    for (int round = 0; round < REFINEMENTS; round++) {
      refine(slack);
    }
    set.restore(x);
    Arrays.fill(s, 0);
    accurate.addTo(x, s);
    return stop.at(x, s, v);
  }

  /**
   * Brings Ax and Σ λ nearer to what they should be, ∇F + ∇²F dv and τ. Where large entries of Ax
   * cancel, rounding of single multipliers leaves more there than Ax itself.
   */
  private void refine(double[] slack) {
    double[] missing = new double[rows + 1];
    double[] negative = Arrays.stream(x).map(a -> -a).toArray();
    System.arraycopy(target, 0, missing, 0, rows);
    accurate.addTo(negative, missing);
    double sum = 0;
    for (int j = 0; j < set.margins(); j++) {
      sum += x[j];
    }
    missing[rows] = sum + target[rows];
    matrix.solve(missing);
    int row = 0;
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] += matrix.along(row++, missing) / Math.hypot(u[c], slack[c]);
      }
      double more = matrix.along(row++, missing) / Math.sqrt(spread(slack, j));
      x[j] += more;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] += more / (slack[c] * slack[c] * stiffness(slack, c));
      }
    }
    missing[rows] = 0;
    matrix.addRestTimes(-1, missing, target);
  }

  /** Whether there is a step along Newton's that lowers the function. */
  private boolean advance(double decrement) {
    boolean converges = decrement < CONVERGES;
    double before = value(v, u, t);
    double length = 1;
    while (length > SHORTEST) {
      double[] direction = v.clone();
      Norms.add(length, dv, 0, direction, 0, rows);
      double[] bounds = u.clone();
      Norms.add(length, du, bounds);
      double top = t + length * dv[rows];
      double value = value(direction, bounds, top);
      if (value < Double.POSITIVE_INFINITY
          && (converges || value <= before - SUFFICIENT * length * decrement)) {
        v = direction;
        u = bounds;
        t = top;
        return true;
      }
      length /= 2;
    }
    return false;
  }
}

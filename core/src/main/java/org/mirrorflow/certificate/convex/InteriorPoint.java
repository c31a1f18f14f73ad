package org.mirrorflow.certificate.convex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.numeric.Norms;

/**
 * Minimises ½‖Ax‖_q² + ⟨b, x⟩ (1 &lt; q &lt; ∞), ‖Ax‖_∞ or ‖Ax‖_1 over a {@link ClarkeSet}. It uses
 * Mehrotra's predictor–corrector method (1992, doi:10.1137/0802028) and is meant for problems with
 * few columns: an iteration factors one symmetric matrix with as many rows.
 *
 * <p>Constraints are written w ≥ 0 with multipliers y: λ ≥ 0, μ ≥ 0, λ − μ ≥ 0, and what the {@link
 * Objective} adds for the norms. The iterates stay in the interior of the set. The direction v that
 * proves the lower bound is the gradient of the norm, or the one that the multipliers form.
 *
 * <p>A solver of quadratic programs, such as ojAlgo's, has no ‖·‖_q for other q and shows no
 * iterates. Here the caller stops as soon as the bounds of an iterate are close enough.
 */
public final class InteriorPoint {

  /** Decides whether to stop; sees x, s = Ax and the direction v that proves the lower bound. */
  public interface Stop {
    /**
     * {@return whether to stop}
     *
     * @param x a point of the set
     * @param s Ax
     * @param v the direction that proves the lower bound
     */
    boolean at(double[] x, double[] s, double[] v);
  }

  /** Share of the way to the boundary that a step goes. */
  private static final double BACK_OFF = 0.995;

  /** Share of the way from the middle to a point that is known, for a start near it, */
  private static final double NEAR = 0.9;

  /** and the same for slopes, of which more may change. */
  private static final double NEAR_SLOPES = 0.5;

  private static final int REFINEMENTS = 2;

  /** A slope in the middle of its range. */
  private static final double MIDDLE = 0.5;

  /** Steps below this no longer move anything. */
  private static final double SHORTEST_STEP = 1e-8;

  private final ClarkeSet set;
  private final GradientMap map;
  private final NewtonMatrix matrix;
  private final boolean refines;
  private final Objective objective;
  private final double[] linear;
  private final double[] x;
  private final double[] s;
  private final double[] v;
  private final double[] dx;
  private final double[] ds;

  /** x ≥ 0. */
  private final Slacks positive;

  /** λ − μ ≥ 0, indexed like μ. */
  private final Slacks below;

  /** Those two and what the objective adds. */
  private final List<Slacks> constraints;

  /** The column of the unknown beside x and what solving for it gives, if there is one. */
  private double[] border;

  private double[] solvedBorder;
  private double corner;
  private double[] ones;

  /** Of the last matrix. */
  private double[] weights;

  /**
   * A program with few columns that has not begun.
   *
   * @param set where to minimise
   * @param columns the columns of A
   * @param q index of the norm, in [1, ∞]
   * @param linear b for 1 &lt; q &lt; ∞, else null
   */
  public InteriorPoint(ClarkeSet set, Columns columns, double q, double[] linear) {
    this(set, columns, new DenseNewton(set, columns), q, linear, false);
  }

  /**
   * {@return a program with few columns that has not begun, for rows of very different size:
   * slower, but the small rows count as much as they should}
   *
   * @param set where to minimise
   * @param columns the columns of A
   * @param q index of the norm, in [1, ∞]
   */
  public static InteriorPoint accurate(ClarkeSet set, Columns columns, double q) {
    return new InteriorPoint(set, columns, new OrthogonalNewton(set, columns), q, null, true);
  }

  /**
   * {@return multiplications of an iteration of {@link #accurate}, about}
   *
   * @param set where to minimise
   * @param parameters number of rows of A
   */
  public static double accurateWork(ClarkeSet set, int parameters) {
    return OrthogonalNewton.work(set, parameters);
  }

  /**
   * A program on gradients that are outer products, which has not begun.
   *
   * @param set where to minimise
   * @param map A
   * @param gradients the same A
   * @param q index of the norm, in [1, ∞]
   */
  public InteriorPoint(ClarkeSet set, GradientMap map, OuterGradients gradients, double q) {
    this(set, map, new UnitNewton(set, gradients), q, null, false);
  }

  /**
   * A program that has not begun: ‖·‖_∞ over few rows.
   *
   * @param set where to minimise
   * @param rows these rows of A
   */
  public InteriorPoint(ClarkeSet set, FewRows rows) {
    this(set, rows, rows, Double.POSITIVE_INFINITY, null, false);
  }

  private InteriorPoint(
      ClarkeSet set,
      GradientMap map,
      NewtonMatrix matrix,
      double q,
      double[] linear,
      boolean refines) {
    int size = set.size();
    this.set = set;
    this.map = map;
    this.matrix = matrix;
    this.refines = refines;
    this.objective = objective(map.parameters(), q);
    this.linear = linear == null ? new double[size] : linear;
    this.x = new double[size];
    this.s = new double[map.parameters()];
    this.v = new double[s.length];
    this.ds = new double[s.length];
    this.dx = new double[size];
    this.positive = new Slacks(0, size);
    this.below = new Slacks(set.margins(), size);
    this.constraints = new ArrayList<>(List.of(positive, below));
    constraints.addAll(objective.constraints);
    start();
  }

  /**
   * Begins near a point that is known to be good, and so with small multipliers, in place of the
   * middle of the set. The point itself may lie on the boundary, from where steps are short.
   *
   * @param known a point of the set
   */
  public void startNear(double[] known) {
    for (int j = 0; j < set.margins(); j++) {
      x[j] += NEAR * (known[j] - x[j]);
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        double share = known[j] > 0 ? known[c] / known[j] : MIDDLE;
        x[c] = x[j] * (MIDDLE + NEAR_SLOPES * (share - MIDDLE));
      }
    }
    map.combine(x, s);
    System.arraycopy(x, 0, positive.w, 0, x.length);
    differences(x, below.w);
    double product = (1 - NEAR) * objective.begin(s) / (positive.count() + below.count());
    positive.aimAt(product);
    below.aimAt(product);
  }

  private static Objective objective(int rows, double q) {
    if (Double.isInfinite(q)) {
      return new LargestRow(rows);
    }
    return q == 1 ? new SumOfRows(rows) : new SquaredNorm(q);
  }

  private void start() {
    int n = set.margins();
    for (int j = 0; j < n; j++) {
      x[j] = 1.0 / n;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] = MIDDLE / n;
      }
    }
    map.combine(x, s);
    System.arraycopy(x, 0, positive.w, 0, x.length);
    differences(x, below.w);
    double scale = objective.begin(s);
    Arrays.fill(positive.y, scale);
    Arrays.fill(below.y, scale);
  }

  /** out = λ − μ of a vector of coefficients, indexed like μ. */
  private void differences(double[] a, double[] out) {
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        out[c] = a[j] - a[c];
      }
    }
  }

  /** {@return x at the end; owned by the solver} */
  public double[] point() {
    return x;
  }

  /**
   * Runs until the stop criterion, a stall or so many iterations.
   *
   * @param mostIterations most iterations
   * @param stop decides when a point is good enough
   */
  public void run(int mostIterations, Stop stop) {
    for (int k = 0; k < mostIterations; k++) {
      objective.gradient(s, v);
      if (stop.at(x, s, v) || (refines && k > 0 && refined(stop))) {
        return;
      }
      double before = complementarity(0, 0);
      factor();
      solve(0, false);
      double ratio = complementarity(primalStep(), dualStep()) / before;
      double centring = Math.max(ratio * ratio * ratio, objective.slowestDecrease);
      solve(centring * before, true);
      if (!finite(dx)) {
        return; // the factor is spent: the iterates so far are the best there are
      }
      double alphaPrimal = Math.min(1, BACK_OFF * primalStep());
      double alphaDual = Math.min(1, BACK_OFF * dualStep());
      if (objective.smooth()) {
        alphaPrimal = Math.min(alphaPrimal, alphaDual);
        alphaDual = alphaPrimal;
      }
      if (alphaPrimal < SHORTEST_STEP && alphaDual < SHORTEST_STEP) {
        return;
      }
      advance(alphaPrimal, alphaDual);
    }
  }

  /** Mean of w·y after steps of these lengths. */
  private double complementarity(double alphaPrimal, double alphaDual) {
    double sum = 0;
    int count = 0;
    for (Slacks slacks : constraints) {
      sum = slacks.addProducts(sum, alphaPrimal, alphaDual);
      count += slacks.count();
    }
    return sum / count;
  }

  /** Largest step up to 1/BACK_OFF that keeps all slacks ≥ 0. */
  private double primalStep() {
    double step = 1 / BACK_OFF;
    for (Slacks slacks : constraints) {
      step = slacks.primalStep(step);
    }
    return step;
  }

  /** Largest step up to 1/BACK_OFF that keeps all multipliers ≥ 0. */
  private double dualStep() {
    double step = 1 / BACK_OFF;
    for (Slacks slacks : constraints) {
      step = slacks.dualStep(step);
    }
    return step;
  }

  /** Factors Newton's matrix and solves for what does not depend on the right side. */
  private void factor() {
    weights = objective.weights(s);
    matrix.factor(weights, positive, below);
    ones = new double[dx.length];
    Arrays.fill(ones, 0, set.margins(), 1);
    matrix.solve(ones);
    border = null;
    objective
        .border(s)
        .ifPresent(
            beside -> {
              corner = beside.corner();
              border = new double[dx.length];
              map.along(beside.direction(), border);
              solvedBorder = border.clone();
              matrix.solve(solvedBorder);
            });
  }

  /**
   * Solves for the steps that bring all w·y to σ, to first order or corrected by the products of
   * the steps before. These are dx, the multiplier of Σλ = 1 and the unknown τ beside x. dw and dy
   * follow from them. With M for the matrix, M dx + cτ = r + ν1, ⟨c, dx⟩ + tτ = ρ and Σλ + Σdλ = 1.
   */
  private void solve(double sigma, boolean corrected) {
    constraints.forEach(slacks -> slacks.aim(sigma, corrected));
    double[] right = rightSide();
    matrix.solve(right);
    double missing = 1 - sumOfMargins(x) - sumOfMargins(right);
    double sum = sumOfMargins(ones);
    double tau = 0;
    if (border == null) {
      Norms.add(missing / sum, ones, right);
    } else {
      double rho = objective.borderRightSide() - Norms.dotInOrder(border, right);
      double mixed = sumOfMargins(solvedBorder);
      double pivot = corner - Norms.dotInOrder(border, solvedBorder);
      double determinant = mixed * mixed + pivot * sum;
      double nu = (mixed * rho + pivot * missing) / determinant;
      tau = (sum * rho - mixed * missing) / determinant;
      Norms.add(nu, ones, right);
      Norms.add(-tau, solvedBorder, right);
    }
    System.arraycopy(right, 0, dx, 0, dx.length);
    map.combine(dx, ds);
    System.arraycopy(dx, 0, positive.dw, 0, x.length);
    differences(dx, below.dw);
    objective.follow(tau, ds);
    constraints.forEach(Slacks::followMultipliers);
  }

  private double[] rightSide() {
    double[] right = new double[dx.length];
    double[] rows = new double[s.length];
    objective.rightSide(s, rows);
    map.along(rows, right);
    for (int k = 0; k < x.length; k++) {
      right[k] = right[k] - linear[k] + positive.target[k];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        right[j] += below.target[c];
        right[c] -= below.target[c];
      }
    }
    return right;
  }

  /**
   * Brings v nearer to what it should be along the columns, Aᵀv = ν + y, by what is missing there.
   * The steps of v come from sums A dx, in which large rows cancel; of what is missing, they lose
   * little.
   */
  private boolean refined(Stop stop) {
    double[] missing = new double[x.length];
    double[] onRows = new double[v.length];
    for (int round = 0; round < REFINEMENTS; round++) {
      map.along(v, missing);
      double value = Norms.dotInOrder(x, missing);
      for (int j = 0; j < set.margins(); j++) {
        missing[j] -= value + positive.y[j];
        for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
          missing[j] -= below.y[c];
          missing[c] += below.y[c] - positive.y[c];
        }
      }
      matrix.solve(missing);
      map.combine(missing, onRows);
      for (int r = 0; r < v.length; r++) {
        v[r] -= (weights == null ? 1 : weights[r]) * onRows[r];
      }
    }
    return finite(v) && stop.at(x, s, v);
  }

  private static boolean finite(double[] a) {
    return Double.isFinite(Norms.dotInOrder(a, a));
  }

  private double sumOfMargins(double[] a) {
    double sum = 0;
    for (int j = 0; j < set.margins(); j++) {
      sum += a[j];
    }
    return sum;
  }

  private void advance(double alphaPrimal, double alphaDual) {
    Norms.add(alphaPrimal, dx, 0, x, 0, x.length);
    map.combine(x, s);
    constraints.forEach(slacks -> slacks.advance(alphaPrimal, alphaDual));
  }
}

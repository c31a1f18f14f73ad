package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.numeric.Cholesky;

/**
 * Minimises ½‖Ax‖_q² + ⟨b, x⟩ (1 &lt; q &lt; ∞), ‖Ax‖_∞ or ‖Ax‖_1 over a {@link ClarkeSet} by
 * Mehrotra's predictor–corrector method (1992, doi:10.1137/0802028) for problems with few columns:
 * an iteration factors one symmetric matrix with as many rows.
 *
 * <p>Constraints are written w ≥ 0 with multipliers y: λ ≥ 0, μ ≥ 0, λ − μ ≥ 0, and for the norms τ
 * ∓ s_j ≥ 0 with s = Ax and one τ (‖·‖_∞) or t_j ∓ s_j ≥ 0 with one t_j per row (‖·‖_1), which is
 * eliminated. The iterates stay in the interior of the set. The differences of the multipliers of
 * the two last constraints form the direction v that proves the lower bound.
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

  /** Steps below this no longer move anything. */
  private static final double SHORTEST_STEP = 1e-8;

  private final ClarkeSet set;
  private final Columns columns;
  private final boolean maximum;
  private final boolean sum;

  /** ½‖s‖_q²; null for ‖s‖_∞ and ‖s‖_1, which are written as constraints. */
  private final SquaredNorm smooth;

  /**
   * Reweighted least squares converges at the rate 2 − q; constraints that close in faster would
   * hold its iterates fast.
   */
  private final double slowestDecrease;

  private final double[] linear;
  private final int size;
  private final int unknowns;
  private final double[] x;
  private final double[] s;
  private final double[] v;
  private final double[] top;

  /** w and y of x ≥ 0, λ − μ ≥ 0 (indexed like μ), τ − s ≥ 0, τ + s ≥ 0. */
  private final double[][] w = new double[4][];

  private final double[][] y = new double[4][];
  private final double[][] dw = new double[4][];
  private final double[][] dy = new double[4][];
  private final double[][] target = new double[4][];
  private final double[] dx;
  private final double[] ds;
  private final double[] dTop;
  private final double[][] matrix;
  private double stiffness;

  /**
   * A program that has not begun.
   *
   * @param set where to minimise
   * @param columns the columns of A
   * @param q index of the norm, in [1, ∞]
   * @param linear b for 1 &lt; q &lt; ∞, else null
   */
  public InteriorPoint(ClarkeSet set, Columns columns, double q, double[] linear) {
    this.set = set;
    this.columns = columns;
    this.maximum = Double.isInfinite(q);
    this.sum = q == 1;
    this.smooth = maximum || sum ? null : new SquaredNorm(columns, q);
    this.slowestDecrease = sum ? 0 : Math.max(0, 2 - q);
    this.size = set.size();
    this.linear = linear == null ? new double[size] : linear;
    this.unknowns = maximum ? size + 1 : size;
    this.x = new double[size];
    int rows = maximum || sum ? columns.parameters() : 0;
    this.s = new double[columns.parameters()];
    this.v = new double[columns.parameters()];
    this.ds = new double[columns.parameters()];
    this.top = new double[maximum ? 1 : rows];
    this.dTop = new double[top.length];
    int[] lengths = {size, size, rows, rows};
    for (int f = 0; f < 4; f++) {
      w[f] = new double[lengths[f]];
      y[f] = new double[lengths[f]];
      dw[f] = new double[lengths[f]];
      dy[f] = new double[lengths[f]];
      target[f] = new double[lengths[f]];
    }
    this.dx = new double[unknowns];
    this.matrix = new double[unknowns][];
    for (int k = 0; k < unknowns; k++) {
      matrix[k] = new double[k + 1];
    }
    start();
  }

  private void start() {
    int n = set.margins();
    for (int j = 0; j < n; j++) {
      x[j] = 1.0 / n;
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        x[c] = 0.5 / n;
      }
    }
    columns.combine(x, s);
    double largest = 0;
    for (double value : s) {
      largest = Math.max(largest, Math.abs(value));
    }
    Arrays.fill(top, 2 * largest);
    refreshSlacks();
    double scale = maximum ? largest : sum ? largest * s.length : Math.pow(smooth.norm(s), 2);
    for (int f = 0; f < 2; f++) {
      Arrays.fill(y[f], scale);
    }
    for (int f = 2; f < 4; f++) {
      Arrays.fill(y[f], sum ? 0.5 : 0.5 / s.length);
    }
  }

  private void refreshSlacks() {
    System.arraycopy(x, 0, w[0], 0, size);
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        w[1][c] = x[j] - x[c];
      }
    }
    for (int j = 0; j < w[2].length; j++) {
      w[2][j] = top(j) - s[j];
      w[3][j] = top(j) + s[j];
    }
  }

  private double top(int j) {
    return maximum ? top[0] : top[j];
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
      if (stop.at(x, s, direction())) {
        return;
      }
      double before = complementarity(0, 0);
      Cholesky factor = factor();
      setTargets(0, false);
      solve(factor);
      double alphaPrimal = stepTo(w, dw);
      double alphaDual = stepTo(y, dy);
      double after = complementarity(alphaPrimal, alphaDual);
      double ratio = after / before;
      double centring = Math.max(ratio * ratio * ratio, slowestDecrease);
      setTargets(centring * before, true);
      solve(factor);
      alphaPrimal = Math.min(1, BACK_OFF * stepTo(w, dw));
      alphaDual = Math.min(1, BACK_OFF * stepTo(y, dy));
      if (smooth != null) {
        alphaPrimal = Math.min(alphaPrimal, alphaDual);
        alphaDual = alphaPrimal;
      }
      if (alphaPrimal < SHORTEST_STEP && alphaDual < SHORTEST_STEP) {
        return;
      }
      advance(alphaPrimal, alphaDual);
    }
  }

  private double[] direction() {
    if (smooth != null) {
      smooth.gradient(s, v);
      return v;
    }
    for (int j = 0; j < v.length; j++) {
      v[j] = y[2][j] - y[3][j];
    }
    return v;
  }

  private boolean used(int f, int k) {
    return f != 1 || k >= set.margins();
  }

  /** Mean of w·y after steps of these lengths. */
  private double complementarity(double alphaPrimal, double alphaDual) {
    double sum = 0;
    int count = 0;
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k < w[f].length; k++) {
        if (used(f, k)) {
          sum += (w[f][k] + alphaPrimal * dw[f][k]) * (y[f][k] + alphaDual * dy[f][k]);
          count++;
        }
      }
    }
    return sum / count;
  }

  /** The multipliers (σ − Δw Δy)/w that an exact step would have but for −(y/w) dw. */
  private void setTargets(double sigma, boolean corrected) {
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k < w[f].length; k++) {
        if (used(f, k)) {
          double second = corrected ? dw[f][k] * dy[f][k] : 0;
          target[f][k] = (sigma - second) / w[f][k];
        }
      }
    }
  }

  /** Largest step up to 1/BACK_OFF that keeps a + step·da ≥ 0. */
  private double stepTo(double[][] a, double[][] da) {
    double step = 1 / BACK_OFF;
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k < a[f].length; k++) {
        if (used(f, k) && da[f][k] < 0) {
          step = Math.min(step, -a[f][k] / da[f][k]);
        }
      }
    }
    return step;
  }

  /**
   * The matrix of second derivatives with every constraint's y/w added. Near the solution it is
   * flat along (x, τ) itself, as scaling both keeps the active constraints active, and only Σλ = 1
   * decides; so that equation is added too, with a weight like the other entries, which changes no
   * solution.
   */
  private Cholesky factor() {
    int rows = w[2].length;
    double[] weights = new double[rows];
    for (int j = 0; j < rows; j++) {
      double up = y[2][j] / w[2][j];
      double down = y[3][j] / w[3][j];
      weights[j] = sum ? 4 * up * down / (up + down) : up + down;
    }
    if (smooth == null) {
      columns.gram(weights, matrix);
    } else {
      smooth.hessian(s, matrix);
    }
    for (int k = 0; k < size; k++) {
      matrix[k][k] += y[0][k] / w[0][k];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        double ratio = y[1][c] / w[1][c];
        matrix[j][j] += ratio;
        matrix[c][c] += ratio;
        matrix[c][j] -= ratio;
      }
    }
    if (maximum) {
      double[] difference = new double[rows];
      double total = 0;
      for (int j = 0; j < rows; j++) {
        difference[j] = y[3][j] / w[3][j] - y[2][j] / w[2][j];
        total += weights[j];
      }
      columns.along(difference, matrix[size]);
      matrix[size][size] = total;
    }
    stiffness = 0;
    for (int j = 0; j < set.margins(); j++) {
      stiffness += x[j] * matrix[j][j];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int k = 0; k <= j; k++) {
        matrix[j][k] += stiffness;
      }
    }
    return new Cholesky(matrix);
  }

  /** Solves for dx, dτ or dt, the multiplier of Σλ = 1, and from them dw and dy. */
  private void solve(Cholesky factor) {
    double[] right = rightSide();
    double[] ones = new double[unknowns];
    Arrays.fill(ones, 0, set.margins(), 1);
    factor.solve(right);
    factor.solve(ones);
    double missing = 1 - sumOfMargins(x);
    double nu = (missing - sumOfMargins(right)) / sumOfMargins(ones);
    for (int k = 0; k < unknowns; k++) {
      dx[k] = right[k] + nu * ones[k];
    }
    columns.combine(dx, ds);
    for (int k = 0; k < size; k++) {
      dw[0][k] = dx[k];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        dw[1][c] = dx[j] - dx[c];
      }
    }
    for (int j = 0; j < w[2].length; j++) {
      double rise = topStep(j);
      dw[2][j] = rise - ds[j];
      dw[3][j] = rise + ds[j];
    }
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k < w[f].length; k++) {
        if (used(f, k)) {
          dy[f][k] = target[f][k] - y[f][k] - y[f][k] / w[f][k] * dw[f][k];
        }
      }
    }
  }

  private double topStep(int j) {
    if (maximum) {
      dTop[0] = dx[size];
      return dTop[0];
    }
    double up = y[2][j] / w[2][j];
    double down = y[3][j] / w[3][j];
    dTop[j] = (target[2][j] + target[3][j] - 1 - (down - up) * ds[j]) / (up + down);
    return dTop[j];
  }

  private double[] rightSide() {
    double[] right = new double[unknowns];
    double[] along = new double[unknowns];
    double[] rowTerm = new double[s.length];
    if (smooth != null) {
      smooth.gradient(s, rowTerm);
    }
    for (int j = 0; j < s.length; j++) {
      rowTerm[j] = -rowTerm[j];
    }
    for (int j = 0; j < w[2].length; j++) {
      rowTerm[j] = target[3][j] - target[2][j];
      if (sum) {
        double up = y[2][j] / w[2][j];
        double down = y[3][j] / w[3][j];
        double topTerm = target[2][j] + target[3][j] - 1;
        rowTerm[j] -= (down - up) / (up + down) * topTerm;
      }
    }
    columns.along(rowTerm, along);
    for (int k = 0; k < size; k++) {
      right[k] = along[k] - linear[k] + target[0][k];
    }
    for (int j = 0; j < set.margins(); j++) {
      for (int c = set.start()[j]; c < set.start()[j + 1]; c++) {
        right[j] += target[1][c];
        right[c] -= target[1][c];
      }
    }
    if (maximum) {
      double total = -1;
      for (int j = 0; j < s.length; j++) {
        total += target[2][j] + target[3][j];
      }
      right[size] = total;
    }
    return right;
  }

  private double sumOfMargins(double[] a) {
    double sum = 0;
    for (int j = 0; j < set.margins(); j++) {
      sum += a[j];
    }
    return sum;
  }

  private void advance(double alphaPrimal, double alphaDual) {
    for (int k = 0; k < size; k++) {
      x[k] += alphaPrimal * dx[k];
    }
    columns.combine(x, s);
    for (int k = 0; k < top.length; k++) {
      top[k] += alphaPrimal * dTop[k];
    }
    for (int f = 0; f < 4; f++) {
      for (int k = 0; k < w[f].length; k++) {
        if (used(f, k)) {
          w[f][k] += alphaPrimal * dw[f][k];
          y[f][k] += alphaDual * dy[f][k];
        }
      }
    }
  }
}

package org.mirrorflow.flow.implicit;

import java.util.Arrays;
import org.mirrorflow.model.Kernel;

/**
 * One Newton step on the dual of an implicit stage.
 *
 * <p>In the variables Δλ and y = ΛΔσ the Hessian is h Â ∇²R* Âᵀ + diag(1/λ, ε/(Λσ(1 − σ))). Λ is
 * the weight of a kink. The rows of Â are the gradients ĝ = g + Σ wσ ∂κ of the margins at the
 * present multipliers, and the gradients ∂κ of the kinks. Scaled to a unit diagonal by S = diag(√λ,
 * √(Λσ(1−σ)/ε)) it is I + S h Â∇²R*Âᵀ S. Samples with a negligible λ and kinks that do not slide
 * drop out and follow their own equation.
 */
public final class NewtonSystem {
  /** Weights below this share exert no force that a margin could show. */
  public static final double NEGLIGIBLE = 1e-10;

  /** Kinks with σ(1 − σ) below this rest on one side. */
  private static final double RESTING = 1e-9;

  /** Unknowns whose own entry of S h Â∇²R*Âᵀ S is below this hardly act back on themselves. */
  private static final double SOFT = 1e-3;

  /** A margin without weight enters with this one, and Newton's method finds the right one. */
  private static final double ENTERING = 1e-6;

  /** A kink that leaves its side enters with these odds: σ = 0.05. */
  private static final double ENTERING_ODDS = 3;

  /** Largest decrease of the logarithms u and v if a linear step would leave the domain. */
  private static final double LARGEST_FALL = 5;

  /** By so much λ, σ or 1 − σ may fall linearly in a step: e⁻⁵ is left. */
  private static final double FALL = -Math.expm1(-LARGEST_FALL);

  /** Systems solved in a step while further unknowns would leave the domain. */
  private static final int MOST_ROUNDS = 4;

  /** What holds an unknown, whose own entry is 1 and more: it moves by its share of this. */
  private static final double HOLDING = 1e20;

  private final double temperature;
  private final BorderedSystem system;
  private final ConjugateCurvature curvature;
  private final GradientProducts gradients;
  private UnitGradient[] full = new UnitGradient[0];
  private int[] order = new int[0];
  private int[] rowAt = new int[0];
  private int kinkCount;
  private int localCount;
  private int rowCount;
  private double[] scale = new double[0];
  private double[] rhs = new double[0];
  private double[] ones = new double[0];

  /** Where unknowns are held that would leave the domain, NaN for the others. */
  private double[] held = new double[0];

  /** The gradients of the unknowns, where their products begin, and these. */
  private UnitGradient[] unknowns = new UnitGradient[0];

  private int[] start = new int[0];
  private double[][] products = new double[0][];
  private MarginModel model;
  private Multipliers w;
  private long solved;

  NewtonSystem(ConjugateCurvature curvature, int parameters, double temperature, Kernel kernel) {
    this.curvature = curvature;
    this.temperature = temperature;
    this.system = new BorderedSystem(kernel);
    this.gradients = new GradientProducts(kernel, parameters);
  }

  /**
   * Moves the multipliers by one step and returns the largest change of u or σ; NaN if the matrix
   * is not positive definite in doubles.
   */
  double step(MarginModel target, Multipliers present, double[] residual, double[] kinkResidual) {
    prepare(target, present);
    multiply();
    double tau = Double.NaN;
    boolean inside = false;
    for (int round = 0; round < MOST_ROUNDS && !inside; round++) {
      assemble(residual, kinkResidual);
      solved++;
      if (!system.factorise()) {
        return Double.NaN;
      }
      tau = solve();
      inside = hold(tau, residual, kinkResidual);
    }
    return move(tau, residual, kinkResidual);
  }

  /** Takes the unknowns of a step from the present multipliers. */
  void prepare(MarginModel target, Multipliers present) {
    model = target;
    w = present;
    gradients.at(model.space(), curvature);
    rows();
    select();
  }

  /** How many systems have been solved. */
  long solved() {
    return solved;
  }

  /** How many unknowns the last system has. */
  SystemSize size() {
    return new SystemSize(localCount, kinkCount + rowCount - localCount);
  }

  /** Solves for the unknowns, x = rhs + τ ones with Σ Δλ = 0; returns τ. */
  private double solve() {
    system.solve(rhs);
    system.solve(ones);
    double top = 0;
    double bottom = 0;
    for (int a = kinkCount; a < kinkCount + rowCount; a++) {
      top += scale[a] * rhs[a];
      bottom += scale[a] * ones[a];
    }
    return bottom > 0 ? -top / bottom : 0;
  }

  /**
   * Unknowns that would leave the domain are held at its end, so that the others do not follow a
   * step that is not made. Those that the model of the objective pulls back from there are
   * released. Says whether there were neither: then the step is the least of the model in the
   * domain, below 0, so that the objective falls along it.
   */
  private boolean hold(double tau, double[] residual, double[] kinkResidual) {
    boolean settled = true;
    for (int a = 0; a < kinkCount + rowCount; a++) {
      double x = rhs[a] + tau * ones[a];
      double least = -FALL * room(a);
      double most = a < kinkCount ? FALL * (room(a) / w.sigma[order[a]] - room(a)) : x;
      if (!Double.isNaN(held[a])) {
        if (slope(a, tau, residual, kinkResidual) * held[a] > 0) {
          held[a] = Double.NaN;
          settled = false;
        }
      } else if (!(x >= least && x <= most)) {
        held[a] = x < least ? least : most;
        settled = false;
      }
    }
    return settled;
  }

  /** Derivative of the model in an unknown, at the step. */
  private double slope(int a, double tau, double[] residual, double[] kinkResidual) {
    double sum = 0;
    for (int b = start[a]; b < a; b++) {
      sum += scale[b] * products[a][b] * (rhs[b] + tau * ones[b]);
    }
    for (int b = a; b < kinkCount + rowCount; b++) {
      if (start[b] <= a) {
        sum += scale[b] * products[b][a] * (rhs[b] + tau * ones[b]);
      }
    }
    double own = a < kinkCount ? kinkResidual[order[a]] : residual[rowAt[a - kinkCount]] - tau;
    return rhs[a] + tau * ones[a] + scale[a] * (sum + own);
  }

  /** How far the unknown is from 0. */
  private double room(int a) {
    return a < kinkCount ? w.sigma[order[a]] * w.weight[order[a]] / scale[a] : scale[a];
  }

  private boolean slides(int k) {
    double s = w.sigma[k];
    return s * (1 - s) > RESTING && w.weight[k] >= NEGLIGIBLE;
  }

  /**
   * Unknowns of the linear system: sliding kinks, the first layer's by row of weights, then
   * margins.
   */
  private void select() {
    int most = model.kinks().count() + model.active();
    if (order.length < most) {
      int grown = most + most / 2;
      order = new int[grown];
      rowAt = new int[grown];
      scale = new double[grown];
      rhs = new double[grown];
      ones = new double[grown];
      held = new double[grown];
    }
    Arrays.fill(held, Double.NaN);
    kinkCount = 0;
    localCount = 0;
    for (int k : model.kinks().byRow()) {
      if (slides(k)) {
        double s = kinkScale(k);
        if (!isLocal(k) || s * s * gradients.own(model.kinks().gradient(k)) > SOFT) {
          order[kinkCount++] = k;
          localCount += isLocal(k) ? 1 : 0;
        }
      }
    }
    rowCount = 0;
    for (int r = 0; r < model.active(); r++) {
      if (w.lambda[r] >= NEGLIGIBLE) {
        if (w.lambda[r] * gradients.own(full[r]) > SOFT) {
          rowAt[rowCount++] = r;
        }
      }
    }
  }

  private double kinkScale(int k) {
    double s = w.sigma[k];
    return Math.sqrt(w.weight[k] * s * (1 - s) / temperature);
  }

  /** Whether a kink couples with those of its row of weights alone, margins apart. */
  private boolean isLocal(int k) {
    return curvature.diagonal() && model.kinks().layer(k) == 0;
  }

  /** ĝ of the rows. */
  private void rows() {
    if (full.length < model.active()) {
      full = new UnitGradient[model.active()];
    }
    for (int r = 0; r < model.active(); r++) {
      UnitGradient g = model.gradient(r);
      full[r] = new UnitGradient(g.slot(), g.from(), g.values().clone());
    }
    for (int k = 0; k < model.kinks().count(); k++) {
      int first = model.kinks().firstRow(k);
      double[] pulls = model.kinks().pulls(k);
      for (int r = 0; r < pulls.length; r++) {
        full[first + r].add(w.sigma[k] * pulls[r], model.kinks().gradient(k));
      }
    }
  }

  /** The products of all unknowns. */
  private void multiply() {
    int size = kinkCount + rowCount;
    if (unknowns.length < size) {
      int grown = size + size / 2;
      unknowns = new UnitGradient[grown];
      start = new int[grown];
      products = new double[grown][];
    }
    int group = 0;
    for (int a = 0; a < size; a++) {
      boolean kink = a < kinkCount;
      if (kink && model.kinks().row(order[a]) != model.kinks().row(order[group])) {
        group = a;
      }
      unknowns[a] = kink ? model.kinks().gradient(order[a]) : full[rowAt[a - kinkCount]];
      start[a] = kink && isLocal(order[a]) ? group : 0;
      if (products[a] == null) {
        products[a] = new double[unknowns.length];
      }
    }
    gradients.fill(unknowns, size, start, products);
  }

  private void assemble(double[] residual, double[] kinkResidual) {
    int size = kinkCount + rowCount;
    system.begin(kinkCount, rowCount);
    for (int a = 0; a < kinkCount; a++) {
      int k = order[a];
      scale[a] = kinkScale(k);
      rhs[a] = -scale[a] * kinkResidual[k];
      ones[a] = 0;
    }
    for (int a = kinkCount; a < size; a++) {
      int r = rowAt[a - kinkCount];
      scale[a] = Math.sqrt(w.lambda[r]);
      rhs[a] = -scale[a] * residual[r];
      ones[a] = scale[a];
    }
    double[][] corner = system.corner().matrix(kinkCount);
    double[][] rest = system.rest();
    for (int a = 0; a < kinkCount; a++) {
      system.corner().start(a, start[a]);
      for (int b = start[a]; b <= a; b++) {
        corner[a][b] = scale[a] * scale[b] * products[a][b];
      }
      corner[a][a] += 1;
    }
    for (int a = kinkCount; a < size; a++) {
      int row = a - kinkCount;
      for (int b = 0; b < kinkCount; b++) {
        system.border()[row * kinkCount + b] = scale[a] * scale[b] * products[a][b];
      }
      for (int b = kinkCount; b <= a; b++) {
        rest[row][b - kinkCount] = scale[a] * scale[b] * products[a][b];
      }
      rest[row][row] += 1;
    }
    for (int a = 0; a < size; a++) {
      if (!Double.isNaN(held[a])) {
        double[] row = a < kinkCount ? corner[a] : rest[a - kinkCount];
        row[a < kinkCount ? a : a - kinkCount] += HOLDING;
        rhs[a] = HOLDING * held[a];
        ones[a] = 0;
      }
    }
  }

  private double move(double tau, double[] residual, double[] kinkResidual) {
    double change = 0;
    for (int a = kinkCount; a < kinkCount + rowCount; a++) {
      double du = damped((rhs[a] + tau * ones[a]) / scale[a]);
      w.u[model.margin(rowAt[a - kinkCount])] += du;
      change = Math.max(change, Math.abs(du));
    }
    int listed = 0;
    for (int r = 0; r < model.active(); r++) {
      if (listed < rowCount && rowAt[listed] == r) {
        listed++;
      } else {
        int j = model.margin(r);
        double target = w.u[j] - residual[r] + tau;
        double most = w.lambda[r] < NEGLIGIBLE ? Math.log(ENTERING) : w.u[j] + LARGEST_FALL;
        w.u[j] = Math.min(target, most);
      }
    }
    int next = 0;
    for (int k : model.kinks().byRow()) {
      if (next < kinkCount && order[next] == k) {
        double x = rhs[next] + tau * ones[next];
        double ds = x * scale[next] / w.weight[k];
        w.v[k] = moved(w.sigma[k], ds, w.v[k]);
        next++;
      } else if (slides(k)) {
        double target = w.v[k] - kinkResidual[k] / temperature;
        w.v[k] = Math.max(w.v[k] - LARGEST_FALL, Math.min(w.v[k] + LARGEST_FALL, target));
      } else {
        w.v[k] = rested(k, w.v[k] - kinkResidual[k] / temperature);
      }
      if (w.weight[k] >= NEGLIGIBLE) {
        change = Math.max(change, Math.abs(Multipliers.logistic(w.v[k]) - w.sigma[k]));
      }
    }
    return change;
  }

  /** v = −κ/ε of a kink that rests, but never across to the other side at once. */
  private double rested(int k, double target) {
    if (w.weight[k] < 0) {
      return w.v[k]; // the sample no longer pulls the unit to 0: the next pass gives it a side
    }
    if (w.weight[k] < NEGLIGIBLE) {
      return target;
    }
    return w.v[k] < 0 ? Math.min(target, -ENTERING_ODDS) : Math.max(target, ENTERING_ODDS);
  }

  /** λ moves linearly as Newton's method says, and falls by e⁻⁵ where that would end below 0. */
  private static double damped(double du) {
    double floor = -0.99;
    return du > floor ? Math.log1p(du) : Math.max(-LARGEST_FALL, Math.log1p(floor) + (du - floor));
  }

  /** σ moves linearly, its odds by e⁵ at most. */
  private static double moved(double sigma, double ds, double v) {
    double next = sigma + ds;
    if (next <= 0) {
      return v - LARGEST_FALL;
    }
    if (next >= 1) {
      return v + LARGEST_FALL;
    }
    double odds = Math.log(next) - Math.log1p(-next);
    return Math.max(v - LARGEST_FALL, Math.min(v + LARGEST_FALL, odds));
  }
}

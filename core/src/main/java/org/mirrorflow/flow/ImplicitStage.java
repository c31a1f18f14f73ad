package org.mirrorflow.flow;

import java.util.Arrays;
import org.mirrorflow.map.ParameterMap;

/**
 * One implicit stage: z⁺ = z + h Σ_j λ_j ∂q_j(θ⁺), θ⁺ = ∇R*(z⁺), λ = softmax(δ − q(θ⁺)), with the
 * multipliers of the kinks among the unknowns.
 */
final class ImplicitStage {
  static final double NEGLIGIBLE = 1e-10;
  private static final double SLIDING = 1e-9;
  private static final int MOST_ITERATIONS = 60;
  private static final int MOST_PASSES = 12;

  private final ParameterMap map;
  private final MarginModel model;
  private final double temperature;
  private final Cholesky cholesky = new Cholesky();
  private final double[] reference;
  private final double[] shift;
  private final double[] direction;
  private final double[] diagonal;
  final double[] zNext;
  final double[] theta;
  final double[] u;
  private double[] lambda = new double[0];
  private double[] v = new double[0];
  private double[] sigma = new double[0];
  private double[] kappa = new double[0];
  private double[] modelled = new double[0];
  private double[] residual = new double[0];
  private double[] kinkResidual = new double[0];
  private double[][] full = new double[0][];
  private double[][] rows = new double[0][];
  private double[][] weighted = new double[0][];
  long newton;
  long passes;
  long linearisations;
  String failure = "";

  ImplicitStage(ParameterMap map, MarginModel model, double temperature) {
    this.map = map;
    this.model = model;
    this.temperature = temperature;
    int p = map.layout().end();
    this.reference = new double[p];
    this.shift = new double[p];
    this.direction = new double[p];
    this.diagonal = new double[p];
    this.zNext = new double[p];
    zLast = new double[p]; spread = new double[p]; upper = new double[p]; lower = new double[p];
    this.theta = new double[p];
    this.u = new double[model.margins().length];
  }

  /** Solves from the state z with θ = ∇R*(z); false if no solution was found. */
  boolean solve(double[] z, double[] thetaStart, double h, double[] delta) {
    model.moveTo(thetaStart);
    model.markSigns();
    System.arraycopy(thetaStart, 0, reference, 0, reference.length);
    double[] q = model.margins();
    for (int j = 0; j < u.length; j++) {
      u[j] = delta[j] - q[j];
    }
    linearise();
    frozen(z, h);
    for (int c = 0; c < zLast.length; c++) {
      zLast[c] = zNext[c] + 0.1 * (zNext[c] - z[c]);
    }
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      passes++;
      for (int k = 0; k < model.kinks(); k++) {
        model.remember(k, v[k]);
      }
      System.arraycopy(theta, 0, reference, 0, reference.length);
      model.moveTo(reference);
      if (pass > 0 && agree(delta)) {
        return true;
      }
      if (TRACE) System.out.printf("    pass %d mismatch %.3g%n", pass, mismatch);
      enter(delta);
      linearise();
      if (!newton(z, h, delta)) {
        return false;
      }
    }
    failure = "passes";
    return false;
  }

  /** Whether the true margins at θ⁺ are the modelled ones, up to a common constant. */
  private boolean agree(double[] delta) {
    double[] q = model.margins();
    double mean = 0;
    double base = q[model.margin(0)];
    for (int r = 0; r < model.active(); r++) {
      mean += lambda[r] * (q[model.margin(r)] - base - modelled[r]);
    }
    double worst = 0;
    boolean[] seen = new boolean[q.length];
    double highest = 0;
    for (int r = 0; r < model.active(); r++) {
      int j = model.margin(r);
      seen[j] = true;
      highest = Math.max(highest, lambda[r]);
      double d = Math.abs(q[j] - base - modelled[r] - mean);
      worst = Math.max(worst, d * Math.min(1, lambda[r] * 1e4));
    }
    this.mismatch = worst;
    double level = 0;
    for (int r = 0; r < model.active(); r++) {
      level += lambda[r] * (u[model.margin(r)] + q[model.margin(r)] - base - delta[model.margin(r)]);
    }
    for (int j = 0; j < q.length; j++) {
      if (!seen[j] && Math.exp(delta[j] - (q[j] - base) + level - logNorm()) > 1e-6) {
        return false;
      }
    }
    return worst < 0.02;
  }

  double mismatch;

  private double logNorm() {
    double max = Double.NEGATIVE_INFINITY;
    for (int r = 0; r < model.active(); r++) {
      max = Math.max(max, u[model.margin(r)]);
    }
    double sum = 0;
    for (int r = 0; r < model.active(); r++) {
      sum += Math.exp(u[model.margin(r)] - max);
    }
    return max + Math.log(sum);
  }

  /** Margins that were not modelled enter with the weight they have now, but gently. */
  private void enter(double[] delta) {
    double[] q = model.margins();
    double base = q[model.margin(0)];
    boolean[] seen = new boolean[q.length];
    double level = 0;
    double total = 0;
    for (int r = 0; r < model.active(); r++) {
      int j = model.margin(r);
      if (lambda[r] >= NEGLIGIBLE) {
        seen[j] = true;
        level += lambda[r] * (u[j] + q[j] - base - delta[j]);
        total += lambda[r];
      }
    }
    level /= total;
    double norm = logNorm();
    for (int j = 0; j < q.length; j++) {
      if (!seen[j]) {
        u[j] = Math.min(delta[j] - (q[j] - base) + level, norm + Math.log(1e-3));
      }
    }
  }

  private void linearise() {
    linearisations++;
    double max = Double.NEGATIVE_INFINITY;
    for (double x : u) {
      max = Math.max(max, x);
    }
    int[] list = new int[u.length];
    int count = 0;
    for (int j = 0; j < u.length; j++) {
      if (u[j] > max + Math.log(NEGLIGIBLE)) {
        list[count++] = j;
      }
    }
    model.linearise(list, count);
    int k = model.kinks();
    if (lambda.length < count) {
      lambda = new double[count];
      modelled = new double[count];
      residual = new double[count];
      int old = full.length;
      full = Arrays.copyOf(full, count);
      for (int r = old; r < count; r++) {
        full[r] = new double[theta.length];
      }
    }
    if (v.length < k) {
      int size = k + k / 2;
      v = new double[size];
      sigma = new double[size];
      kappa = new double[size];
      kinkResidual = new double[size];
    }
    for (int c = 0; c < k; c++) {
      v[c] = model.kinkLogit(c);
    }
    weights();
  }

  private void weights() {
    double norm = logNorm();
    for (int j = 0; j < u.length; j++) {
      u[j] -= norm;
    }
    norm = 0;
    for (int r = 0; r < model.active(); r++) {
      lambda[r] = Math.exp(u[model.margin(r)] - norm);
    }
    for (int k = 0; k < model.kinks(); k++) {
      sigma[k] = 1 / (1 + Math.exp(-v[k]));
    }
  }

  /** The explicit step with the multipliers of the reference. */
  private void frozen(double[] z, double h) {
    advance(z, h);
  }

  /** z⁺ and θ⁺ of the present multipliers. */
  private void advance(double[] z, double h) {
    Arrays.fill(direction, 0);
    for (int r = 0; r < model.active(); r++) {
      double w = lambda[r];
      double[] g = model.gradient(r);
      for (int c = 0; c < direction.length; c++) {
        direction[c] += w * g[c];
      }
    }
    for (int k = 0; k < model.kinks(); k++) {
      double w = lambda[model.kinkRow(k)] * sigma[k];
      if (w != 0) {
        model.addKink(k, w, direction);
      }
    }
    for (int c = 0; c < direction.length; c++) {
      zNext[c] = z[c] + h * direction[c];
    }
    map.inverse(zNext, theta);
  }

  /** Modelled margins and residuals of the optimality system. */
  private void residuals(double[] delta) {
    for (int c = 0; c < shift.length; c++) {
      shift[c] = theta[c] - reference[c];
    }
    double[] q = model.margins();
    double base = q[model.margin(0)];
    for (int r = 0; r < model.active(); r++) {
      int j = model.margin(r);
      modelled[r] = (q[j] - base) + Cholesky.dot(model.gradient(r), shift, shift.length);
    }
    for (int k = 0; k < model.kinks(); k++) {
      int r = model.kinkRow(k);
      kappa[k] = model.kinkValue(k) + model.dotKink(k, shift);
      modelled[r] +=
          sigma[k] * kappa[k] - temperature * entropy(v[k]) - Math.min(model.kinkValue(k), 0);
      kinkResidual[k] = kappa[k] + temperature * v[k];
    }
    double mean = 0;
    for (int r = 0; r < model.active(); r++) {
      int j = model.margin(r);
      residual[r] = u[j] - delta[j] + modelled[r];
      mean += lambda[r] * residual[r];
    }
    for (int r = 0; r < model.active(); r++) {
      residual[r] -= mean;
    }
  }

  /** H(σ) of σ = 1/(1 + e^{−v}). */
  private static double entropy(double v) {
    double a = Math.abs(v);
    double e = Math.exp(-a);
    return Math.log1p(e) + a * e / (1 + e);
  }

  static boolean TRACE;
  private void trace(int it, double change) {
    double a = 0, b = 0; int free = 0;
    for (int r = 0; r < model.active(); r++) if (lambda[r] > 1e-4) a = Math.max(a, Math.abs(residual[r]));
    for (int k = 0; k < model.kinks(); k++) if (sigma[k] > SLIDING && sigma[k] < 1 - SLIDING && lambda[model.kinkRow(k)] > 1e-4) { free++; b = Math.max(b, Math.abs(kinkResidual[k])); }
    System.out.printf("      it %d change %.3g residual %.3g kink %.3g free %d%n", it, change, a, b, free);
  }

  private boolean newton(double[] z, double h, double[] delta) {
    advance(z, h);
    residuals(delta);
    for (int it = 0; it < MOST_ITERATIONS; it++) {
      newton++;
      if (!finite()) {
        failure = "finite";
        return false;
      }
      keep();
      double change = update(h);
      if (TRACE) trace(it, change);
      if (Double.isNaN(change)) {
        failure = "cholesky";
        return false;
      }
      weights();
      atOld = true;
      double before = slope();
      atOld = false;
      advance(z, h);
      residuals(delta);
      double worst = worst();
      if (change < 1e-3 && worst < 0.01) {
        return true;
      }
      for (int cut = 0; cut < 8 && worst > 0.01; cut++) {
        double after = slope();
        if (!(after > -0.5 * before) || !(before < 0)) {
          break;
        }
        searches++;
        double alpha = Math.max(0.1, -before / (after - before));
        if (TRACE) System.out.printf("        cut %.3g (slopes %.3g %.3g)%n", alpha, before, after);
        mix(alpha);
        before *= alpha;
        advance(z, h);
        residuals(delta);
        worst = worst();
      }
    }
    failure = "newton";
    return false;
  }

  long searches;
  double[] lambdaOld = new double[0], sigmaOld = new double[0];

  private void keep() {
    if (lambdaOld.length < lambda.length) lambdaOld = new double[lambda.length];
    if (sigmaOld.length < sigma.length) sigmaOld = new double[sigma.length];
    System.arraycopy(lambda, 0, lambdaOld, 0, model.active());
    System.arraycopy(sigma, 0, sigmaOld, 0, model.kinks());
  }

  /** Derivative of the dual objective along the way from the kept multipliers, at the residuals. */
  private double slope() {
    double sum = 0;
    for (int r = 0; r < model.active(); r++) {
      sum += residual[r] * (lambda[r] - lambdaOld[r]);
    }
    for (int k = 0; k < model.kinks(); k++) {
      int r = model.kinkRow(k);
      sum += kinkResidual[k] * (lambda[r] * sigma[k] - lambdaOld[r] * sigmaOld[k] - usedSigma(k) * (lambda[r] - lambdaOld[r]));
    }
    return sum;
  }

  private boolean atOld;
  private double usedSigma(int k) { return atOld ? sigmaOld[k] : sigma[k]; }

  private void mix(double alpha) {
    for (int k = 0; k < model.kinks(); k++) {
      int r = model.kinkRow(k);
      double mu = (1 - alpha) * lambdaOld[r] * sigmaOld[k] + alpha * lambda[r] * sigma[k];
      double nu = (1 - alpha) * lambdaOld[r] * (1 - sigmaOld[k]) + alpha * lambda[r] * (1 - sigma[k]);
      if (mu > 0 && nu > 0) { v[k] = Math.log(mu / nu); }
    }
    for (int r = 0; r < model.active(); r++) {
      double l = (1 - alpha) * lambdaOld[r] + alpha * lambda[r];
      if (l > 0) u[model.margin(r)] = Math.log(l);
    }
    weights();
  }

  private double worst() {
    double a = 0;
    for (int r = 0; r < model.active(); r++) {
      if (lambda[r] > 1e-6) {
        a = Math.max(a, Math.abs(residual[r]));
      }
    }
    for (int k = 0; k < model.kinks(); k++) {
      if (sigma[k] > 1e-6 && sigma[k] < 1 - 1e-6 && lambda[model.kinkRow(k)] > 1e-6) {
        a = Math.max(a, Math.abs(kinkResidual[k]) / temperature * 0.01);
      }
    }
    return a;
  }

  private boolean finite() {
    for (double x : theta) {
      if (!Double.isFinite(x)) {
        return false;
      }
    }
    return true;
  }

  private double[] rhs = new double[0];
  private double[] ones = new double[0];
  private int[] itemRow = new int[0];
  private int[] itemKink = new int[0];

  /** One Newton step in (u, v); returns its size. */
  private double update(double h) {
    curvature(h);
    int rowCount = 0;
    int size = model.active() + model.kinks();
    if (itemRow.length < size) {
      itemRow = new int[size];
      itemKink = new int[size];
      rhs = new double[size];
      ones = new double[size];
    }
    for (int r = 0; r < model.active(); r++) {
      if (lambda[r] >= NEGLIGIBLE) {
        itemRow[rowCount++] = r;
        System.arraycopy(model.gradient(r), 0, full[r], 0, theta.length);
      }
    }
    int m = rowCount;
    for (int k = 0; k < model.kinks(); k++) {
      int r = model.kinkRow(k);
      if (lambda[r] >= NEGLIGIBLE) {
        model.addKink(k, sigma[k], full[r]);
        if (sigma[k] > SLIDING && sigma[k] < 1 - SLIDING) {
          itemKink[m++] = k;
        }
      }
    }
    if (rows.length < m) {
      int old = rows.length;
      int grown = m + m / 2;
      rows = Arrays.copyOf(rows, grown);
      weighted = Arrays.copyOf(weighted, grown);
      for (int a = old; a < grown; a++) {
        rows[a] = new double[theta.length];
        weighted[a] = new double[theta.length];
      }
    }
    double[][] matrix = cholesky.matrix(m);
    for (int a = 0; a < m; a++) {
      double[] row = rows[a];
      double s;
      if (a < rowCount) {
        s = Math.sqrt(lambda[itemRow[a]]);
        double[] f = full[itemRow[a]];
        for (int c = 0; c < row.length; c++) {
          row[c] = s * f[c];
        }
        rhs[a] = -s * residual[itemRow[a]];
        ones[a] = s;
      } else {
        int k = itemKink[a];
        Arrays.fill(row, 0);
        s = kinkScale(k);
        model.addKink(k, s, row);
        rhs[a] = -s * kinkResidual[k];
        ones[a] = 0;
      }
      double[] y = weighted[a];
      for (int c = 0; c < row.length; c++) {
        y[c] = row[c] * diagonal[c];
      }
    }
    for (int a = 0; a < m; a++) {
      double[] target = matrix[a];
      for (int b = 0; b <= a; b++) {
        double sum;
        if (a < rowCount) {
          sum = Cholesky.dot(rows[a], weighted[b], theta.length);
        } else {
          int k = itemKink[a];
          sum =
              Cholesky.dot(rows[a], weighted[b], 0, model.kinkPrefixLength(k))
                  + Cholesky.dot(rows[a], weighted[b], model.kinkFrom(k), model.kinkTo(k));
        }
        target[b] = sum + (a == b ? 1 : 0);
      }
    }
    if (!cholesky.factorise()) {
      return Double.NaN;
    }
    cholesky.solve(rhs);
    cholesky.solve(ones);
    double top = 0;
    double bottom = 0;
    for (int a = 0; a < rowCount; a++) {
      double s = Math.sqrt(lambda[itemRow[a]]);
      top += s * rhs[a];
      bottom += s * ones[a];
    }
    double tau = -top / bottom;
    double change = 0;
    for (int a = 0; a < rowCount; a++) {
      double s = Math.sqrt(lambda[itemRow[a]]);
      double du = (rhs[a] + tau * ones[a]) / s;
      double move = damped(du);
      u[model.margin(itemRow[a])] += move;
      change = Math.max(change, Math.abs(move));
    }
    for (int r = 0; r < model.active(); r++) {
      if (lambda[r] < NEGLIGIBLE) {
        double target = u[model.margin(r)] - residual[r] + tau;
        u[model.margin(r)] = Math.min(target, logNorm() + Math.log(1e-6));
      }
    }
    for (int a = rowCount; a < m; a++) {
      int k = itemKink[a];
      double ds =
          (rhs[a] + tau * ones[a]) * kinkScale(k) / lambda[model.kinkRow(k)];
      double old = v[k];
      v[k] = moved(sigma[k], ds, old);
      double now = 1 / (1 + Math.exp(-v[k]));
      change = Math.max(change, Math.abs(now - sigma[k]));
    }
    for (int k = 0; k < model.kinks(); k++) {
      int r = model.kinkRow(k);
      boolean free = sigma[k] > SLIDING && sigma[k] < 1 - SLIDING && lambda[r] >= NEGLIGIBLE;
      if (!free) {
        double target = -kappa[k] / temperature;
        double old = v[k];
        if (lambda[r] >= NEGLIGIBLE) {
          if (old < 0 && target > -3) {
            target = -3;
          } else if (old > 0 && target < 3) {
            target = 3;
          }
          double now = 1 / (1 + Math.exp(-target));
          change = Math.max(change, Math.abs(now - sigma[k]));
        }
        v[k] = target;
      }
    }
    return change;
  }

  private double kinkScale(int k) {
    return Math.sqrt(lambda[model.kinkRow(k)] * sigma[k] * (1 - sigma[k]) / temperature);
  }

  /** Newton moves λ linearly; λ may fall by e⁻⁵ at most. */
  private static double damped(double du) {
    double floor = -0.99;
    return du > floor ? Math.log1p(du) : Math.max(-5, Math.log1p(floor) + (du - floor));
  }

  /** σ moves linearly; its odds may change by e⁵ at most when that leaves (0, 1). */
  private static double moved(double sigma, double ds, double v) {
    double next = sigma + ds;
    if (next <= 0) {
      return v - 5;
    }
    if (next >= 1) {
      return v + 5;
    }
    double w = Math.log(next) - Math.log1p(-next);
    return Math.max(v - 5, Math.min(v + 5, w));
  }

  /** h ∇²R*(z⁺) for entrywise maps, as a diagonal. */
  private void curvature(double h) {
    double[] one = new double[theta.length];
    Arrays.fill(one, h);
    map.conjugateCurvature(zNext, theta, one, diagonal);
    boolean any = false;
    for (int c = 0; c < one.length; c++) {
      double d = Math.abs(zNext[c] - zLast[c]);
      spread[c] = d > 1e-2 * Math.abs(zNext[c]) ? d : 0;
      any |= spread[c] > 0;
    }
    if (any) {
      for (int c = 0; c < one.length; c++) {
        one[c] = zNext[c] + spread[c];
      }
      map.inverse(one, upper);
      for (int c = 0; c < one.length; c++) {
        one[c] = zNext[c] - spread[c];
      }
      map.inverse(one, lower);
      for (int c = 0; c < one.length; c++) {
        if (spread[c] > 0) {
          diagonal[c] = h * (upper[c] - lower[c]) / (2 * spread[c]);
        }
      }
    }
    System.arraycopy(zNext, 0, zLast, 0, zLast.length);
  }
  double[] zLast, spread, upper, lower;
}

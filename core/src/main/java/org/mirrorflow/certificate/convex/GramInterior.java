package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.Kernel;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.numeric.EnvelopeCholesky;
import org.mirrorflow.numeric.Norms;

/**
 * Minimises ½⟨x, Hx⟩ over a {@link ClarkeSet}, H a {@link GramHessian}, by Mehrotra's
 * predictor–corrector method (Mehrotra 1992, doi:10.1137/0802028).
 *
 * <p>The constraints are w ≥ 0 with multipliers y ≥ 0, where w holds λ, μ and λ − μ. A step solves
 * (H + BᵀDB) dx = r with w = Bx and D = diag(y/w). H couples the kinks of one unit only, so every
 * unit's kinks are eliminated by a small Cholesky factor of their own, and what is left is one
 * matrix of the size of the margins, formed by the kernel's matrix product. A unit couples with the
 * margins alone that it is active for, some half of them. A step takes about K m²/4 + m³/3
 * multiplications for m margins and K kinks.
 */
public final class GramInterior {
  /** Share of the way to the boundary that a step goes at most. */
  private static final double BACK_OFF = 0.9995;

  private final GramHessian hessian;
  private final int margins;
  private final int kinks;
  private final int[] owner;
  private final Kernel kernel = KernelFactory.best().create();
  private final EnvelopeCholesky schur = new EnvelopeCholesky();
  private final double[] x;
  private final double[] g;

  /** λ, μ and λ − μ, one after the other, and their multipliers. */
  private final double[] w;

  private final double[] y;

  /** Per unit the factor L of its kinks' block, and L⁻¹ times the block that couples them to λ. */
  private final double[][][] factors;

  private final double[][] reduced;

  /** Per unit the margins that its kinks are coupled to, ascending. */
  private final int[][] coupled;

  /**
   * A minimisation that has not begun.
   *
   * @param set where to minimise
   * @param hessian H
   */
  public GramInterior(ClarkeSet set, GramHessian hessian) {
    this.hessian = hessian;
    this.margins = set.margins();
    this.kinks = set.kinks();
    this.owner = set.owners();
    this.x = new double[set.size()];
    this.g = new double[set.size()];
    Arrays.fill(x, 0, margins, 1.0 / margins);
    Arrays.fill(x, margins, x.length, 0.5 / margins);
    this.w = new double[margins + 2 * kinks];
    this.y = new double[w.length];
    this.factors = new double[hessian.groups()][][];
    this.reduced = new double[factors.length][];
    this.coupled = new int[factors.length][];
    for (int u = 0; u < factors.length; u++) {
      coupled[u] = hessian.coupled(u, owner);
      reduced[u] = new double[Math.multiplyExact(hessian.group(u).length, coupled[u].length)];
    }
  }

  /**
   * Runs until the stop criterion, a stall or so many iterations.
   *
   * @param mostIterations most iterations
   * @param stop decides when a point is good enough; sees x and Hx
   */
  public void run(int mostIterations, ClarkeQuadratic.Stop stop) {
    constraints(x, w);
    hessian.apply(x, g);
    double start = Norms.dot(x, 0, g, 0, x.length) / w.length;
    for (int i = 0; i < w.length; i++) {
      y[i] = start / w[i];
    }
    double before = Double.POSITIVE_INFINITY;
    for (int iteration = 0; iteration < mostIterations && !stop.at(x, g); iteration++) {
      double complementarity = Norms.dot(w, 0, y, 0, w.length);
      // where rounding is all that is left it no longer falls
      if (!(complementarity < before && complementarity > 0) || !factor() || !advance()) {
        return;
      }
      before = complementarity;
      hessian.apply(x, g);
    }
  }

  /** {@return the point so far, in the interior of the set; owned by the solver} */
  public double[] point() {
    return x;
  }

  /** out = Bv. */
  private void constraints(double[] v, double[] out) {
    System.arraycopy(v, 0, out, 0, v.length);
    for (int c = 0; c < kinks; c++) {
      out[v.length + c] = v[owner[c]] - v[margins + c];
    }
  }

  /** The factors of H + BᵀDB; false if rounding has made it indefinite. */
  private boolean factor() {
    double[] onMargins = new double[margins];
    for (int j = 0; j < margins; j++) {
      onMargins[j] = y[j] / w[j];
    }
    double[] onKinks = new double[kinks];
    double[] mixed = new double[kinks];
    for (int c = 0; c < kinks; c++) {
      int difference = margins + kinks + c;
      mixed[c] = y[difference] / w[difference];
      onKinks[c] = y[margins + c] / w[margins + c] + mixed[c];
      onMargins[owner[c]] += mixed[c];
    }
    double[][] matrix = schur.matrix(margins);
    for (int j = 0; j < margins; j++) {
      schur.start(j, 0);
      hessian.margins(j, matrix[j]);
      matrix[j][j] += onMargins[j];
    }
    for (int u = 0; u < factors.length; u++) {
      factors[u] = hessian.within(u, onKinks);
      couple(u, mixed);
      if (!eliminate(factors[u], reduced[u], coupled[u].length)) {
        return false;
      }
      subtractProduct(u, matrix);
    }
    return schur.factorise();
  }

  /** The block that couples a unit's kinks to its margins. */
  private void couple(int u, double[] mixed) {
    int[] members = hessian.group(u);
    int count = coupled[u].length;
    for (int a = 0; a < members.length; a++) {
      hessian.mixed(members[a], coupled[u], reduced[u], a * count);
      int own = Arrays.binarySearch(coupled[u], owner[members[a]]);
      reduced[u][a * count + own] -= mixed[members[a]];
    }
  }

  private void subtractProduct(int u, double[][] matrix) {
    int[] to = coupled[u];
    int count = to.length;
    double[] product = new double[count * count];
    double[] block = reduced[u];
    kernel.weights(0, count, factors[u].length, block, block, product, Block.matrix(count, count));
    for (int j = 0; j < count; j++) {
      double[] row = matrix[to[j]];
      for (int k = 0; k <= j; k++) {
        row[to[k]] -= product[j * count + k];
      }
    }
  }

  /** L of a unit's block in place, and L⁻¹ times its rows of {@link #reduced}. */
  private static boolean eliminate(double[][] l, double[] rows, int count) {
    for (int a = 0; a < l.length; a++) {
      for (int b = 0; b <= a; b++) {
        double rest = l[a][b] - Norms.dot(l[a], 0, l[b], 0, b);
        if (b == a && !(rest > 0)) {
          return false;
        }
        l[a][b] = b < a ? rest / l[b][b] : Math.sqrt(rest);
      }
      int at = a * count;
      for (int b = 0; b < a; b++) {
        Norms.add(-l[a][b], rows, b * count, rows, at, count);
      }
      for (int j = at; j < at + count; j++) {
        rows[j] /= l[a][a];
      }
    }
    return true;
  }

  /** Solves (H + BᵀDB) v = r in place. */
  private void solve(double[] r) {
    double[][] eliminated = new double[factors.length][];
    for (int u = 0; u < factors.length; u++) {
      int[] members = hessian.group(u);
      double[][] l = factors[u];
      eliminated[u] = new double[members.length];
      for (int a = 0; a < members.length; a++) {
        double rest = r[margins + members[a]] - Norms.dot(l[a], 0, eliminated[u], 0, a);
        eliminated[u][a] = rest / l[a][a];
        int at = a * coupled[u].length;
        for (int k = 0; k < coupled[u].length; k++) {
          r[coupled[u][k]] -= eliminated[u][a] * reduced[u][at + k];
        }
      }
    }
    double[] top = Arrays.copyOf(r, margins);
    schur.solve(top);
    System.arraycopy(top, 0, r, 0, margins);
    for (int u = 0; u < factors.length; u++) {
      int[] members = hessian.group(u);
      double[][] l = factors[u];
      double[] own = Arrays.stream(coupled[u]).mapToDouble(j -> top[j]).toArray();
      for (int a = 0; a < members.length; a++) {
        eliminated[u][a] -= Norms.dot(reduced[u], a * own.length, own, 0, own.length);
      }
      for (int a = members.length - 1; a >= 0; a--) {
        double value = eliminated[u][a] / l[a][a];
        r[margins + members[a]] = value;
        Norms.add(-value, l[a], 0, eliminated[u], 0, a);
      }
    }
  }

  /** A step: predictor towards y∘w = 0, corrector towards the centre; false if nothing moves. */
  private boolean advance() {
    double[] ones = new double[x.length];
    Arrays.fill(ones, 0, margins, 1);
    solve(ones);
    double[] target = new double[w.length];
    Direction affine = direction(target, ones);
    double mean = Norms.dot(w, 0, y, 0, w.length) / w.length;
    double primal = Math.min(1, longest(w, affine.w));
    double dual = Math.min(1, longest(y, affine.y));
    double left = 0;
    for (int i = 0; i < w.length; i++) {
      left += (w[i] + primal * affine.w[i]) * (y[i] + dual * affine.y[i]);
    }
    double centring = Math.pow(left / w.length / mean, 3);
    for (int i = 0; i < w.length; i++) {
      target[i] = centring * mean - affine.w[i] * affine.y[i];
    }
    Direction full = direction(target, ones);
    primal = Math.min(1, BACK_OFF * longest(w, full.w));
    dual = Math.min(1, BACK_OFF * longest(y, full.y));
    if (!Double.isFinite(primal) || !Double.isFinite(dual)) {
      return false;
    }
    boolean moved = false;
    for (int k = 0; k < x.length; k++) {
      double next = x[k] + primal * full.x[k];
      moved |= next != x[k];
      x[k] = next;
    }
    for (int i = 0; i < w.length; i++) {
      w[i] += primal * full.w[i];
      y[i] += dual * full.y[i];
    }
    return moved;
  }

  /** A change of x, w and y. */
  private record Direction(double[] x, double[] w, double[] y) {}

  /** The step after which y∘w = target to first order, Hx − Bᵀy is constant on λ, and Σλ = 1. */
  private Direction direction(double[] target, double[] ones) {
    double[] aimed = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      aimed[i] = target[i] / w[i];
    }
    double[] dx = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      dx[k] = aimed[k] - g[k];
    }
    for (int c = 0; c < kinks; c++) {
      dx[owner[c]] += aimed[margins + kinks + c];
      dx[margins + c] -= aimed[margins + kinks + c];
    }
    solve(dx);
    double missing = 1;
    double response = 0;
    for (int j = 0; j < margins; j++) {
      missing -= x[j] + dx[j];
      response += ones[j];
    }
    Norms.add(missing / response, ones, dx);
    double[] dw = new double[w.length];
    constraints(dx, dw);
    double[] dy = new double[w.length];
    for (int i = 0; i < w.length; i++) {
      dy[i] = aimed[i] - y[i] - y[i] / w[i] * dw[i];
    }
    return new Direction(dx, dw, dy);
  }

  /** The largest step that keeps v + step·dv ≥ 0. */
  private static double longest(double[] v, double[] dv) {
    double longest = Double.POSITIVE_INFINITY;
    for (int i = 0; i < v.length; i++) {
      if (!(dv[i] >= 0)) { // NaN too, which then ends the search
        longest = Math.min(longest, -v[i] / dv[i]);
      }
    }
    return longest;
  }
}

package org.mirrorflow.certificate.convex;

import java.util.Arrays;
import org.mirrorflow.numeric.Norms;

/**
 * Minimises the convex quadratic ½⟨x, Hx⟩ + ⟨b, x⟩ over a {@link ClarkeSet}. Gradient projection
 * finds the face of the solution. Conjugate gradients on the face find the solution there (Moré and
 * Toraldo 1991, doi:10.1137/0801008). The value never rises.
 *
 * <p>Symbols are the method's: g gradient, d direction, r residual, z preconditioned residual.
 */
public final class ClarkeQuadratic {

  /** The quadratic form of a minimisation. */
  public interface Hessian {
    /**
     * out = Hx.
     *
     * @param x argument, left as it is
     * @param out receives Hx
     */
    void apply(double[] x, double[] out);

    /** {@return the diagonal of H or an estimate of it, positive} */
    double[] diagonal();
  }

  /** Decides whether a point is good enough; sees x and the gradient Hx + b. */
  public interface Stop {
    /**
     * {@return whether x is good enough}
     *
     * @param x a point of the set
     * @param gradient Hx + b
     */
    boolean at(double[] x, double[] gradient);
  }

  private static final int PROJECTIONS_PER_ROUND = 6;

  /**
   * Conjugate gradients end when the residual has fallen by this factor: little at first, while the
   * face is unknown, then more every time the same face comes back.
   */
  private static final double FIRST_REDUCTION = 0.1;

  private static final double FACTOR_OF_REDUCTIONS = 0.3;
  private static final double LAST_REDUCTION = 1e-9;

  /** Curvature relative to that of the diagonal below which it is rounding of a singular H. */
  private static final double SINGULAR = 1e-13;

  /** Lower bound of the squared length of a column, relative to the longest. */
  private static final double NEGLIGIBLE = 1e-12;

  private final ClarkeSet set;
  private final Hessian hessian;
  private final Stop stop;
  private final double[] diagonal;
  private final double[] inverseDiagonal;
  private final double[] x;
  private final double[] g;
  private final double[] d;
  private final double[] hd;
  private final double[] r;
  private final double[] z;
  private final double[] p;
  private final double[] hp;
  private double step;
  private double reduction = FIRST_REDUCTION;
  private int applications;

  /**
   * A minimisation that has not begun.
   *
   * @param set where to minimise
   * @param hessian H
   * @param linear b, or null for 0
   * @param start a point of the set
   * @param stop decides when a point is good enough
   */
  public ClarkeQuadratic(
      ClarkeSet set, Hessian hessian, double[] linear, double[] start, Stop stop) {
    this.set = set;
    this.hessian = hessian;
    this.stop = stop;
    int size = set.size();
    this.x = start.clone();
    this.g = new double[size];
    this.d = new double[size];
    this.hd = new double[size];
    this.r = new double[size];
    this.z = new double[size];
    this.p = new double[size];
    this.hp = new double[size];
    this.inverseDiagonal = new double[size];
    this.diagonal = hessian.diagonal().clone();
    double largest = Arrays.stream(diagonal).max().getAsDouble();
    for (int k = 0; k < size; k++) {
      diagonal[k] = Math.max(diagonal[k], largest > 0 ? NEGLIGIBLE * largest : 1);
      inverseDiagonal[k] = 1 / diagonal[k];
    }
    this.step = 1;
    hessian.apply(x, g);
    if (linear != null) {
      for (int k = 0; k < size; k++) {
        g[k] += linear[k];
      }
    }
  }

  /**
   * Runs until the stop criterion, a fixed point, or so many products with H.
   *
   * @param mostApplications most products with H
   */
  public void run(int mostApplications) {
    while (applications < mostApplications && !stop.at(x, g)) {
      boolean moved = false;
      for (int k = 0; k < PROJECTIONS_PER_ROUND && !stop.at(x, g); k++) {
        moved |= projectionStep();
      }
      if (!stop.at(x, g)) {
        moved |= faceStep(mostApplications);
      }
      if (!moved) {
        return;
      }
    }
  }

  /** {@return the best point so far; owned by the solver} */
  public double[] point() {
    return x;
  }

  /** Hx + b at the point; owned by the solver. */
  double[] gradient() {
    return g;
  }

  private boolean projectionStep() {
    for (int k = 0; k < x.length; k++) {
      d[k] = x[k] - step * inverseDiagonal[k] * g[k];
    }
    set.project(d, diagonal);
    double square = 0;
    for (int k = 0; k < x.length; k++) {
      d[k] -= x[k];
      square += diagonal[k] * d[k] * d[k];
    }
    hessian.apply(d, hd);
    applications++;
    double curvature = Norms.dotInOrder(d, hd);
    boolean moved = advance(curvature);
    if (curvature > 0 && square > 0) {
      step = square / curvature;
    }
    return moved;
  }

  /** Moves along d to the minimum on x + [0, 1] d. */
  private boolean advance(double curvature) {
    double slope = Norms.dotInOrder(g, d);
    if (!(slope < 0)) {
      return false;
    }
    double t = curvature > 0 ? Math.min(1, -slope / curvature) : 1;
    boolean moved = false;
    for (int k = 0; k < x.length; k++) {
      double next = x[k] + t * d[k];
      moved |= next != x[k];
      x[k] = next;
      g[k] += t * hd[k];
    }
    return moved;
  }

  private boolean faceStep(int mostApplications) {
    Face face = new Face(set, x);
    if (face.dimension() < 1) {
      return false;
    }
    double[] target = conjugateGradients(face, mostApplications);
    double longest = face.longestStep(x, target);
    boolean stays = longest == 1;
    reduction =
        stays
            ? Math.max(LAST_REDUCTION, FACTOR_OF_REDUCTIONS * reduction)
            : Math.min(FIRST_REDUCTION, reduction / FACTOR_OF_REDUCTIONS);
    for (int k = 0; k < x.length; k++) {
      d[k] = x[k] + target[k];
    }
    set.project(d, diagonal);
    for (int k = 0; k < x.length; k++) {
      d[k] -= x[k];
    }
    hessian.apply(d, hd);
    applications++;
    if (advance(Norms.dotInOrder(d, hd))) {
      return true;
    }
    for (int k = 0; k < x.length; k++) {
      d[k] = longest * target[k];
    }
    hessian.apply(d, hd);
    applications++;
    return advance(Norms.dotInOrder(d, hd));
  }

  /** The direction from x to the minimum on the affine hull of the face. */
  private double[] conjugateGradients(Face face, int mostApplications) {
    double[] sum = new double[x.length];
    face.reduce(g, r);
    face.precondition(r, inverseDiagonal, z);
    for (int k = 0; k < x.length; k++) {
      r[k] = -r[k];
      z[k] = -z[k];
      p[k] = z[k];
    }
    double rz = Norms.dotInOrder(r, z);
    double enough = reduction * reduction * rz;
    int most = Math.min(2 * face.dimension() + 2, mostApplications - applications);
    for (int k = 0; k < most && rz > enough; k++) {
      System.arraycopy(p, 0, d, 0, p.length);
      face.extend(d);
      hessian.apply(d, hd);
      applications++;
      face.reduce(hd, hp);
      double curvature = Norms.dotInOrder(p, hp);
      if (!(curvature > SINGULAR * weightedSquare(p))) {
        break;
      }
      double alpha = rz / curvature;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += alpha * p[i];
        r[i] -= alpha * hp[i];
      }
      face.precondition(r, inverseDiagonal, z);
      double next = Norms.dotInOrder(r, z);
      double beta = next / rz;
      rz = next;
      for (int i = 0; i < sum.length; i++) {
        p[i] = z[i] + beta * p[i];
      }
    }
    face.extend(sum);
    return sum;
  }

  private double weightedSquare(double[] a) {
    double sum = 0;
    for (int k = 0; k < a.length; k++) {
      sum += a[k] * a[k] * diagonal[k];
    }
    return sum;
  }
}

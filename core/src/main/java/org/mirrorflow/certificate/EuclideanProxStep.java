package org.mirrorflow.certificate;

import org.mirrorflow.certificate.convex.ClarkeSet;
import org.mirrorflow.certificate.convex.Columns;
import org.mirrorflow.certificate.convex.InteriorPoint;
import org.mirrorflow.numeric.Norms;

/**
 * The convex program of one step of a {@link LimitSolver} in the Euclidean gauge. With a = L
 * q̂_min, so that θ̂ is the solution exactly at a KKT point, it is to maximise over v
 *
 * <p>min_j lin_j(v) − a/2 ‖v‖² − ρa/2 ‖v − θ̂‖², lin_j(v) = q̂_j + ⟨ĝ_j, v − θ̂⟩ = (1 − L) q̂_j +
 * ⟨ĝ_j, v⟩,
 *
 * <p>through its dual, min over x of ‖Ax + ρaθ̂‖²/(2a(1 + ρ)) + (1 − L) Σ λ_j q̂_j, which gives v =
 * (Ax + ρaθ̂)/(a(1 + ρ)).
 */
final class EuclideanProxStep implements ProxStep {
  private static final double REDUCTION = 1e-8;
  private static final int MOST_ITERATIONS = 60;

  private final MarginGradients gradients;
  private final int degree;
  private final double[] unit;
  private final double a;
  private final double[] q;
  private final double[] along;
  private final Columns columns;

  EuclideanProxStep(MarginGradients gradients, int degree, double[] unit) {
    this.gradients = gradients;
    this.degree = degree;
    this.unit = unit;
    this.q = gradients.margins();
    this.a = degree * gradients.minimum();
    this.along = new double[gradients.set().size()];
    gradients.along(unit, along);
    this.columns = gradients.columns();
  }

  @Override
  public Candidate solve(double prox) {
    ClarkeSet set = gradients.set();
    double curvature = a * (1 + prox);
    double[] linear = new double[set.size()];
    // the quadratic in units of a(1 + ρ), so that its matrix is the Gram matrix
    for (int k = 0; k < linear.length; k++) {
      double offset = k < q.length ? (1 - degree) * q[k] : 0;
      linear[k] = prox * a * along[k] + curvature * offset;
    }
    double unitOfGap = REDUCTION * a * curvature;
    InteriorPoint program = new InteriorPoint(set, columns, 2, linear);
    double[] g = new double[set.size()];
    int[] iterations = new int[1];
    program.run(
        MOST_ITERATIONS,
        (point, s, direction) -> {
          iterations[0]++;
          columns.along(s, g);
          for (int k = 0; k < g.length; k++) {
            g[k] += linear[k];
          }
          return Norms.dotInOrder(point, g) - set.minimum(g) <= unitOfGap;
        });
    double[] x = program.point().clone();
    set.restore(x);
    double[] v = new double[unit.length];
    gradients.combine(x, v);
    for (int k = 0; k < v.length; k++) {
      v[k] = (v[k] + prox * a * unit[k]) / curvature;
    }
    double[] m = new double[set.size()];
    gradients.along(v, m);
    double least = Double.POSITIVE_INFINITY;
    for (int j = 0; j < q.length; j++) {
      least = Math.min(least, (1 - degree) * q[j] + set.value(m, j));
    }
    double size = Norms.euclidean(v);
    double promised = least / Math.pow(size, degree) - gradients.minimum();
    double entries = (double) set.size() * unit.length;
    double perIteration = 4 * entries + Math.pow(set.size(), 3) / 3;
    return new Candidate(v, promised, set.size() * entries + iterations[0] * perIteration);
  }
}

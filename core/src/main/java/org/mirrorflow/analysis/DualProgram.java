package org.mirrorflow.analysis;

import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.LpGauge;

/**
 * min Q°(Ax) over the coefficients x of Clarke elements, the numerator of the KKT gap; which solver
 * serves which gauge.
 */
final class DualProgram {
  private final MarginGradients gradients;
  private final Gauge gauge;
  private final Layout layout;
  private final Accuracy accuracy;
  private final Bounds bounds;

  /**
   * @param scale L q̂_min
   */
  DualProgram(
      MarginGradients gradients, Gauge gauge, Layout layout, double scale, Accuracy accuracy) {
    this.gradients = gradients;
    this.gauge = gauge;
    this.layout = layout;
    this.accuracy = accuracy;
    this.bounds = new Bounds(gradients.set(), gauge, layout, scale, accuracy);
  }

  /** Solves from a point of the set. */
  Bounds solve(double[] start) {
    offer(start);
    if (bounds.close()) {
      return bounds;
    }
    if (gauge instanceof LpGauge lp && small()) {
      solveInterior(lp.norm().conjugate());
    } else if (gauge instanceof LpGauge lp && lp.p() == 2) {
      solveEuclidean(start);
    } else {
      double[] v = new double[gradients.parameters()];
      double[] s = new double[gradients.parameters()];
      gradients.combine(start, s);
      gauge.polar().subgradient(s, layout, v);
      new PrimalDual(gradients, gauge, layout, bounds, start, v).run(accuracy.mostProducts());
    }
    return bounds;
  }

  private boolean small() {
    return gradients.set().size() <= 1000;
  }

  private void solveInterior(double q) {
    ClarkeSet set = gradients.set();
    Columns columns = gradients.columns();
    double[] m = new double[set.size()];
    new InteriorPoint(set, columns, q, null)
        .run(
            100,
            (x, s, v) -> {
              bounds.offerUpper(x, s);
              columns.along(v, m);
              bounds.offerLower(v, m);
              return bounds.close();
            });
  }

  /** Offers x with its own bound and the direction that is best for Ax alone. */
  private void offer(double[] x) {
    double[] s = new double[gradients.parameters()];
    gradients.combine(x, s);
    bounds.offerUpper(x, s);
    double[] v = new double[s.length];
    double[] m = new double[x.length];
    gauge.polar().subgradient(s, layout, v);
    gradients.along(v, m);
    bounds.offerLower(v, m);
  }

  /** ½‖Ax‖² on the Gram matrix; with Hx = Aᵀs the bounds cost nothing. */
  private void solveEuclidean(double[] start) {
    ClarkeSet set = gradients.set();
    ClarkeQuadratic.Stop stop =
        (x, g) -> {
          double norm = Math.sqrt(Math.max(0, ClarkeQuadratic.dot(x, g)));
          return norm == 0 || bounds.close(norm, set.minimum(g) / norm);
        };
    ClarkeQuadratic quadratic =
        new ClarkeQuadratic(set, GramHessian.of(gradients), null, start, stop);
    quadratic.run(accuracy.mostProducts());
    double[] x = quadratic.point().clone();
    set.restore(x);
    offer(x);
  }
}

package org.mirrorflow.analysis;

import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.LpGauge;

/** The convex program of one step of a {@link LimitSolver}. */
interface ProxStep {

  /** A point v and by how much the linearised Q-margin exceeds that of θ̂ there. */
  record Candidate(double[] theta, double promised) {}

  /** Solves with a quadratic of this weight on the distance from θ̂. */
  Candidate solve(double prox);

  /** The program at θ̂ of gauge 1. */
  static ProxStep of(MarginGradients gradients, Gauge gauge, Layout layout, double[] unit) {
    return gauge instanceof LpGauge lp && lp.p() == 2
        ? new EuclideanProxStep(gradients, layout, unit)
        : new BallProxStep(gradients, gauge, layout, unit);
  }
}

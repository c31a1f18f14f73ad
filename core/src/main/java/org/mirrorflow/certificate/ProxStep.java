package org.mirrorflow.certificate;

import org.mirrorflow.gauge.Gauge;

/** The convex program of one step of a {@link LimitSolver}. */
interface ProxStep {

  /**
   * A point of the parameter space.
   *
   * @param theta v
   * @param promised by how much the linearised Q-margin there exceeds the Q-margin of θ̂
   * @param multiplications what it took to find
   */
  record Candidate(double[] theta, double promised, double multiplications) {}

  /** Solves with a quadratic of this weight on the distance from θ̂. */
  Candidate solve(double prox);

  /** The program at θ̂ of gauge 1. */
  static ProxStep of(MarginGradients gradients, Gauge gauge, double[] unit) {
    return gauge.entrywise().filter(norm -> norm.p() == 2).isPresent()
        ? new EuclideanProxStep(gradients, gauge.layout().degree(), unit)
        : new BallProxStep(gradients, gauge, unit);
  }
}

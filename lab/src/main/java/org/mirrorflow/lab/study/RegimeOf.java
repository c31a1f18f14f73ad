package org.mirrorflow.lab.study;

import java.util.Arrays;

/**
 * Gradient flow of ½‖Xβ − y‖² in β = u^D − v^D from u = v = α, followed in the factors, and beside
 * it the β of Xβ = y with the least potential of {@link DepthPotential}, found by Newton's method
 * on its dual: ν with X∇R*(Xᵀν) = y.
 *
 * @param problem the samples
 * @param depth D
 * @param alpha α
 */
record RegimeOf(SparseRegression problem, int depth, double alpha)
    implements Work<RegimeOf.Result> {
  /** Of ‖y‖: where a flow ends. */
  private static final double RESIDUAL = 1e-4;

  /** Relative to the largest factor: the error of a step, by the two solutions of a pair. */
  private static final double TOLERANCE = 1e-7;

  private static final int MOST_STEPS = 100_000;
  private static final int MOST_NEWTON = 500;

  /**
   * Both ends.
   *
   * @param flow β of the flow
   * @param potential β of least potential
   * @param residual ‖Xβ − y‖/‖y‖ of the flow
   * @param steps of the flow
   */
  record Result(double[] flow, double[] potential, double residual, int steps) {

    /** ‖β_flow − β_potential‖₂/‖β_potential‖₂. */
    double distance() {
      double[] difference = new double[flow.length];
      Arrays.setAll(difference, j -> flow[j] - potential[j]);
      return Math.sqrt(
          SparseRegression.dot(difference, difference)
              / SparseRegression.dot(potential, potential));
    }
  }

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    double[][] x = problem.inputs();
    double[] y = SparseRegression.times(x, problem.truth());
    double size = Math.sqrt(SparseRegression.dot(y, y));
    double[] w = new double[2 * problem.features()];
    Arrays.fill(w, alpha);
    double[] last = {Double.POSITIVE_INFINITY};
    int steps =
        new Heun(TOLERANCE, MOST_STEPS)
            .run(
                w,
                state -> velocity(x, y, state),
                (time, state) -> {
                  double[] r = rest(x, y, weights(state));
                  last[0] = Math.sqrt(SparseRegression.dot(r, r)) / size;
                  return last[0] > RESIDUAL;
                });
    return new Result(weights(w), leastPotential(x, y), last[0], steps);
  }

  private double[] weights(double[] w) {
    double[] beta = new double[w.length / 2];
    Arrays.setAll(beta, j -> Math.pow(w[j], depth) - Math.pow(w[beta.length + j], depth));
    return beta;
  }

  /** y − Xβ. */
  private static double[] rest(double[][] x, double[] y, double[] beta) {
    double[] fitted = SparseRegression.times(x, beta);
    double[] rest = new double[y.length];
    Arrays.setAll(rest, i -> y[i] - fitted[i]);
    return rest;
  }

  /** (du, dv)/dt = ±D (u, v)^{D−1} ∘ Xᵀ(y − Xβ). */
  private double[] velocity(double[][] x, double[] y, double[] w) {
    double[] force = SparseRegression.transposed(x, rest(x, y, weights(w)));
    double[] velocity = new double[w.length];
    for (int j = 0; j < force.length; j++) {
      velocity[j] = depth * Math.pow(w[j], depth - 1) * force[j];
      velocity[force.length + j] = -depth * Math.pow(w[force.length + j], depth - 1) * force[j];
    }
    return velocity;
  }

  /** Newton's method with steps halved until ν is inside the domain and the residual falls. */
  private double[] leastPotential(double[][] x, double[] y) {
    DepthPotential potential = new DepthPotential(depth, alpha);
    double[] nu = new double[y.length];
    double[] rest = y.clone();
    double size = SparseRegression.dot(y, y);
    for (int k = 0; k < MOST_NEWTON && SparseRegression.dot(rest, rest) > 1e-22 * size; k++) {
      double[] z = SparseRegression.transposed(x, nu);
      double[] slopes = Arrays.stream(z).map(potential::slope).toArray();
      double[] direction = SparseRegression.solve(x, slopes, rest);
      double square = SparseRegression.dot(rest, rest);
      for (double share = 1; share > 1e-12; share /= 2) {
        double[] next = Heun.moved(nu, share, direction);
        double[] at = SparseRegression.transposed(x, next);
        if (Arrays.stream(at).allMatch(v -> Math.abs(v) < potential.bound())) {
          double[] left = rest(x, y, Arrays.stream(at).map(potential::inverse).toArray());
          double now = SparseRegression.dot(left, left);
          if (now < square) {
            nu = next;
            rest = left;
            break;
          }
        }
      }
    }
    double[] z = SparseRegression.transposed(x, nu);
    return Arrays.stream(z).map(potential::inverse).toArray();
  }
}

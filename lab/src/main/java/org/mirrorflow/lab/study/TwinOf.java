package org.mirrorflow.lab.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Gradient flow of ½‖Xβ − y‖² in β = u^D − v^D from u = v = α and, with the same steps, mirror flow
 * dz/dt = Xᵀ(y − Xβ), β = ∇R*(z), under the potential of a depth.
 *
 * @param problem the samples
 * @param depth D of the factors
 * @param potential depth whose potential the mirror flow has
 * @param alpha α of both
 */
record TwinOf(SparseRegression problem, int depth, int potential, double alpha)
    implements Work<TwinOf.Result> {
  private static final double RESIDUAL = 1e-3;
  private static final double TOLERANCE = 1e-7;
  private static final int MOST_STEPS = 50_000;
  private static final double RATIO = 1.05;

  /**
   * Both flows along the way.
   *
   * @param residual ‖Xβ − y‖/‖y‖ of the flow in factors, falling
   * @param distance ‖β_factors − β_mirror‖₂ at the same time, relative to ‖β*‖₂
   */
  record Result(List<Double> residual, List<Double> distance) {

    /** The largest distance; NaN without a point. */
    double farthest() {
      return distance.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
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
    int d = problem.features();
    double[] state = new double[3 * d];
    Arrays.fill(state, 0, 2 * d, alpha);
    DepthPotential r = new DepthPotential(potential, alpha);
    Result result = new Result(new ArrayList<>(), new ArrayList<>());
    double size = norm(y);
    double[] next = {1};
    new Heun(TOLERANCE, MOST_STEPS)
        .run(
            state,
            s -> velocity(x, y, s, r),
            (time, s) -> {
              double[] factors = inFactors(s);
              double now = norm(rest(x, y, factors)) / size;
              if (now <= next[0]) {
                next[0] = now / RATIO;
                result.residual.add(now);
                result.distance.add(norm(Heun.moved(factors, -1, mirror(s, r))));
              }
              return now > RESIDUAL;
            });
    return result;
  }

  private double[] inFactors(double[] state) {
    double[] beta = new double[problem.features()];
    Arrays.setAll(beta, j -> Math.pow(state[j], depth) - Math.pow(state[beta.length + j], depth));
    return beta;
  }

  private double[] mirror(double[] state, DepthPotential r) {
    double[] beta = new double[problem.features()];
    Arrays.setAll(beta, j -> r.inverse(state[2 * beta.length + j]));
    return beta;
  }

  private static double[] rest(double[][] x, double[] y, double[] beta) {
    return Heun.moved(y, -1, SparseRegression.times(x, beta));
  }

  private double[] velocity(double[][] x, double[] y, double[] state, DepthPotential r) {
    int d = problem.features();
    double[] force = SparseRegression.transposed(x, rest(x, y, inFactors(state)));
    double[] dual = SparseRegression.transposed(x, rest(x, y, mirror(state, r)));
    double[] velocity = new double[3 * d];
    for (int j = 0; j < d; j++) {
      velocity[j] = depth * Math.pow(state[j], depth - 1) * force[j];
      velocity[d + j] = -depth * Math.pow(state[d + j], depth - 1) * force[j];
      velocity[2 * d + j] = dual[j];
    }
    return velocity;
  }

  private static double norm(double[] a) {
    return Math.sqrt(SparseRegression.dot(a, a));
  }
}

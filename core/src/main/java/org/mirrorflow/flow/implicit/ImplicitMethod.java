package org.mirrorflow.flow.implicit;

/**
 * Coefficients of a diagonally implicit Runge–Kutta method whose last stage is the solution
 * (stiffly accurate): a method is data. Stage i solves z_i = z + h Σ_{j ≤ i} a_ij g(z_i).
 *
 * @param name for reports
 * @param a lower triangular, a_ii &gt; 0; the last row holds the weights
 * @param order order of the solution
 * @param largestChange most that a block of θ may change in a step at the default tolerance,
 *     relative to its norm
 */
public record ImplicitMethod(String name, double[][] a, int order, double largestChange) {

  /** Backward Euler: order 1, L-stable. */
  public static final ImplicitMethod BACKWARD_EULER =
      new ImplicitMethod("backward-euler", new double[][] {{1}}, 1, 0.05);

  private static final double GAMMA = 1 - Math.sqrt(0.5);

  /** Two stages, order 2, L-stable: Alexander (1977), doi:10.1137/0714068. */
  public static final ImplicitMethod SDIRK2 =
      new ImplicitMethod("sdirk2", new double[][] {{GAMMA}, {1 - GAMMA, GAMMA}}, 2, 0.1);

  /** {@return number of stages} */
  public int stages() {
    return a.length;
  }

  /**
   * {@return weight of a stage in the solution}
   *
   * @param k number of the stage, counted from 0
   */
  public double weight(int k) {
    return a[a.length - 1][k];
  }
}

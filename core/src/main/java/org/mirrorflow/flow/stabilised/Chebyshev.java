package org.mirrorflow.flow.stabilised;

/**
 * The Runge–Kutta–Chebyshev method of second order with s stages (Sommeijer, Shampine and Verwer
 * 1998, doi:10.1016/S0377-0427(97)00219-7): Y_0 = z, Y_1 = Y_0 + μ̃_1 h F_0 and
 *
 * <p>Y_j = (1 − μ_j − ν_j) Y_0 + μ_j Y_{j−1} + ν_j Y_{j−2} + μ̃_j h F_{j−1} + γ̃_j h F_0, 2 ≤ j ≤
 * s.
 *
 * <p>Y_j is the solution at c_j h to second order. On dz/ds = λz the method gives P(hλ) z with P(x)
 * = a_s + b_s T_s(w_0 + w_1 x), |P| ≤ 1 on [−β, 0], β = (w_0 + 1)/w_1 ≈ ⅔ (s² − 1)(1 − 2ε/15).
 *
 * @param mu μ_j, by j
 * @param nu ν_j
 * @param muForce μ̃_j
 * @param gammaForce γ̃_j
 * @param at c_j
 */
record Chebyshev(double[] mu, double[] nu, double[] muForce, double[] gammaForce, double[] at) {
  /** The damping ε of the authors: β loses 2 %, and all modes of the stable range decay. */
  private static final double DAMPING = 2.0 / 13;

  /** s² − 1 per h·radius: the authors' bound 0.653 a little on the safe side. */
  private static final double SQUARES = 1.54;

  /** With fewer it is not of second order. */
  static final int FEWEST_STAGES = 2;

  /**
   * {@return the fewest stages that are stable}
   *
   * @param product h times the spectral radius
   */
  static int stages(double product) {
    return Math.max(FEWEST_STAGES, 1 + (int) Math.sqrt(1 + SQUARES * product));
  }

  /**
   * {@return h times the spectral radius for which {@link #stages} gives so many: half a square
   * below what they are stable for}
   *
   * @param stages s
   */
  static double reach(int stages) {
    return ((double) stages * stages - 1.5) / SQUARES;
  }

  /**
   * {@return the method}
   *
   * @param stages s, at least 2
   */
  static Chebyshev of(int stages) {
    double w0 = 1 + DAMPING / ((double) stages * stages);
    int size = stages + 1;
    // T_j, T_j' and T_j'' at w_0 by their three-term recurrences.
    double[] t = new double[size];
    double[] first = new double[size];
    double[] second = new double[size];
    t[0] = 1;
    t[1] = w0;
    first[1] = 1;
    for (int j = 2; j <= stages; j++) {
      t[j] = 2 * w0 * t[j - 1] - t[j - 2];
      first[j] = 2 * w0 * first[j - 1] - first[j - 2] + 2 * t[j - 1];
      second[j] = 2 * w0 * second[j - 1] - second[j - 2] + 4 * first[j - 1];
    }
    double w1 = first[stages] / second[stages];
    Chebyshev method =
        new Chebyshev(
            new double[size],
            new double[size],
            new double[size],
            new double[size],
            new double[size]);
    double[] b = new double[size];
    for (int j = 2; j <= stages; j++) {
      b[j] = second[j] / (first[j] * first[j]);
      method.at[j] = w1 * second[j] / first[j];
    }
    b[0] = b[2];
    b[1] = b[2];
    method.at[1] = method.at[2] / first[2];
    method.muForce[1] = b[1] * w1;
    for (int j = 2; j <= stages; j++) {
      method.mu[j] = 2 * b[j] * w0 / b[j - 1];
      method.nu[j] = -b[j] / b[j - 2];
      method.muForce[j] = 2 * b[j] * w1 / b[j - 1];
      method.gammaForce[j] = -(1 - b[j - 1] * t[j - 1]) * method.muForce[j];
    }
    return method;
  }

  /** {@return s} */
  int stages() {
    return mu.length - 1;
  }

  /**
   * {@return the last stage with c_j ≤ a share of the step, or the first}
   *
   * @param share of the step, in (0, 1)
   */
  int stageAt(double share) {
    int j = 1;
    while (j + 1 < stages() && at[j + 1] <= share) {
      j++;
    }
    return j;
  }
}

package org.mirrorflow.flow;

/**
 * The time t that passes in a step of s-time, t = ∫ ds/ℒ, however far ℒ falls.
 *
 * <p>log(1/ℒ) along the step is taken as the parabola through its two ends with the slope at the
 * second, where nearly all the time passes. With y running back from the end, a = slope · h and Δ
 * the drop of log ℒ, t = h/ℒ_end · ∫_0^1 exp(−a y + (a − Δ) y²) dy, second order in h.
 */
final class TimeQuadrature {
  /** e^−45 is below the last bit of the integral. */
  private static final double TAIL = 45;

  /** Panels of the rule: the exponent changes by at most 0.35 in each, the error is 1e-13. */
  private static final int PANELS = 256;

  /** Nodes and weights of Gauss' rule with four points on [−1, 1]. */
  private static final double[] NODES = {
    -0.8611363115940526, -0.3399810435848563, 0.3399810435848563, 0.8611363115940526
  };

  private static final double[] WEIGHTS = {
    0.3478548451374538, 0.6521451548625461, 0.6521451548625461, 0.3478548451374538
  };

  private TimeQuadrature() {}

  /**
   * log of the time that passes.
   *
   * @param logStep log of the step h in s
   * @param logLossAtEnd log ℒ at the end
   * @param drop Δ, by how much log ℒ fell
   * @param slope a, −d log ℒ/ds at the end times h
   */
  static double logTime(double logStep, double logLossAtEnd, double drop, double slope) {
    return logStep - logLossAtEnd + Math.log(integral(drop, slope));
  }

  private static double integral(double drop, double slope) {
    // A parabola with its lowest point inside the step is no model of a falling loss.
    double a = slope > 0 && slope < 2 * drop ? slope : drop;
    double end = a > 2 * TAIL ? 2 * TAIL / a : 1;
    double half = 0.5 * end / PANELS;
    double sum = 0;
    for (int panel = 0; panel < PANELS; panel++) {
      double middle = (2 * panel + 1) * half;
      for (int k = 0; k < NODES.length; k++) {
        double y = middle + half * NODES[k];
        sum += WEIGHTS[k] * Math.exp(y * (-a + (a - drop) * y));
      }
    }
    return sum * half;
  }
}

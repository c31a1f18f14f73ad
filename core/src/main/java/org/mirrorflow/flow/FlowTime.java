package org.mirrorflow.flow;

/**
 * The time t that passes in a step of s-time, t = ∫ ds/ℒ, however far ℒ falls.
 *
 * <p>Let y run back from the end of the step. Let Δ be the drop of log ℒ, and a = −d log ℒ/ds · h
 * its slope at the end, where nearly all the time passes. log(1/ℒ) is approximated by the parabola
 * through both ends with that slope: t = h/ℒ_end · ∫_0^1 exp(−a y + (a − Δ) y²) dy. The error is of
 * second order in h. A quadrature of 1/ℒ with the weights of the method would be wrong by log h in
 * log t for long steps (Δ ≫ 1).
 *
 * @since 0.1.0
 */
public final class FlowTime {
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

  private FlowTime() {}

  /**
   * {@return log of the time that passes where log ℒ falls evenly in s: its error vanishes as log ℒ
   * straightens}
   *
   * @param logStep log of the step h in s
   * @param logLossAtEnd log ℒ at the end
   * @param drop Δ, by how much log ℒ fell
   */
  public static double passed(double logStep, double logLossAtEnd, double drop) {
    double size = Math.abs(drop);
    double logMean = size == 0 ? 0 : Math.max(-drop, 0) + Math.log(-Math.expm1(-size) / size);
    return logStep - logLossAtEnd + logMean;
  }

  /**
   * {@return log of the time that passes}
   *
   * @param logStep log of the step h in s
   * @param logLossAtEnd log ℒ at the end
   * @param drop Δ, by how much log ℒ fell
   * @param slope a, −d log ℒ/ds at the end times h
   */
  public static double passed(double logStep, double logLossAtEnd, double drop, double slope) {
    // A parabola with its lowest point inside the step is no model of a falling loss.
    boolean falls = slope > 0 && slope < 2 * drop;
    return falls
        ? logStep - logLossAtEnd + Math.log(integral(drop, slope))
        : passed(logStep, logLossAtEnd, drop);
  }

  private static double integral(double drop, double slope) {
    double end = slope > 2 * TAIL ? 2 * TAIL / slope : 1;
    double half = 0.5 * end / PANELS;
    double sum = 0;
    for (int panel = 0; panel < PANELS; panel++) {
      double middle = (2 * panel + 1) * half;
      for (int k = 0; k < NODES.length; k++) {
        double y = middle + half * NODES[k];
        sum += WEIGHTS[k] * Math.exp(y * (-slope + (slope - drop) * y));
      }
    }
    return sum * half;
  }
}

package org.mirrorflow.flow.stabilised;

/**
 * The mean cost of a unit of log ℒ, or of log s, over the last steps: the mean cost of a step over
 * the mean gain of a step. A single step need not bring the loss down, where samples go from side
 * to side of a kink.
 *
 * @param cost mean cost of a step; 0 before the first step
 * @param gain by how much a step brings log ℒ down or log s up, a mean
 */
public record CostMean(double cost, double gain) {
  /** Nothing is known. */
  public static final CostMean NONE = new CostMean(0, 0);

  /** Share of the past: the last 20 steps count. */
  private static final double MEMORY = 0.95;

  /**
   * {@return the mean after one more step}
   *
   * @param one its cost
   * @param gained what it gained
   */
  public CostMean with(double one, double gained) {
    if (cost == 0) {
      return new CostMean(one, gained);
    }
    return new CostMean(MEMORY * cost + (1 - MEMORY) * one, MEMORY * gain + (1 - MEMORY) * gained);
  }

  /** {@return the cost of a unit; 0 before the first step, infinite if nothing was gained} */
  public double perUnit() {
    return cost == 0 ? 0 : cost / Math.max(gain, 0);
  }
}

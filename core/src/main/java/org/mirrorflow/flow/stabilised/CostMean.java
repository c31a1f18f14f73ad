package org.mirrorflow.flow.stabilised;

/**
 * The mean cost of a unit of log ℒ over the last steps: the mean cost of a step over the mean fall
 * of log ℒ. A single step need not bring the loss down, where samples go from side to side of a
 * kink.
 *
 * @param cost mean cost of a step; 0 before the first step
 * @param fall mean fall of log ℒ in a step
 */
public record CostMean(double cost, double fall) {
  /** Nothing is known. */
  public static final CostMean NONE = new CostMean(0, 0);

  /** Share of the past: the last 20 steps count. */
  private static final double MEMORY = 0.95;

  /**
   * {@return the mean after one more step}
   *
   * @param one its cost
   * @param fallen by how much it brought log ℒ down
   */
  public CostMean with(double one, double fallen) {
    if (cost == 0) {
      return new CostMean(one, fallen);
    }
    return new CostMean(MEMORY * cost + (1 - MEMORY) * one, MEMORY * fall + (1 - MEMORY) * fallen);
  }

  /** {@return the cost of a unit of log ℒ; 0 before the first step, infinite if it did not fall} */
  public double perUnit() {
    return cost == 0 ? 0 : cost / Math.max(fall, 0);
  }
}

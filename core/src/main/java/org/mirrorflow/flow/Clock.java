package org.mirrorflow.flow;

import org.mirrorflow.numeric.LogSum;

/**
 * The parts of a {@link FlowState} that are sums over steps.
 *
 * @param logUnit c, log of the unit of s and work
 * @param s rescaled time over e^c
 * @param work W over e^c
 * @param logTime log t
 * @param steps accepted steps
 * @since 0.1.0
 */
public record Clock(double logUnit, double s, double work, double logTime, long steps) {
  /** log of the size, in the present unit, from which on s becomes the unit. */
  private static final double LARGEST = 500;

  /**
   * {@return the clock of a state}
   *
   * @param state where the flow is
   */
  public static Clock of(FlowState state) {
    return new Clock(state.logUnit(), state.s(), state.work(), state.logTime(), state.steps());
  }

  /** {@return log s; −∞ at time 0} */
  public double logS() {
    return logUnit + Math.log(s);
  }

  /**
   * {@return the clock after one more step}
   *
   * @param logStep log ds
   * @param workRate the mean of Σ p q over the step
   * @param logPassed log of the time t that it took
   */
  public Clock advance(double logStep, double workRate, double logPassed) {
    double size = Math.max(logStep, s > 0 ? logUnit + Math.log(s) : logStep);
    double unit = size - logUnit > LARGEST ? size : logUnit;
    double old = unit == logUnit ? 1 : Math.exp(logUnit - unit);
    double ds = Math.exp(logStep - unit);
    double time = LogSum.of(logTime, logPassed);
    return new Clock(unit, old * s + ds, old * work + ds * workRate, time, steps + 1);
  }

  /**
   * {@return the state with this clock}
   *
   * @param coordinates z or θ, copied
   * @param logStep log of the size of the next step
   */
  public FlowState state(double[] coordinates, double logStep) {
    return new FlowState(coordinates, logUnit, s, work, logTime, logStep, steps);
  }
}

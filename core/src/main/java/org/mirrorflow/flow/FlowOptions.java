package org.mirrorflow.flow;

/**
 * When a flow ends and how accurate its steps are.
 *
 * @param untilLogLoss target of log ℒ
 * @param maxSteps most accepted steps, counted from time 0
 * @param tolerance accuracy of a step, dimensionless. In the explicit flow the outputs of the two
 *     solutions of the embedded pair may differ by this share of the largest output
 * @since 0.1.0
 */
public record FlowOptions(double untilLogLoss, long maxSteps, double tolerance) {

  /** Default tolerance of a step. */
  public static final double DEFAULT_TOLERANCE = 3e-4;

  /**
   * Checks that there is a target and an accuracy.
   *
   * @param untilLogLoss any number; −∞ for no target
   * @param maxSteps at least 0
   * @param tolerance above 0
   * @throws IllegalArgumentException if one is not so
   */
  public FlowOptions {
    if (Double.isNaN(untilLogLoss) || maxSteps < 0 || !(tolerance > 0)) {
      throw new IllegalArgumentException(
          "flow options: target %s, %s steps, tolerance %s; expected a number, >= 0, > 0"
              .formatted(untilLogLoss, maxSteps, tolerance));
    }
  }

  /**
   * {@return a target, no step limit to speak of, the default tolerance}
   *
   * @param logLoss target of log ℒ
   */
  public static FlowOptions until(double logLoss) {
    return new FlowOptions(logLoss, 10_000_000L, DEFAULT_TOLERANCE);
  }

  /**
   * {@return the same with another tolerance}
   *
   * @param value accuracy of a step, above 0
   */
  public FlowOptions withTolerance(double value) {
    return new FlowOptions(untilLogLoss, maxSteps, value);
  }

  /**
   * {@return the same with another step limit}
   *
   * @param value most accepted steps, counted from time 0
   */
  public FlowOptions withMaxSteps(long value) {
    return new FlowOptions(untilLogLoss, value, tolerance);
  }
}

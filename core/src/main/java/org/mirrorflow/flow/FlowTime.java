package org.mirrorflow.flow;

import org.mirrorflow.model.LogSum;

/** The time t of the flow, dt = ds/ℒ, by its logarithm. */
final class FlowTime {
  private FlowTime() {}

  /**
   * log t after a step over which log ℒ is taken to fall evenly in s, by Δ in all: t grows by ds/ℒ
   * · expm1(Δ)/Δ, ℒ that of the start.
   *
   * <p>A quadrature of 1/ℒ with the weights of the method would be off by log ds in log t where
   * steps are long (Δ ≫ 1), as they are on problems whose margins grow evenly; this is exact there
   * and of second order elsewhere, with a constant that vanishes as log ℒ straightens.
   *
   * @param logTime log t at the start
   * @param logStep log ds
   * @param from log ℒ at the start
   * @param to log ℒ at the end
   */
  static double advance(double logTime, double logStep, double from, double to) {
    double drop = from - to;
    double size = Math.abs(drop);
    double logMean = size == 0 ? 0 : Math.max(drop, 0) + Math.log(-Math.expm1(-size) / size);
    return LogSum.of(logTime, logStep - from + logMean);
  }
}

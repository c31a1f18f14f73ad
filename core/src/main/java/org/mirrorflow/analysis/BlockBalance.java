package org.mirrorflow.analysis;

/**
 * The balance equation in one weight layer b, with both sides divided by the unit e^c of the state.
 *
 * @param dualPotentialPerDegree D_b/L_b
 * @param predictedDualPotentialPerDegree D_b(0)/L_b + W
 * @since 0.2.0
 */
public record BlockBalance(double dualPotentialPerDegree, double predictedDualPotentialPerDegree) {}

package org.mirrorflow.flow;

/**
 * An integrator at work on data in memory.
 *
 * @since 0.1.0
 */
public interface Stepper extends Steps<FlowPoint> {}

package org.mirrorflow.flow;

/** An integrator at work on data in memory. */
public interface Stepper extends Steps<FlowPoint> {}

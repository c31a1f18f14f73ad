package org.mirrorflow.flow;

/** An integrator at work on data in memory. */
public interface Stepper extends Steps<FlowPoint> {

  /** What became of a step. */
  enum Verdict {
    /** The state moved on. */
    ACCEPTED,
    /** No step moves the state: its direction is zero or vanishes against it in doubles. */
    STALLED,
    /** No step, however small, gave finite numbers. */
    FAILED,
    /** The dual variable is at the end of the range of doubles. */
    OVERFLOW
  }
}

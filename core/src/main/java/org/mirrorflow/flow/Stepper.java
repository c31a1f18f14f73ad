package org.mirrorflow.flow;

/**
 * An integrator at work: states go in and out as values, everything else is work space that may be
 * thrown away at any accepted step without changing a bit of what follows.
 */
public interface Stepper {

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

  /** Takes up a state. */
  void load(FlowState state);

  /** Tries steps until one is accepted or none can be, which leaves the state as it was. */
  Verdict step();

  /** The evaluated point at the present state. */
  FlowPoint point();

  /** Accepted steps since time 0. */
  long steps();

  /** The present state as a value; copies. */
  FlowState state();
}

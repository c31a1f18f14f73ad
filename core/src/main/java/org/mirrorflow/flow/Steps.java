package org.mirrorflow.flow;

/**
 * An integrator at work. States go in and out as values. Everything else is work space: dropping it
 * after an accepted step changes no bit of what follows.
 *
 * @param <P> the evaluated point
 * @since 0.1.0
 */
public interface Steps<P> {

  /**
   * Takes up a state.
   *
   * @param state where to begin or go on
   */
  void load(FlowState state);

  /**
   * Tries steps until one is accepted or none can be, which leaves the state as it was.
   *
   * @return what became of it
   */
  Verdict step();

  /** {@return the evaluated point at the present state; owned by this object} */
  P point();

  /** {@return accepted steps since time 0} */
  long steps();

  /** {@return the present state as a value; copies} */
  FlowState state();

  /** {@return log of rescaled time s; −∞ at time 0} */
  double logS();

  /**
   * {@return how many further steps it may take without bringing the flow further} The number is a
   * quarter of the steps made where steps go with log ℒ, and at least thousands.
   */
  default long patience() {
    return Math.max(4096, steps() / 4);
  }

  /**
   * Takes up another of its methods, as the present one brings the flow no further.
   *
   * @return whether it has one
   */
  default boolean changesMethod() {
    return false;
  }

  /** What became of a step. */
  enum Verdict {
    /** The state moved on. */
    ACCEPTED,
    /** No step moves the state: its direction is zero or vanishes against it in doubles. */
    STALLED,
    /** No step, however small, gave finite numbers. */
    FAILED,
    /** The dual variable is at the end of the range of float64. */
    OVERFLOW
  }
}

package org.mirrorflow.flow;

import java.util.function.Supplier;

/**
 * Watches a flow without changing it.
 *
 * @since 0.1.0
 */
public interface FlowObserver {

  /** An observer that sees nothing. */
  FlowObserver NONE = (state, point) -> true;

  /**
   * Called at the start and after every accepted step.
   *
   * @param state supplies the state as a value; ask only when it is needed, it copies
   * @param point the evaluated point there, valid during the call
   * @return false to stop the flow
   */
  boolean at(Supplier<FlowState> state, FlowPoint point);
}

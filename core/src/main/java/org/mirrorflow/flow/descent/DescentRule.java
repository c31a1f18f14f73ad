package org.mirrorflow.flow.descent;

import org.mirrorflow.flow.FlowPoint;

/** Where a step of descent goes: z ← z + e^{log η + log unit} · direction. */
interface DescentRule {

  /**
   * {@return log of the step along the direction at learning rate 1}
   *
   * @param point the evaluated point where the step begins, whose g has been computed
   */
  double logUnit(FlowPoint point);

  /**
   * Writes the direction of a step; by default g itself.
   *
   * @param point the evaluated point where the step begins, whose g has been computed
   * @param out receives the direction, in the space of z
   */
  default void direction(FlowPoint point, double[] out) {
    System.arraycopy(point.direction(), 0, out, 0, out.length);
  }
}

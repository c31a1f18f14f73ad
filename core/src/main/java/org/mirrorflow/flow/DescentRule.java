package org.mirrorflow.flow;

/** Where a step of descent goes: z ← z + e^{log η + log unit} · direction. */
interface DescentRule {

  /** log of the step along the direction at learning rate 1. */
  double logUnit(FlowPoint point);

  /** Writes the direction at a point whose g has been computed; by default g itself. */
  default void direction(FlowPoint point, double[] out) {
    System.arraycopy(point.direction(), 0, out, 0, out.length);
  }
}

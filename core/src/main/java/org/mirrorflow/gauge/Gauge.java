package org.mirrorflow.gauge;

/**
 * A gauge Q: a norm on parameter space, here always even, so Q(v) ≥ 0, Q(cv) = |c| Q(v).
 *
 * <p>Three maps: value (vectors to numbers), subgradient (vectors to dual vectors), polar (gauges
 * to gauges). All act on the entries of {@code v} that the layout covers; joint gauges (ℓp over
 * everything) see all blocks at once, block gauges one block at a time (Rockafellar 1970, Convex
 * Analysis, section 15).
 */
public interface Gauge {

  /**
   * {@return Q(v) ≥ 0; scaled so that neither overflow nor underflow of powers occurs}
   *
   * @param v vector, read at the entries of the layout
   * @param layout the blocks the gauge sees
   * @throws org.mirrorflow.io.InputException if the gauge has a part per block and the layout
   *     another number of blocks
   */
  double value(double[] v, Layout layout);

  /**
   * A subgradient of Q at v: {@code out} with ⟨out, v⟩ = Q(v) and polar value 1. At v = 0 it is 0.
   * Entries outside the layout are left alone; {@code out} may not be {@code v}.
   *
   * @param v vector, read at the entries of the layout
   * @param layout the blocks the gauge sees
   * @param out receives the subgradient at the entries of the layout
   * @throws org.mirrorflow.io.InputException if the gauge has a part per block and the layout
   *     another number of blocks
   */
  void subgradient(double[] v, Layout layout, double[] out);

  /** {@return the polar gauge Q°(s) = max{⟨s, v⟩ : Q(v) ≤ 1}; its polar is this gauge again} */
  Gauge polar();

  /** {@return the specification that parses to this gauge, for example {@code lp:1.5}} */
  String spec();
}

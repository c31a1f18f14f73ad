package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Percent: one margin summed in two orders, some hundred terms. */
  public static final double SAME_MARGIN_PERCENT = 1e-10;

  /** Relative: the margin of a small network summed by NumPy, a few dozen terms. */
  public static final double NUMPY_MARGIN = 1e-12;

  private Tolerances() {}
}

package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Percent: one margin summed in two orders, some hundred terms. */
  public static final double SAME_MARGIN_PERCENT = 1e-10;

  private Tolerances() {}
}

package org.mirrorflow;

/** The bounds of the tests, named, in one place. */
public final class Tolerances {

  /** A few dozen rounding errors on numbers of order 1. */
  public static final double ROUNDING = 1e-13;

  /** Statistical bounds: probability of a false alarm 6e-7, and seeds are fixed besides. */
  public static final double STANDARD_ERRORS = 5;

  private Tolerances() {}
}

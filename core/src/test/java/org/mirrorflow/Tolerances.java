package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Rounding of sums of some hundred products, relative to the sum of absolute values. */
  public static final double ROUNDING = 1e-13;

  /** Central differences with step 1e-6, relative to the norm of the gradient. */
  public static final double FINITE_DIFFERENCE = 1e-7;

  /** Statistical bounds, in standard errors: probability of a false alarm 6e-7. */
  public static final double STANDARD_ERRORS = 5;

  private Tolerances() {}
}

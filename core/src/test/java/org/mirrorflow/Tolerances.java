package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Rounding of sums of some hundred products, relative to the sum of absolute values. */
  public static final double ROUNDING = 1e-13;

  /** Agreement of kernels, relative to the sum of the absolute values of the terms: a contract. */
  public static final double KERNEL = 1e-12;

  /** Central differences with step 1e-6, relative to the norm of the gradient. */
  public static final double FINITE_DIFFERENCE = 1e-7;

  private Tolerances() {}
}

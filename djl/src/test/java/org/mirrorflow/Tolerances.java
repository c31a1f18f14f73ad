package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** Relative: a handful of float64 operations of the engine, each to a few ulp. */
  public static final double FLOAT64 = 4e-15;

  /** Relative: the same in float32. */
  public static final double FLOAT32 = 2e-6;

  /** Relative: several steps in float32 against float64. */
  public static final double STEPS_FLOAT32 = 1e-5;

  /** Relative: several steps in float64 in two orders of summation. */
  public static final double STEPS_FLOAT64 = 1e-12;

  /** Absolute: logits of size 1 in float32 against float64: what the project promises. */
  public static final double LOGITS = 1e-5;

  private Tolerances() {}
}

package org.mirrorflow;

/** Bounds that tests of this module share. */
public final class Tolerances {

  /** Inverse maps as functions of z, in units in the last place of x. */
  public static final int INVERSE_ULPS = 4;

  /** Identities between quantities evaluated in closed form, relative to their largest term. */
  public static final double IDENTITY = 1e-13;

  /** Central differences with a step of 1e-5 of the scale on which the function changes. */
  public static final double DIFFERENCE = 1e-7;

  /** One rounding of z, amplified by 1/(p_eff − 1), in round trips x → z → x. */
  public static final double ROUND_TRIP = 1e-15;

  /** Formulas against closed forms: sums of the formula may cancel up to four digits. */
  public static final double FORMULA = 1e-11;

  /** Central differences through a singular value decomposition. */
  public static final double MATRIX_DIFFERENCE = 1e-6;

  /** Trajectories of one flow computed in two ways. */
  public static final double TRAJECTORY = 1e-9;

  private Tolerances() {}
}

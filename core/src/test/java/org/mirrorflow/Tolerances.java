package org.mirrorflow;

/** The tolerances of the tests, each with what it allows for. */
public final class Tolerances {

  /** Relative: a norm of up to a few hundred entries or a matrix decomposition, to rounding. */
  public static final double GAUGE = 1e-13;

  /** Relative: a norm of 10^7 entries against its closed form. */
  public static final double LARGE_SUM = 1e-12;

  /** Absolute: an entry of U f(σ) Vᵀ of a small matrix of size 1. */
  public static final double MATRIX_ENTRY = 1e-12;

  /** Relative: a maximum over 10^5 directions of the plane. */
  public static final double DIRECTION_GRID = 1e-4;

  private Tolerances() {}
}

package org.mirrorflow;

/** Every tolerance of the tests of this module, with its reason. */
public final class Tolerances {
  /** The same numbers summed in blocks and in one piece: the requirement of flows on a cluster. */
  public static final double CLUSTER = 1e-12;

  private Tolerances() {}
}

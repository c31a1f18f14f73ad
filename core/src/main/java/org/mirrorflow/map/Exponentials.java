package org.mirrorflow.map;

/**
 * e^x and log(1 + y) where weights of losses need them, several entries at a time where the virtual
 * machine can; accurate to a few ulp, with the same bits however they are computed.
 */
public final class Exponentials {

  private Exponentials() {}

  /** x[j] ← e^{x[j]} for x[j] ≤ 0, j = from .. to − 1. */
  public static void exp(double[] x, int from, int to) {
    ArrayFunctions.BEST.exp(x, from, to);
  }

  /** log(1 + y) for y ≥ 0; the JDK's takes four times as long. */
  public static double log1p(double y) {
    return Elementary.log1p(y);
  }
}

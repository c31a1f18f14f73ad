package org.mirrorflow.numeric;

/**
 * e^x, log x and log(1 + y) where weights of losses need them. Several entries are computed at a
 * time where the virtual machine can do so. The results are accurate to a few ulp and have the same
 * bits either way.
 */
public final class Exponentials {

  private Exponentials() {}

  /**
   * Writes x[j] ← e^{x[j]}, j = from .. to − 1.
   *
   * @param x exponents, each at most 0
   * @param from first index of the range
   * @param to index after the range
   */
  public static void exp(double[] x, int from, int to) {
    ArrayFunctions.BEST.exp(x, from, to);
  }

  /**
   * Writes y[j] ← log(1 + y[j]), j = from .. to − 1.
   *
   * @param y each at least 0
   * @param from first index of the range
   * @param to index after the range
   */
  public static void log1p(double[] y, int from, int to) {
    ArrayFunctions.BEST.log1p(y, from, to);
  }

  /**
   * Writes x[j] ← log x[j], j = from .. to − 1.
   *
   * @param x each at least 0
   * @param from first index of the range
   * @param to index after the range
   */
  public static void log(double[] x, int from, int to) {
    ArrayFunctions.BEST.log(x, from, to);
  }

  /**
   * {@return log(1 + y); the JDK's takes four times as long}
   *
   * @param y at least 0
   */
  public static double log1p(double y) {
    return Elementary.log1p(y);
  }
}

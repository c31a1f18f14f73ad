package org.mirrorflow.numeric;

import java.util.ServiceLoader;

/**
 * Inverse maps and logarithms on arrays, the hot loop of a flow. Entry by entry they have the bits
 * of {@link Elementary}, whatever the implementation. The one on the Vector API does the same
 * operations in the same order on several entries at a time.
 */
public interface ArrayFunctions {
  /** The fastest of this virtual machine. */
  ArrayFunctions BEST = best();

  /**
   * x[j] = scale · sinh(z[j]) for j = from .. to − 1.
   *
   * @param scale factor
   * @param z arguments
   * @param from first entry
   * @param to entry after the last
   * @param x receives the values
   */
  void scaledSinh(double scale, double[] z, int from, int to, double[] x);

  /**
   * x[j] = sgn(z[j]) expm1(a |z[j]|)/a for j = from .. to − 1.
   *
   * @param a scale of the argument
   * @param z arguments
   * @param from first entry
   * @param to entry after the last
   * @param x receives the values
   */
  void scaledExpm1(double a, double[] z, int from, int to, double[] x);

  /**
   * x[j] = scale · asinh(z[j]) for j = from .. to − 1.
   *
   * @param scale factor
   * @param z arguments
   * @param from first entry
   * @param to entry after the last
   * @param x receives the values
   */
  void scaledAsinh(double scale, double[] z, int from, int to, double[] x);

  /**
   * x[j] = e^{x[j]} for x[j] ≤ 0, j = from .. to − 1.
   *
   * @param x arguments, which become the values
   * @param from first entry
   * @param to entry after the last
   */
  void exp(double[] x, int from, int to);

  /**
   * x[j] = log(1 + x[j]) for x[j] ≥ 0, j = from .. to − 1.
   *
   * @param x arguments, which become the values
   * @param from first entry
   * @param to entry after the last
   */
  void log1p(double[] x, int from, int to);

  /**
   * x[j] = log x[j] for x[j] ≥ 0, j = from .. to − 1.
   *
   * @param x arguments, which become the values
   * @param from first entry
   * @param to entry after the last
   */
  void log(double[] x, int from, int to);

  private static ArrayFunctions best() {
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
      return new OneByOne();
    }
    return ServiceLoader.load(ArrayFunctions.class, ArrayFunctions.class.getClassLoader())
        .findFirst()
        .orElseGet(OneByOne::new);
  }

  /** One entry after the other. */
  record OneByOne() implements ArrayFunctions {
    @Override
    public void scaledSinh(double scale, double[] z, int from, int to, double[] x) {
      for (int j = from; j < to; j++) {
        x[j] = Elementary.scaledSinh(scale, z[j]);
      }
    }

    @Override
    public void scaledExpm1(double a, double[] z, int from, int to, double[] x) {
      for (int j = from; j < to; j++) {
        x[j] = Elementary.scaledExpm1(a, z[j]);
      }
    }

    @Override
    public void scaledAsinh(double scale, double[] z, int from, int to, double[] x) {
      for (int j = from; j < to; j++) {
        x[j] = scale * Elementary.asinh(z[j]);
      }
    }

    @Override
    public void exp(double[] x, int from, int to) {
      for (int j = from; j < to; j++) {
        x[j] = Elementary.exp(x[j]);
      }
    }

    @Override
    public void log1p(double[] x, int from, int to) {
      for (int j = from; j < to; j++) {
        x[j] = Elementary.log1p(x[j]);
      }
    }

    @Override
    public void log(double[] x, int from, int to) {
      for (int j = from; j < to; j++) {
        x[j] = Elementary.log(x[j]);
      }
    }
  }
}

package org.mirrorflow.flow.explicit;

import java.util.Arrays;

/**
 * Coefficients of an explicit Runge–Kutta pair: a method is data.
 *
 * @param name for reports
 * @param a stage k uses a[k][0 .. k−1]
 * @param b weights of the solution
 * @param embedded weights of the solution of lower order that measures the error
 * @param order order of the solution
 * @since 0.1.0
 */
public record Tableau(String name, double[][] a, double[] b, double[] embedded, int order) {

  /** Heun's method with Euler's as the lower one, order 2(1). */
  public static final Tableau HEUN =
      new Tableau(
          "heun", new double[][] {{}, {1}}, new double[] {0.5, 0.5}, new double[] {1, 0}, 2);

  /** Bogacki and Shampine (1989), order 3(2), doi:10.1016/0893-9659(89)90079-7. */
  public static final Tableau BOGACKI_SHAMPINE =
      new Tableau(
          "bogacki-shampine",
          new double[][] {{}, {0.5}, {0, 0.75}, {2.0 / 9, 1.0 / 3, 4.0 / 9}},
          new double[] {2.0 / 9, 1.0 / 3, 4.0 / 9, 0},
          new double[] {7.0 / 24, 1.0 / 4, 1.0 / 3, 1.0 / 8},
          3);

  /** Dormand and Prince (1980), order 5(4), doi:10.1016/0771-050X(80)90013-3. */
  public static final Tableau DORMAND_PRINCE =
      new Tableau(
          "dormand-prince",
          new double[][] {
            {},
            {1.0 / 5},
            {3.0 / 40, 9.0 / 40},
            {44.0 / 45, -56.0 / 15, 32.0 / 9},
            {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
            {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
            {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84}
          },
          new double[] {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0},
          new double[] {
            5179.0 / 57600,
            0,
            7571.0 / 16695,
            393.0 / 640,
            -92097.0 / 339200,
            187.0 / 2100,
            1.0 / 40
          },
          5);

  /** {@return number of stages} */
  public int stages() {
    return b.length;
  }

  /**
   * {@return whether the last stage is the solution itself, so that its direction serves the next
   * step}
   */
  public boolean firstSameAsLast() {
    double[] last = a[stages() - 1];
    if (b[stages() - 1] != 0) {
      return false;
    }
    for (int k = 0; k < last.length; k++) {
      if (last[k] != b[k]) {
        return false;
      }
    }
    return true;
  }

  /**
   * {@return whether the solution of lower order is the point of the last stage, already evaluated}
   */
  public boolean embeddedIsLastStage() {
    int last = stages() - 1;
    return embedded[last] == 0 && Arrays.equals(a[last], Arrays.copyOf(embedded, last));
  }
}

package org.mirrorflow.map.formula;

import java.util.Arrays;

/**
 * First guesses for x with r'(x) = z: log x as a cubic Hermite spline in log z on an even grid.
 * With a spacing of 1/32 its error is of the order of 1e-9, so one Newton step remains. Stateless,
 * unlike warm starts from the last step of a flow.
 */
final class InverseTable {
  private static final double SPACING = 1.0 / 32;

  /** Nodes reach from e^−60 to e^60, or as far as x and r' are normal numbers. */
  private static final int REACH = 60 * 32;

  private static final int MAX_STEPS = 30;

  private final int first;
  private final double[] logX;
  private final double[] slopes;

  /** Evaluates a formula at x into a scratch array of its program; false where it cannot. */
  @FunctionalInterface
  interface Evaluation {
    boolean run(double x, double[] s);
  }

  private InverseTable(int first, double[] logX, double[] slopes) {
    this.first = first;
    this.logX = logX;
    this.slopes = slopes;
  }

  /** Marches from node to node, starting from x with log r'(x) = 0. */
  static InverseTable of(Evaluation at, Program program, double logXAtOne) {
    double[] s = program.scratch();
    double[] y = new double[2 * REACH + 1];
    double[] slope = new double[2 * REACH + 1];
    int low = march(at, program, s, logXAtOne, -1, y, slope);
    int high = march(at, program, s, logXAtOne, 1, y, slope);
    int from = REACH - low + 1;
    int to = Math.max(from, REACH + high);
    return new InverseTable(
        from - REACH, Arrays.copyOfRange(y, from, to), Arrays.copyOfRange(slope, from, to));
  }

  /** Number of nodes that were found in this direction, the one at log z = 0 included. */
  private static int march(
      Evaluation at,
      Program program,
      double[] s,
      double start,
      int direction,
      double[] y,
      double[] slope) {
    double guess = start;
    for (int k = 0; k <= REACH; k++) {
      int node = REACH + direction * k;
      if (!solve(at, program, s, direction * k * SPACING, guess, node, y, slope)) {
        return k;
      }
      guess = y[node] + direction * SPACING * slope[node];
    }
    return REACH + 1;
  }

  private static boolean solve(
      Evaluation at,
      Program program,
      double[] s,
      double logZ,
      double guess,
      int node,
      double[] y,
      double[] slope) {
    double logX = guess;
    for (int step = 0; step < MAX_STEPS && Math.abs(logX) < 690; step++) {
      double x = Math.exp(logX);
      boolean defined = at.run(x, s);
      double gradient = s[program.result() + 1];
      double growth = x * s[program.result() + 2] / gradient;
      double change = (logZ - Math.log(gradient)) / growth;
      if (!(defined && growth > 0 && gradient > 1e-290 && gradient < 1e290)
          || Double.isNaN(change)) {
        return false;
      }
      logX += change;
      if (Math.abs(change) < 1e-9) {
        y[node] = logX;
        slope[node] = 1 / growth;
        return true;
      }
    }
    return false;
  }

  /** An approximation of log x for log z = {@code logZ}; NaN outside the table. */
  double logX(double logZ) {
    double t = logZ / SPACING - first;
    if (!(t >= 0 && t < logX.length - 1)) {
      return Double.NaN;
    }
    int k = (int) t;
    double f = t - k;
    double y0 = logX[k];
    double rise = logX[k + 1] - y0;
    double m0 = SPACING * slopes[k] - rise;
    double m1 = SPACING * slopes[k + 1] - rise;
    return y0 + f * (rise + (1 - f) * ((1 - f) * m0 - f * m1));
  }
}

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

  /** The gradient and the curvature of a formula. */
  @FunctionalInterface
  interface Derivatives {
    /** Writes r'(x) and r''(x) to the first two places; false where r is not defined. */
    boolean at(double x, double[] both);
  }

  private InverseTable(int first, double[] logX, double[] slopes) {
    this.first = first;
    this.logX = logX;
    this.slopes = slopes;
  }

  /** Marches from node to node in both directions, starting from x with log r'(x) = 0. */
  static InverseTable of(Derivatives derivatives, double logXAtOne) {
    Nodes nodes = new Nodes(derivatives);
    int low = nodes.march(logXAtOne, -1);
    int high = nodes.march(logXAtOne, 1);
    int from = REACH - low + 1;
    int to = Math.max(from, REACH + high);
    return new InverseTable(
        from - REACH,
        Arrays.copyOfRange(nodes.logX, from, to),
        Arrays.copyOfRange(nodes.slopes, from, to));
  }

  /** log x and its slope over log z at the nodes found so far; the one of log z = 0 is REACH. */
  private static final class Nodes {
    private final Derivatives derivatives;
    private final double[] logX = new double[2 * REACH + 1];
    private final double[] slopes = new double[2 * REACH + 1];
    private final double[] both = new double[2];

    Nodes(Derivatives derivatives) {
      this.derivatives = derivatives;
    }

    /** Number of nodes that were found in this direction, the one at log z = 0 included. */
    int march(double start, int direction) {
      double guess = start;
      for (int k = 0; k <= REACH; k++) {
        int node = REACH + direction * k;
        if (!solve(direction * k * SPACING, guess, node)) {
          return k;
        }
        guess = logX[node] + direction * SPACING * slopes[node];
      }
      return REACH + 1;
    }

    /** Newton's method for log x at one node. */
    private boolean solve(double logZ, double guess, int node) {
      double y = guess;
      for (int step = 0; step < MAX_STEPS && Math.abs(y) < 690; step++) {
        double x = Math.exp(y);
        boolean defined = derivatives.at(x, both);
        double gradient = both[0];
        double growth = x * both[1] / gradient;
        double change = (logZ - Math.log(gradient)) / growth;
        if (!(defined && growth > 0 && gradient > 1e-290 && gradient < 1e290)
            || Double.isNaN(change)) {
          return false;
        }
        y += change;
        if (Math.abs(change) < 1e-9) {
          logX[node] = y;
          slopes[node] = 1 / growth;
          return true;
        }
      }
      return false;
    }
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

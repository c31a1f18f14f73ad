package org.mirrorflow.numeric;

/**
 * A sum of numbers given by their logarithms, itself as a logarithm: log Σ e^{x_j}. The terms are
 * added one by one with a running maximum, so that neither over- nor underflow occurs.
 */
public final class LogSum {
  private double max = Double.NEGATIVE_INFINITY;
  private double scaled;

  /** The empty sum. */
  public LogSum() {}

  /**
   * Adds e^x.
   *
   * @param x logarithm of the term; −∞ for the term 0
   */
  public void add(double x) {
    if (x == max) {
      scaled += 1; // infinities too, where x − max has no value
    } else if (x < max) {
      scaled += Math.exp(x - max);
    } else {
      scaled = max == Double.NEGATIVE_INFINITY ? 1 : scaled * Math.exp(max - x) + 1;
      max = x;
    }
  }

  /** {@return log Σ e^{x_j}; −∞ for the empty sum} */
  public double value() {
    return max == Double.NEGATIVE_INFINITY ? max : max + Math.log(scaled);
  }

  /**
   * {@return log Σ e^{x_j} of many terms at once; −∞ for none}
   *
   * @param x logarithms of the terms, which are overwritten
   */
  public static double of(double[] x) {
    double max = scale(x);
    return Double.isInfinite(max) ? max : max + Math.log(sum(x));
  }

  /**
   * Writes x_j ← e^{x_j − max}.
   *
   * @param x logarithms, which are overwritten
   * @return max, the largest of all x_j; −∞ for none
   */
  public static double scale(double[] x) {
    double max = Double.NEGATIVE_INFINITY;
    for (double term : x) {
      max = Math.max(max, term);
    }
    for (int j = 0; j < x.length; j++) {
      x[j] -= max;
    }
    Exponentials.exp(x, 0, x.length);
    return max;
  }

  /**
   * {@return Σ x_j in the order of the array}
   *
   * @param x terms
   */
  public static double sum(double[] x) {
    double sum = 0;
    for (double term : x) {
      sum += term;
    }
    return sum;
  }

  /**
   * {@return log(e^a + e^b)}
   *
   * @param a logarithm of the first term
   * @param b logarithm of the second term
   */
  public static double of(double a, double b) {
    double max = Math.max(a, b);
    if (Double.isInfinite(max)) {
      return max;
    }
    return max + Math.log1p(Math.exp(Math.min(a, b) - max));
  }
}

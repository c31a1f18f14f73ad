package org.mirrorflow.numeric;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * The 95 % interval of a mean of n independent values, t s/√n to either side: s is their standard
 * deviation, t the 97.5 % quantile of Student's distribution with n − 1 degrees of freedom.
 *
 * @since 0.2.0
 */
public final class StudentT {
  private static final double UPPER_TAIL = 0.975;

  private StudentT() {}

  /**
   * {@return the 97.5 % quantile}
   *
   * @param degreesOfFreedom at least 1
   */
  public static double quantile(int degreesOfFreedom) {
    return new TDistribution(degreesOfFreedom).inverseCumulativeProbability(UPPER_TAIL);
  }

  /**
   * {@return s/√n; NaN for fewer than two values}
   *
   * @param values any number
   */
  public static double standardError(double... values) {
    int n = values.length;
    double mean = Arrays.stream(values).average().orElse(Double.NaN);
    double squares = Arrays.stream(values).map(x -> (x - mean) * (x - mean)).sum();
    return n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1) / n);
  }

  /**
   * {@return half the width of the interval, t s/√n; NaN for fewer than two values}
   *
   * @param values any number
   */
  public static double halfWidth(double... values) {
    int n = values.length;
    return n < 2 ? Double.NaN : quantile(n - 1) * standardError(values);
  }
}

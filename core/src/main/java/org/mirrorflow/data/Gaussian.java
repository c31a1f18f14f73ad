package org.mirrorflow.data;

import java.util.random.RandomGenerator;

/**
 * Standard normal numbers whose bits depend on the generator alone. For the same seed {@link
 * RandomGenerator#nextGaussian} gives other numbers on JDK 25 than on JDK 17; this does not. It is
 * Marsaglia's polar method (Marsaglia and Bray 1964, doi:10.1137/1006063) on {@link
 * RandomGenerator#nextDouble()} with {@link StrictMath}.
 *
 * @since 0.1.0
 */
public final class Gaussian {

  private final RandomGenerator random;
  private double spare = Double.NaN;

  /**
   * Normal numbers from a source of uniform ones.
   *
   * @param random source of uniform numbers; the caller may draw from it too
   */
  public Gaussian(RandomGenerator random) {
    this.random = random;
  }

  /** {@return one draw from N(0, 1); never 0, at most about 12 in absolute value} */
  public double next() {
    if (!Double.isNaN(spare)) {
      double value = spare;
      spare = Double.NaN;
      return value;
    }
    double u;
    double v;
    double square;
    do {
      u = 2 * random.nextDouble() - 1;
      v = 2 * random.nextDouble() - 1;
      square = u * u + v * v;
    } while (square >= 1 || u == 0 || v == 0);
    double factor = Math.sqrt(-2 * StrictMath.log(square) / square);
    spare = v * factor;
    return u * factor;
  }

  /**
   * Fills an array with draws, first entry to last.
   *
   * @param values filled
   * @return {@code values}
   */
  public double[] fill(double[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = next();
    }
    return values;
  }
}

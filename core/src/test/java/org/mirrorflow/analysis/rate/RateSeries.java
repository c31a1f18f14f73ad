package org.mirrorflow.analysis.rate;

import java.util.SplittableRandom;

/**
 * A synthetic series of known law: y = e^{a} f(x + c)^{−b} e^{noise}, x from 8 to 400 evenly in log
 * x, noise of first-order autocorrelation.
 *
 * @param x log X
 * @param y values
 * @param exponent b
 */
record RateSeries(double[] x, double[] y, double exponent) {
  private static final int POINTS = 60;

  static RateSeries of(
      RateLaw law, double exponent, double shift, double noise, double correlation, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    double e = noise * gaussian(random);
    for (int i = 0; i < POINTS; i++) {
      x[i] = 8 * Math.pow(50, (double) i / (POINTS - 1));
      y[i] = Math.exp(2 - exponent * law.feature(x[i], shift) + e);
      e = correlation * e + noise * Math.sqrt(1 - correlation * correlation) * gaussian(random);
    }
    return new RateSeries(x, y, exponent);
  }

  /** Sum of twelve uniform numbers: near enough to normal for noise. */
  private static double gaussian(SplittableRandom random) {
    return random.doubles(12).sum() - 6;
  }
}

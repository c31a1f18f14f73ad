package org.mirrorflow.analysis.rate;

import java.util.Arrays;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * A law fitted to a series, y ≈ e^a f^{−b}, with an interval for b.
 *
 * <p>The half width of the interval is a sum of three. Noise: the t-interval of 95 % of a
 * regression with autocorrelated errors of first order (Prais and Winsten 1954). The correlation is
 * estimated with its bias removed. The shift is free, too. Drift: if the law holds only in the
 * limit, the error of b is about 1/x with x = log X. The first points are left out (a quarter or a
 * half, whichever gives the larger value). The change of b, divided by the relative change of the
 * mean of 1/x, estimates the distance of b from its limit. Truncation: the shift c is the first
 * term of a series in 1/x, of which the second, c²/x², is left out.
 *
 * @param law which law
 * @param exponent b
 * @param low lower end of the interval
 * @param high upper end
 * @param shift c, added to log X; 0 for a power of X
 * @param logCoefficient a
 * @param autocorrelation of neighbouring residuals
 * @since 0.1.0
 */
public record RateFit(
    RateLaw law,
    double exponent,
    double low,
    double high,
    double shift,
    double logCoefficient,
    double autocorrelation) {
  private static final double LEVEL = 0.95;

  /** Share of the smallest x by which the unit of X may be unknown. */
  private static final double ROOM = 0.25;

  private static final int GRID = 80;
  private static final int GOLDEN_STEPS = 60;
  private static final double GOLDEN = 0.5 * (Math.sqrt(5) - 1);

  /** Smallest number of points that can be split into two halves for fits. */
  static final int FEWEST = 10;

  /**
   * {@return whether the interval holds a predicted exponent}
   *
   * @param predicted exponent b
   */
  public boolean contains(double predicted) {
    return low <= predicted && predicted <= high;
  }

  /**
   * {@return y at a place}
   *
   * @param logX log X
   */
  public double at(double logX) {
    return Math.exp(logCoefficient - exponent * law.feature(logX, shift));
  }

  /**
   * Fits a law to all points.
   *
   * @param law which law
   * @param logX log X, growing, above 1 for logarithmic laws
   * @param y &gt; 0, as many, at least ten
   * @return the law with its exponent and interval
   * @throws IllegalArgumentException if there are fewer than ten points, or not as many y as X
   */
  public static RateFit of(RateLaw law, double[] logX, double[] y) {
    if (logX.length != y.length || y.length < FEWEST) {
      throw new IllegalArgumentException(
          "rate fit: %s abscissae, %s ordinates; expected the same number, at least %s"
              .formatted(logX.length, y.length, FEWEST));
    }
    double[] logY = Arrays.stream(y).map(Math::log).toArray();
    Noise all = noise(law, logX, logY, logX[0]);
    double drift =
        Math.max(
            drift(law, logX, logY, logX.length / 4, all),
            drift(law, logX, logY, logX.length / 2, all));
    double truncation = Math.abs(all.exponent) * Math.pow(all.shift / mean(logX, 0), 2);
    double width = all.halfWidth + drift + truncation;
    return new RateFit(
        law,
        all.exponent,
        all.exponent - width,
        all.exponent + width,
        all.shift,
        all.constant,
        all.autocorrelation);
  }

  /**
   * How far b is from its limit, from its change when the points before {@code from} are left out.
   */
  private static double drift(RateLaw law, double[] x, double[] logY, int from, Noise all) {
    double[] lateX = Arrays.copyOfRange(x, from, x.length);
    double[] lateY = Arrays.copyOfRange(logY, from, x.length);
    double change = Math.abs(noise(law, lateX, lateY, x[0]).exponent - all.exponent);
    return change / (1 - mean(x, 0) / mean(x, from));
  }

  /** Geometric mean from a point on. */
  private static double mean(double[] x, int from) {
    return Math.exp(Arrays.stream(x, from, x.length).map(Math::log).average().orElseThrow());
  }

  private record Noise(
      double exponent, double constant, double halfWidth, double shift, double autocorrelation) {}

  private static Noise noise(RateLaw law, double[] x, double[] logY, double room) {
    double shift = bestShift(law, x, logY, room);
    double b = -line(law, x, logY, shift).beta()[1];
    double[][] rows = new double[x.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tangent(law, x[i], shift, b);
    }
    double correlation = LeastSquares.of(rows, logY).autocorrelation();
    LeastSquares whitened = LeastSquares.of(whiten(rows, correlation), whiten(logY, correlation));
    double quantile =
        new TDistribution(x.length - whitened.beta().length)
            .inverseCumulativeProbability(0.5 * (1 + LEVEL));
    double halfWidth = quantile * Math.sqrt(whitened.variance()) * whitened.spread(1);
    return new Noise(-whitened.beta()[1], whitened.beta()[0], halfWidth, shift, correlation);
  }

  /** Derivatives of log y by a, −b and, if the law has a shift, c: the law linearised at a fit. */
  static double[] tangent(RateLaw law, double x, double shift, double exponent) {
    double f = law.feature(x, shift);
    return law.shifted()
        ? new double[] {1, f, -exponent * law.shiftSlope(x, shift)}
        : new double[] {1, f};
  }

  /** Fits the law with a given shift, assuming independent errors. */
  static LeastSquares line(RateLaw law, double[] x, double[] logY, double shift) {
    double[][] rows = new double[x.length][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {1, law.feature(x[i], shift)};
    }
    return LeastSquares.of(rows, logY);
  }

  /**
   * The shift of least squares, within a quarter of {@code room}, the smallest x, and of what would
   * take the law to its singularity.
   */
  static double bestShift(RateLaw law, double[] x, double[] logY, double room) {
    if (!law.shifted()) {
      return 0;
    }
    double lowest = -ROOM * (law == RateLaw.POWER_OF_LOG ? room : room - 1);
    double span = ROOM * room - lowest;
    int best = 0;
    double least = Double.POSITIVE_INFINITY;
    for (int k = 0; k <= GRID; k++) {
      double sum = line(law, x, logY, lowest + span * k / GRID).sumOfSquares();
      if (sum < least) {
        least = sum;
        best = k;
      }
    }
    double from = lowest + span * Math.max(0, best - 1) / GRID;
    double to = lowest + span * Math.min(GRID, best + 1) / GRID;
    return golden(law, x, logY, from, to);
  }

  private static double golden(RateLaw law, double[] x, double[] logY, double from, double to) {
    double low = from;
    double high = to;
    double left = high - GOLDEN * (high - low);
    double right = low + GOLDEN * (high - low);
    double atLeft = line(law, x, logY, left).sumOfSquares();
    double atRight = line(law, x, logY, right).sumOfSquares();
    for (int step = 0; step < GOLDEN_STEPS; step++) {
      if (atLeft < atRight) {
        high = right;
        right = left;
        atRight = atLeft;
        left = high - GOLDEN * (high - low);
        atLeft = line(law, x, logY, left).sumOfSquares();
      } else {
        low = left;
        left = right;
        atLeft = atRight;
        right = low + GOLDEN * (high - low);
        atRight = line(law, x, logY, right).sumOfSquares();
      }
    }
    return 0.5 * (low + high);
  }

  private static double[][] whiten(double[][] rows, double correlation) {
    double[][] white = new double[rows.length][rows[0].length];
    for (int k = 0; k < rows[0].length; k++) {
      double[] column = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        column[i] = rows[i][k];
      }
      double[] whitened = whiten(column, correlation);
      for (int i = 0; i < rows.length; i++) {
        white[i][k] = whitened[i];
      }
    }
    return white;
  }

  private static double[] whiten(double[] values, double correlation) {
    double[] white = new double[values.length];
    white[0] = Math.sqrt(1 - correlation * correlation) * values[0];
    for (int i = 1; i < values.length; i++) {
      white[i] = values[i] - correlation * values[i - 1];
    }
    return white;
  }
}

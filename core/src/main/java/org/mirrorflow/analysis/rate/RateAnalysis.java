package org.mirrorflow.analysis.rate;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the law that a series follows. The first half of the points is left out. Every law is
 * fitted to two thirds of the rest, and judged by the likelihood that it gives to the last third.
 *
 * <p>The likelihood is the normal one, its variance the mean square of the errors at the late
 * points themselves. A law is named only if it is {@link Candidate#adequate adequate} and the most
 * likely by a factor e³, the strong evidence of Kass and Raftery (1995,
 * doi:10.1080/01621459.1995.10476572). n late points with autocorrelation c count as n(1 − c)/(1 +
 * c). Otherwise the series is undecided.
 *
 * @param candidates all laws, most likely first
 * @param decided whether the first is named
 * @since 0.1.0
 */
public record RateAnalysis(List<Candidate> candidates, boolean decided) {
  /** Fewest points that can be analysed: ten are fitted, four of them to judge by. */
  public static final int FEWEST = 20;

  private static final double STRONG = 3;

  /** Errors of predictions up to this many standard deviations are noise. */
  private static final double NOISE = 3;

  /** Errors of predictions up to this share of the change of log y are small. */
  private static final double SMALL = 0.05;

  /**
   * A law and how it did.
   *
   * @param fit the law fitted to the second half
   * @param logLikelihood mean log likelihood of a late point
   * @param error root mean square error of log y at the late points
   * @param adequate whether that error is noise, or small beside the change of log y
   * @param effectivePoints late points, fewer for their autocorrelation
   */
  public record Candidate(
      RateFit fit, double logLikelihood, double error, boolean adequate, double effectivePoints) {}

  /**
   * Copies the list.
   *
   * @param candidates at least one, most likely first, copied
   * @param decided whether the first is named
   */
  public RateAnalysis {
    candidates = List.copyOf(candidates);
  }

  /** {@return the law that the series follows; empty if undecided} */
  public Optional<RateFit> law() {
    return decided ? Optional.of(candidates.get(0).fit()) : Optional.empty();
  }

  /**
   * Analyses a series.
   *
   * @param logX log X, growing, above 1
   * @param y values, positive and finite, as many
   * @return the laws, most likely first
   * @throws IllegalArgumentException if there are fewer than twenty points or other numbers
   */
  public static RateAnalysis of(double[] logX, double[] y) {
    check(logX, y);
    int from = logX.length / 2;
    double[] x = Arrays.copyOfRange(logX, from, logX.length);
    double[] late = Arrays.copyOfRange(y, from, y.length);
    List<Candidate> candidates =
        Stream.of(RateLaw.values())
            .map(law -> candidate(law, x, late))
            .sorted(Comparator.comparingDouble(Candidate::logLikelihood).reversed())
            .toList();
    Candidate first = candidates.get(0);
    double lead = first.logLikelihood - candidates.get(1).logLikelihood;
    boolean decided = first.adequate && lead * first.effectivePoints > STRONG;
    return new RateAnalysis(candidates, decided);
  }

  private static void check(double[] logX, double[] y) {
    boolean good = logX.length == y.length && y.length >= FEWEST;
    for (int i = 0; good && i < y.length; i++) {
      good = logX[i] > (i == 0 ? 1 : logX[i - 1]) && y[i] > 0 && Double.isFinite(y[i]);
    }
    if (!good) {
      throw new IllegalArgumentException(
          "rate analysis: expected at least %s points with growing log X > 1 and finite y > 0"
              .formatted(FEWEST));
    }
  }

  private static Candidate candidate(RateLaw law, double[] x, double[] y) {
    double[] logY = Arrays.stream(y).map(Math::log).toArray();
    int split = 2 * x.length / 3;
    double[] trainX = Arrays.copyOf(x, split);
    double[] trainY = Arrays.copyOf(logY, split);
    double shift = RateFit.bestShift(law, trainX, trainY, x[0]);
    LeastSquares line = RateFit.line(law, trainX, trainY, shift);
    double square = rounding(logY);
    for (int i = split; i < x.length; i++) {
      double error = logY[i] - line.at(new double[] {1, law.feature(x[i], shift)});
      square += error * error;
    }
    int late = x.length - split;
    double error = Math.sqrt(square / late);
    double change = Math.abs(logY[x.length - 1] - logY[split]);
    double noise = Math.sqrt(line.sumOfSquares() / (split - (law.shifted() ? 3 : 2)));
    double correlation = line.autocorrelation();
    return new Candidate(
        RateFit.of(law, x, y),
        -Math.log(error) - 0.5 * (1 + Math.log(2 * Math.PI)),
        error,
        error <= NOISE * noise || error <= SMALL * change,
        Math.max(1, late * (1 - correlation) / (1 + correlation)));
  }

  /** Square of the rounding error of the logarithms, so that perfect fits have a likelihood. */
  private static double rounding(double[] logY) {
    double largest = Arrays.stream(logY).map(Math::abs).max().orElse(0);
    double ulp = Math.ulp(Math.max(1, largest));
    return ulp * ulp;
  }
}

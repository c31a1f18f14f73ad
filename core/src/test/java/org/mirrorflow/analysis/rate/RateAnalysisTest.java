package org.mirrorflow.analysis.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FINE_GAP;
import static org.mirrorflow.Tolerances.PERFECT_FIT;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirrorflow.horizon.Regime;

/** Laws told apart on series whose law is known, and intervals that hold the truth. */
class RateAnalysisTest {
  /** Noise at which a law can be told: the slow laws differ by a few percent over the range. */
  private static double noise(RateLaw law) {
    return law == RateLaw.POWER ? 0.03 : 0.0005;
  }

  private static double exponent(RateLaw law, SplittableRandom random) {
    return switch (law) {
      case POWER -> random.nextDouble(0.05, 1);
      case POWER_OF_LOG -> random.nextDouble(0.3, 2);
      case POWER_OF_LOG_LOG -> random.nextDouble(0.5, 2.5);
    };
  }

  private static RateSeries series(RateLaw law, double noise, long seed) {
    SplittableRandom random = new SplittableRandom(1000 + seed);
    double exponent = exponent(law, random);
    return RateSeries.of(law, exponent, random.nextDouble(-1.5, 3.5), noise, 0.3, seed);
  }

  /** Thirty series, ten of each law, exponents, shifts and noise drawn: 28 must be right. */
  @Test
  void thirtySeriesOfKnownLaw() {
    int right = 0;
    for (RateLaw law : RateLaw.values()) {
      for (int seed = 0; seed < 10; seed++) {
        RateSeries series = series(law, noise(law), seed);
        Optional<RateFit> found = RateAnalysis.of(series.x(), series.y()).law();
        right += found.map(RateFit::law).equals(Optional.of(law)) ? 1 : 0;
      }
    }
    assertThat(right).isGreaterThanOrEqualTo(28);
  }

  /** The intervals are of 95 % for the noise, and wider for the drift: 90 of 100 is a bound. */
  @ParameterizedTest
  @EnumSource(RateLaw.class)
  void intervalsHoldTheTruth(RateLaw law) {
    int held = 0;
    for (int seed = 0; seed < 100; seed++) {
      RateSeries series = series(law, 0.02, 100 + seed);
      held += RateFit.of(law, series.x(), series.y()).contains(series.exponent()) ? 1 : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(90);
  }

  /** Where noise hides the difference of the two slow laws, they are seldom told apart wrongly. */
  @Test
  void noiseMakesUndecided() {
    int wrong = 0;
    int undecided = 0;
    for (RateLaw law : new RateLaw[] {RateLaw.POWER_OF_LOG, RateLaw.POWER_OF_LOG_LOG}) {
      for (int seed = 0; seed < 20; seed++) {
        RateSeries series = series(law, 0.1, 200 + seed);
        Optional<RateFit> found = RateAnalysis.of(series.x(), series.y()).law();
        undecided += found.isEmpty() ? 1 : 0;
        wrong += found.filter(fit -> fit.law() != law).isPresent() ? 1 : 0;
      }
    }
    assertThat(wrong).isLessThanOrEqualTo(4);
    assertThat(undecided).isGreaterThanOrEqualTo(30);
  }

  /** A constant falls by no law: its exponent is 0 within the interval of each, none is named. */
  @Test
  void aConstantWithNoiseIsUndecided() {
    RateSeries series = RateSeries.of(RateLaw.POWER, 0, 0, 0.01, 0.3, 7);
    RateAnalysis analysis = RateAnalysis.of(series.x(), series.y());
    assertThat(analysis.decided()).isFalse();
    assertThat(analysis.candidates()).allMatch(c -> c.fit().contains(0));
  }

  /** A series that turns from one law to another on the way is predicted by none. */
  @Test
  void aTurnIsUndecided() {
    RateSeries series = RateSeries.of(RateLaw.POWER, 0.02, 0, 1e-4, 0, 3);
    double[] y = series.y();
    for (int i = 48; i < y.length; i++) {
      y[i] = y[47];
    }
    assertThat(RateAnalysis.of(series.x(), y).decided()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(RateLaw.class)
  void withoutNoiseTheConstantsComeBack(RateLaw law) {
    double shift = law.shifted() ? 1.3 : 0;
    RateSeries series = RateSeries.of(law, 0.7, shift, 0, 0, 0);
    RateFit fit = RateFit.of(law, series.x(), series.y());
    assertThat(fit.exponent()).isCloseTo(0.7, within(PERFECT_FIT));
    assertThat(fit.shift()).isCloseTo(shift, within(FINE_GAP * 1e4));
    assertThat(fit.low()).isLessThanOrEqualTo(fit.high());
    for (int i = 0; i < series.x().length; i++) {
      double y = series.y()[i];
      assertThat(fit.at(series.x()[i])).isCloseTo(y, within(PERFECT_FIT * 10 * y));
    }
  }

  /** y ↦ c y changes the constant alone. */
  @Property(tries = 30, seed = "1")
  void theUnitOfTheSeriesDoesNotMatter(
      @ForAll RateLaw law, @ForAll @DoubleRange(min = 0.01, max = 1000) double c) {
    RateSeries series = series(law, 0.01, 4);
    double[] scaled = Arrays.stream(series.y()).map(y -> c * y).toArray();
    RateFit fit = RateFit.of(law, series.x(), series.y());
    RateFit same = RateFit.of(law, series.x(), scaled);
    assertThat(same.exponent()).isCloseTo(fit.exponent(), within(FINE_GAP));
    assertThat(same.high()).isCloseTo(fit.high(), within(FINE_GAP));
    assertThat(RateAnalysis.of(series.x(), scaled).decided())
        .isEqualTo(RateAnalysis.of(series.x(), series.y()).decided());
  }

  /** X ↦ X^c: a power of X has its exponent divided by c, a power of log X keeps it. */
  @Property(tries = 30, seed = "1")
  void powersOfTheVariable(@ForAll @DoubleRange(min = 0.5, max = 3) double c) {
    for (RateLaw law : new RateLaw[] {RateLaw.POWER, RateLaw.POWER_OF_LOG}) {
      RateSeries series = series(law, 0.001, 5);
      double[] x = Arrays.stream(series.x()).map(v -> c * v).toArray();
      double expected = RateFit.of(law, series.x(), series.y()).exponent();
      double found = RateFit.of(law, x, series.y()).exponent();
      double factor = law == RateLaw.POWER ? c : 1;
      assertThat(found * factor).isCloseTo(expected, within(FINE_GAP * 100));
    }
  }

  @Test
  void badSeriesAreRefused() {
    RateSeries series = RateSeries.of(RateLaw.POWER, 0.1, 0, 0, 0, 0);
    double[] x = series.x();
    double[] y = series.y().clone();
    y[3] = 0;
    assertThatThrownBy(() -> RateAnalysis.of(x, y)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> RateAnalysis.of(Arrays.copyOf(x, 19), Arrays.copyOf(series.y(), 19)))
        .hasMessageContaining("at least 20");
    assertThatThrownBy(() -> RateFit.of(RateLaw.POWER, Arrays.copyOf(x, 9), new double[9]))
        .hasMessageContaining("at least 10");
  }

  /** The four names a reading can give, and none. */
  @Test
  void regimesFromSeries() {
    double[] u = RateSeries.of(RateLaw.POWER, 1, 0, 0, 0, 0).x();
    double[] scale = Arrays.stream(u).map(x -> 2 + x / 25).toArray();
    assertThat(kind(scale, x -> 3e-16)).contains(Regime.Kind.EXACT);
    assertThat(kind(scale, x -> -0.3 * Math.exp(-x))).contains(Regime.Kind.ALGEBRAIC);
    assertThat(kind(scale, x -> -1.5 / (x + 0.7))).contains(Regime.Kind.LOGARITHMIC);
    assertThat(kind(scale, x -> 0.2 / Math.sqrt(x))).contains(Regime.Kind.SLOWER);
    assertThat(kind(Arrays.copyOf(scale, 9), x -> 1 / x)).isEmpty();
    assertThat(kind(scale, x -> Double.NaN)).isEmpty();
  }

  private static Optional<Regime.Kind> kind(double[] logScale, DoubleUnaryOperator gap) {
    return RegimeReading.of(logScale, Arrays.stream(logScale).map(gap).toArray()).kind();
  }
}

package org.mirrorflow.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.DIFFERENCE;
import static org.mirrorflow.Tolerances.IDENTITY;
import static org.mirrorflow.Tolerances.INVERSE_ULPS;
import static org.mirrorflow.Tolerances.ROUND_TRIP;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.map.formula.Formula;

/** What every potential of the registry promises. */
class PotentialContractTest {
  private static final double LARGEST_LOG_OF_FORMULAS = 1e6;

  /** No potential has fewer primal points: a check over an empty grid would check nothing. */
  private static final int FEWEST_POINTS = 100;

  static List<String> closedForms() {
    return Examples.closedForms();
  }

  static List<String> potentials() {
    return Examples.potentials();
  }

  /** 1e-300 .. 1e300, not on round numbers; and 0.05 .. 1500 for exponentials. */
  private static double[] dualGrid() {
    DoubleStream log =
        DoubleStream.iterate(-300, e -> e <= 300, e -> e + 0.7331)
            .map(PotentialContractTest::power);
    DoubleStream linear = DoubleStream.iterate(0.05, z -> z < 1500, z -> z * 1.037);
    return DoubleStream.concat(log, linear).sorted().toArray();
  }

  private static double power(double decades) {
    return Math.pow(10, decades);
  }

  /** Primal points where x, r(x), r'(x) and D(x) are all normal numbers. */
  private static double[] primalGrid(Potential r) {
    double[] grid =
        DoubleStream.iterate(-150, e -> e <= 150, e -> e + 0.477)
            .map(PotentialContractTest::power)
            .filter(x -> normal(r.value(x)) && normal(r.gradient(x)) && normal(r.dualPotential(x)))
            .toArray();
    assertThat(grid.length).isGreaterThan(FEWEST_POINTS);
    return grid;
  }

  private static boolean normal(double v) {
    return v > 1e-290 && v < 1e290;
  }

  /** Those whose r' is known to 40 digits. */
  static List<String> exactlyKnown() {
    return closedForms().stream().filter(PotentialContractTest::isExactlyKnown).toList();
  }

  /** Those of which no more is known than r' in float64. */
  static List<String> knownInFloat64() {
    return potentials().stream().filter(spec -> !isExactlyKnown(spec)).toList();
  }

  private static boolean isExactlyKnown(String spec) {
    return HighPrecision.closedForm(Examples.potential(spec)).isPresent();
  }

  @Test
  void mostFamiliesAreExactlyKnown() {
    assertThat(exactlyKnown().stream().map(spec -> spec.split(":", -1)[0]))
        .contains("euclidean", "p", "smoothed", "plog", "hyperbolic", "log", "cosh");
  }

  @ParameterizedTest
  @MethodSource("exactlyKnown")
  void inverseIsAccurateToAFewUlpAsAFunctionOfTheDual(@Parsed Potential r) {
    for (double z : dualGrid()) {
      double x = r.inverse(z);
      assertThat(x).as("inverse of %s", z).isGreaterThanOrEqualTo(0);
      assertThat(r.inverse(-z)).isEqualTo(-x);
      Dfp exact = HighPrecision.number(z);
      double finite = Math.min(x, Double.MAX_VALUE);
      double below = Math.max(0, finite - INVERSE_ULPS * Math.ulp(finite));
      double above = finite + INVERSE_ULPS * Math.ulp(finite);
      assertThat(HighPrecision.gradient(r, below).greaterThan(exact))
          .as("inverse of %s is %s: too large", z, x)
          .isFalse();
      if (above < Double.POSITIVE_INFINITY) {
        assertThat(HighPrecision.gradient(r, above).lessThan(exact))
            .as("inverse of %s is %s: too small", z, x)
            .isFalse();
      }
    }
  }

  /** Of a formula no more is known than r' in float64, so the inverse is measured with it. */
  @ParameterizedTest
  @MethodSource("knownInFloat64")
  void inversesOfFormulasHaveTheGradientTheyShould(@Parsed Potential r) {
    for (double z : dualGrid()) {
      double x = r.inverse(z);
      assertThat(r.inverse(-z)).isEqualTo(-x);
      if (x == Double.POSITIVE_INFINITY) {
        assertThat(r.gradient(Double.MAX_VALUE)).isLessThan(z);
        continue;
      }
      double backward = 1 + rounding(r.value(x), z);
      double below = Math.max(0, x - INVERSE_ULPS * Math.ulp(x));
      assertThat(r.gradient(below)).as("inverse of %s", z).isLessThanOrEqualTo(z * backward);
      double above = x + INVERSE_ULPS * Math.ulp(x);
      assertThat(r.gradient(above) * backward).as("inverse of %s", z).isGreaterThanOrEqualTo(z);
    }
  }

  /** That of r' itself, or of its logarithm where the formula leaves the range of float64. */
  private static double rounding(double value, double z) {
    return ROUND_TRIP * (normal(value) ? 1 : 1 + Math.abs(Math.log(z)));
  }

  /** e^{−c} r and its derivatives; logarithms in between cost |log v| roundings. */
  @ParameterizedTest
  @MethodSource("potentials")
  void unitsDivide(@Parsed Potential r) {
    assertThat(r.inUnits(0)).isSameAs(r);
    for (double c : new double[] {-30.5, 2, 300}) {
      Potential units = r.inUnits(c);
      double factor = Math.exp(-c);
      assertThat(units.inUnits(-c).spec()).isEqualTo(r.spec());
      assertThat(units.gradient(0)).isZero();
      assertThat(units.inverse(0)).isZero();
      for (double x = 1e-3; x < 650; x *= 1.7) {
        double z = factor * r.gradient(x);
        if (normal(z) && normal(r.value(x)) && normal(factor * r.value(x))) {
          double close = IDENTITY * (700 + Math.abs(Math.log(z)));
          assertThat(units.gradient(-x)).isCloseTo(-z, within(close * z));
          assertThat(units.value(x))
              .isCloseTo(factor * r.value(x), within(close * factor * r.value(x)));
          assertThat(units.curvature(x) / (factor * r.curvature(x))).isCloseTo(1, within(close));
          assertThat(units.dualPotential(x) / (factor * r.dualPotential(x)))
              .isCloseTo(1, within(close));
          assertThat(units.gradient(units.inverse(z))).isCloseTo(z, within(1e3 * close * z));
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void fenchelAndYoungAreEqual(@Parsed Potential r) {
    for (double x : primalGrid(r)) {
      double z = r.gradient(x);
      double pairing = x * z;
      assertThat(r.value(x) + r.conjugate(z))
          .as("%s", x)
          .isCloseTo(pairing, within(IDENTITY * pairing));
      assertThat(r.dualPotential(x))
          .as("D(%s)", x)
          .isCloseTo(pairing - r.value(x), within(IDENTITY * pairing));
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void derivativesAreThoseOfDifferences(@Parsed Potential r) {
    for (double x : primalGrid(r)) {
      double slope = x * r.curvature(x) / r.gradient(x);
      double h = 1e-5 * x / Math.max(1, slope);
      double low = x - h;
      double high = x + h;
      double width = high - low;
      assertRelative((r.value(high) - r.value(low)) / width, r.gradient(x), DIFFERENCE);
      double scale = Math.max(1, 1 / slope);
      assertRelative(
          (r.gradient(high) - r.gradient(low)) / width, r.curvature(x), scale * DIFFERENCE);
    }
  }

  private static void assertRelative(double actual, double expected, double tolerance) {
    assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void valueIsEvenGradientIsOddAndBothVanishAtZero(@Parsed Potential r) {
    assertThat(r.value(0)).isZero();
    assertThat(r.gradient(0)).isZero();
    assertThat(r.inverse(0)).isZero();
    assertThat(r.dualPotential(0)).isZero();
    for (double x : primalGrid(r)) {
      assertThat(r.value(-x)).isEqualTo(r.value(x));
      assertThat(r.gradient(-x)).isEqualTo(-r.gradient(x));
      assertThat(r.curvature(-x)).isEqualTo(r.curvature(x));
      assertThat(r.dualPotential(-x)).isEqualTo(r.dualPotential(x));
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void gradientAndInverseIncreaseStrictly(@Parsed Potential r) {
    double[] grid = primalGrid(r);
    for (int i = 1; i < grid.length; i++) {
      assertThat(r.gradient(grid[i])).isGreaterThan(r.gradient(grid[i - 1]));
    }
    double before = 0;
    for (double z : dualGrid()) {
      double x = r.inverse(z);
      if (x > Double.MIN_NORMAL && x < Double.POSITIVE_INFINITY && before > 0) {
        assertThat(x).as("inverse of %s", z).isGreaterThan(before);
      }
      before = x;
    }
  }

  /** p = 10, x = 1e-40 has no double z: points are those whose z is normal. */
  @ParameterizedTest
  @MethodSource("potentials")
  void aRoundTripLosesNoMoreThanTheRoundingOfTheDual(@Parsed Potential r) {
    for (double x : primalGrid(r)) {
      double amplification = Math.max(1, r.gradient(x) / (x * r.curvature(x)));
      assertRelative(r.inverse(r.gradient(x)), x, ROUND_TRIP * (2 + amplification));
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void noFiniteNumberGivesNaN(@Parsed Potential r) {
    double[] points =
        DoubleStream.concat(
                DoubleStream.of(0, Double.MIN_VALUE, Double.MIN_NORMAL, Double.MAX_VALUE),
                DoubleStream.iterate(-323, e -> e <= 308, e -> e + 0.7)
                    .map(PotentialContractTest::power))
            .toArray();
    for (double x : points) {
      for (double signed : new double[] {x, -x}) {
        assertThat(
                new double[] {
                  r.value(signed),
                  r.gradient(signed),
                  r.inverse(signed),
                  r.curvature(signed),
                  r.dualPotential(signed),
                  r.conjugate(signed)
                })
            .as("at %s", signed)
            .doesNotContain(Double.NaN);
      }
      if (x > 0) {
        assertThat(
                new double[] {
                  r.logValue(x),
                  r.logGradient(x),
                  r.logDualPotential(x),
                  r.logCurvature(x),
                  r.inverseFromLog(Math.log(x))
                })
            .as("logs at %s", x)
            .doesNotContain(Double.NaN);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void logarithmsAgreeWithTheNumbersAndGoOnBeyondThem(@Parsed Potential r) {
    for (double x : primalGrid(r)) {
      assertLog(r.logValue(x), r.value(x));
      assertLog(r.logGradient(x), r.gradient(x));
      assertLog(r.logDualPotential(x), r.dualPotential(x));
      double curvature = r.curvature(x);
      if (normal(curvature)) {
        assertLog(r.logCurvature(x), curvature);
      }
      double logZ = r.logGradient(x);
      double slope = x * r.curvature(x) / r.gradient(x);
      double lost = ROUND_TRIP * (4 + Math.max(1, Math.abs(logZ)) / slope);
      assertRelative(r.inverseFromLog(logZ), x, lost);
    }
  }

  /**
   * Down to x = 1e-300 and up to 1e300, where z itself is 0 or infinite for many. Formulas work on
   * log x there, which is rounded relative to its own size, and find their slope as the quotient of
   * r'' and r', of which numbers of the size of log z lose the digits.
   */
  @ParameterizedTest
  @MethodSource("potentials")
  void theInverseOfALogarithmGoesOnBeyondTheNumbers(@Parsed Potential r) {
    int checked = 0;
    for (double decades = -300; decades <= 300; decades += 0.9) {
      double x = power(decades);
      double logX = Math.log(x);
      double logZ = r.logGradient(x);
      if (Math.abs(logZ) < (r instanceof Formula ? LARGEST_LOG_OF_FORMULAS : 1e300)) {
        double slope = Math.exp(logX + r.logCurvature(x) - logZ);
        double roundings = 4 + Math.max(1, Math.abs(logZ)) / slope;
        roundings += r instanceof Formula ? Math.abs(logX) : 0;
        assertRelative(r.inverseFromLog(logZ), x, ROUND_TRIP * roundings);
        checked++;
      }
    }
    assertThat(checked).isGreaterThan(FEWEST_POINTS);
  }

  private static void assertLog(double log, double value) {
    assertThat(log).isCloseTo(Math.log(value), within(IDENTITY * Math.max(1, Math.abs(log))));
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void theArrayInverseIsTheScalarOneOnItsRangeAndNowhereElse(@Parsed Potential r) {
    double[] z = dualGrid();
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < z.length; i++) {
      z[i] = random.nextBoolean() ? z[i] : -z[i];
    }
    double[] kept = z.clone();
    double[] x = new double[z.length];
    Arrays.fill(x, 7);
    r.inverse(z, 3, z.length - 2, x);
    assertThat(z).isEqualTo(kept);
    for (int i = 0; i < z.length; i++) {
      boolean inside = i >= 3 && i < z.length - 2;
      assertThat(x[i]).isEqualTo(inside ? r.inverse(z[i]) : 7);
    }
  }

  /** A rounding of z is amplified by z x'(z)/x; functions of numbers round a few times more. */
  @ParameterizedTest
  @MethodSource("potentials")
  void theInverseWrittenInFunctionsIsTheInverse(@Parsed Potential r) {
    for (double z : dualGrid()) {
      double x = r.inverse(z);
      if (normal(x)) {
        double condition = r.gradient(x) / (x * r.curvature(x));
        Consumer<Double> check =
            found -> assertRelative(found, x, ROUND_TRIP * (4 + condition + Math.abs(Math.log(x))));
        r.inverse(new FunctionsOfNumbers(), z).ifPresent(check);
        r.inverse(new FunctionsOfNumbers(), -z).ifPresent(found -> check.accept(-found));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("potentials")
  void theSpecificationParsesToTheSamePotential(@Parsed Potential r) {
    MapSpec parsed = MapSpec.parse(r.spec());
    assertThat(parsed.perLayer()).containsExactly(new Entrywise(r));
    assertThat(parsed.spec()).isEqualTo(r.spec());
  }
}

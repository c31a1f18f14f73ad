package org.mirrorflow.numeric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Many entries at a time have the bits of one at a time. */
class ArrayFunctionsTest {
  private static final double[] SCALES = {1e-300, 1e-3, 1, 10, 1e200};
  private static final ArrayFunctions ONE_BY_ONE = new ArrayFunctions.OneByOne();

  /** A function on arrays with its scale. */
  @FunctionalInterface
  private interface Bulk {
    void apply(ArrayFunctions f, double scale, double[] z, int from, int to, double[] x);
  }

  @Test
  void bitsDoNotDependOnTheImplementation() {
    assertSameBits((f, scale, z, from, to, x) -> f.scaledSinh(scale, z, from, to, x));
    assertSameBits((f, scale, z, from, to, x) -> f.scaledExpm1(scale, z, from, to, x));
    assertSameBits((f, scale, z, from, to, x) -> f.scaledAsinh(scale, z, from, to, x));
  }

  @Test
  void exponentialsHaveTheSameBitsAndAreAccurate() {
    double[] z = DoubleStream.of(values()).map(v -> -Math.abs(v)).toArray();
    for (int from = 0; from < 3; from++) {
      double[] expected = z.clone();
      double[] actual = z.clone();
      ONE_BY_ONE.exp(expected, from, z.length - from);
      ArrayFunctions.BEST.exp(actual, from, z.length - from);
      assertThat(actual).containsExactly(expected);
      for (int j = from; j < z.length - from; j++) {
        double exact = StrictMath.exp(z[j]);
        if (!Double.isNaN(exact)) {
          assertThat(actual[j]).isCloseTo(exact, Offset.offset(2 * Math.ulp(exact)));
        }
      }
    }
  }

  @Test
  void logarithmsHaveTheSameBitsAndAreAccurate() {
    double[] z = DoubleStream.of(values()).map(Math::abs).toArray();
    assertLogarithms(z, ArrayFunctions::log, StrictMath::log);
    assertLogarithms(z, ArrayFunctions::log1p, StrictMath::log1p);
  }

  /** A function on a part of an array, in place. */
  @FunctionalInterface
  private interface InPlace {
    void apply(ArrayFunctions f, double[] x, int from, int to);
  }

  private static void assertLogarithms(double[] z, InPlace bulk, DoubleUnaryOperator exact) {
    for (int from = 0; from < 3; from++) {
      double[] expected = z.clone();
      double[] actual = z.clone();
      bulk.apply(ONE_BY_ONE, expected, from, z.length - from);
      bulk.apply(ArrayFunctions.BEST, actual, from, z.length - from);
      assertThat(actual).containsExactly(expected);
      for (int j = from; j < z.length - from; j++) {
        double value = exact.applyAsDouble(z[j]);
        if (Double.isFinite(value)) {
          assertThat(actual[j])
              .as("at %s", z[j])
              .isCloseTo(value, Offset.offset(2 * Math.ulp(value)));
        } else {
          assertThat(actual[j]).isEqualTo(Double.valueOf(value));
        }
      }
    }
  }

  private static void assertSameBits(Bulk bulk) {
    double[] z = values();
    for (double scale : SCALES) {
      for (int from = 0; from < 3; from++) {
        double[] expected = new double[z.length];
        double[] actual = new double[z.length];
        bulk.apply(ONE_BY_ONE, scale, z, from, z.length - from, expected);
        bulk.apply(ArrayFunctions.BEST, scale, z, from, z.length - from, actual);
        for (int j = 0; j < z.length; j++) {
          if (Double.doubleToLongBits(actual[j]) != Double.doubleToLongBits(expected[j])) {
            assertThat(actual[j]).as("scale %s, z = %s", scale, z[j]).isEqualTo(expected[j]);
          }
        }
      }
    }
  }

  /** A logarithmic grid of both signs, ordinary values in between, and what is no number. */
  private static double[] values() {
    DoubleStream grid = DoubleStream.iterate(1e-320, v -> v < 1e308, v -> v * 1.37);
    DoubleStream ordinary = new SplittableRandom(1).doubles(2000, -800, 800);
    DoubleStream special =
        DoubleStream.of(
            0.0,
            -0.0,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            Double.MIN_VALUE);
    return DoubleStream.concat(
            DoubleStream.concat(grid.flatMap(v -> DoubleStream.of(v, -v)), ordinary), special)
        .toArray();
  }

  @Test
  void theTestRunsOnTheVectorFunctionsWhereTheirModuleIsPresent() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    assertThat(ArrayFunctions.BEST.getClass().getSimpleName())
        .isEqualTo(present ? "VectorFunctions" : "OneByOne");
  }
}

package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.Problems;

class KernelAlignmentTest {
  private static final int SAMPLES = 7;

  private static double[] random(int columns, long seed) {
    return new SplittableRandom(seed).doubles(SAMPLES * (long) columns, -1, 2).toArray();
  }

  /** ⟨HKH, HLH⟩/(‖HKH‖‖HLH‖) with the n × n kernels K, L written out and H = I − 11ᵀ/n. */
  private static double explicit(double[] x, int a, double[] y, int b) {
    double[][] k = centredKernel(x, a);
    double[][] l = centredKernel(y, b);
    return inner(k, l) / Math.sqrt(inner(k, k) * inner(l, l));
  }

  private static double[][] centredKernel(double[] x, int columns) {
    double[][] kernel = new double[SAMPLES][SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        for (int c = 0; c < columns; c++) {
          kernel[i][j] += x[i * columns + c] * x[j * columns + c];
        }
      }
    }
    double[][] centred = new double[SAMPLES][SAMPLES];
    double all = Arrays.stream(kernel).flatMapToDouble(Arrays::stream).average().getAsDouble();
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        double row = Arrays.stream(kernel[i]).average().getAsDouble();
        double column = Arrays.stream(kernel[j]).average().getAsDouble();
        centred[i][j] = kernel[i][j] - row - column + all;
      }
    }
    return centred;
  }

  private static double inner(double[][] k, double[][] l) {
    double sum = 0;
    for (int i = 0; i < SAMPLES; i++) {
      for (int j = 0; j < SAMPLES; j++) {
        sum += k[i][j] * l[i][j];
      }
    }
    return sum;
  }

  /**
   * A million columns have no product of 10¹² entries; and a column counts as often as it is there.
   */
  @Test
  void widthsBeyondAProductAreAlignedSampleBySample() {
    int columns = 5;
    double[] x = random(columns, 1);
    double[] y = random(3, 2);
    int copies = 200_000;
    double[] wide = new double[SAMPLES * columns * copies];
    for (int i = 0; i < wide.length; i++) {
      int row = i / (columns * copies);
      wide[i] = x[row * columns + i % columns];
    }
    double expected = explicit(x, columns, y, 3);
    assertThat(new KernelAlignment(wide, columns * copies).with(new KernelAlignment(y, 3)))
        .isCloseTo(expected, within(SAMPLES * copies * ROUNDING));
    assertThat(new KernelAlignment(y, 3).with(new KernelAlignment(wide, columns * copies)))
        .isCloseTo(expected, within(SAMPLES * copies * ROUNDING));
  }

  @Test
  void agreesWithExplicitKernels() {
    for (int a : new int[] {1, 3, 9}) {
      for (int b : new int[] {1, 2, 12}) {
        double[] x = random(a, a);
        double[] y = random(b, 20 + b);
        assertThat(new KernelAlignment(x, a).with(new KernelAlignment(y, b)))
            .isBetween(0.0, 1.0)
            .isCloseTo(explicit(x, a, y, b), within(100 * ROUNDING));
      }
    }
  }

  /** More columns than samples, and more samples than rows that are made together. */
  @Test
  void wideFeaturesOfManySamplesAgreeByEitherWay() {
    int samples = 150;
    int columns = 400;
    SplittableRandom random = new SplittableRandom(8);
    double[] wide = random.doubles((long) samples * columns, -1, 2).toArray();
    double[] narrow = random.doubles(samples * 3L, -1, 2).toArray();
    double[] wideCopies = new double[4 * wide.length];
    double[] narrowCopies = new double[4 * narrow.length];
    for (int i = 0; i < 4 * samples; i++) {
      System.arraycopy(wide, i % samples * columns, wideCopies, i * columns, columns);
      System.arraycopy(narrow, i % samples * 3, narrowCopies, i * 3, 3);
    }
    double bySamples = new KernelAlignment(wide, columns).with(new KernelAlignment(narrow, 3));
    // 400 x 400 products of columns are more work than those of 150 samples, less than of 600.
    double repeated =
        new KernelAlignment(wideCopies, columns).with(new KernelAlignment(narrowCopies, 3));
    assertThat(repeated).isCloseTo(bySamples, within(samples * ROUNDING));
    double[] centred = centred(wide, columns);
    double[] other = centred(narrow, 3);
    double cross = 0;
    double own = 0;
    double otherOwn = 0;
    for (int i = 0; i < samples; i++) {
      for (int k = 0; k < samples; k++) {
        double x = dot(centred, i, k, columns);
        double y = dot(other, i, k, 3);
        cross += x * y;
        own += x * x;
        otherOwn += y * y;
      }
    }
    double expected = cross / Math.sqrt(own * otherOwn);
    assertThat(bySamples).isCloseTo(expected, within(samples * ROUNDING));
  }

  private static double[] centred(double[] x, int columns) {
    double[] centred = x.clone();
    int samples = x.length / columns;
    for (int c = 0; c < columns; c++) {
      double mean = 0;
      for (int i = 0; i < samples; i++) {
        mean += x[i * columns + c] / samples;
      }
      for (int i = 0; i < samples; i++) {
        centred[i * columns + c] -= mean;
      }
    }
    return centred;
  }

  private static double dot(double[] x, int i, int k, int columns) {
    double sum = 0;
    for (int c = 0; c < columns; c++) {
      sum += x[i * columns + c] * x[k * columns + c];
    }
    return sum;
  }

  @Test
  void labelsAreOneColumnPerClass() {
    for (int classes : new int[] {2, 3}) {
      var data = Problems.random(SAMPLES, 2, classes, 1);
      double[] oneHot = new double[SAMPLES * classes];
      for (int i = 0; i < SAMPLES; i++) {
        oneHot[i * classes + data.labels()[i]] = 1;
      }
      double[] x = random(4, 3);
      assertThat(KernelAlignment.toLabels(data).with(new KernelAlignment(x, 4)))
          .isCloseTo(explicit(oneHot, classes, x, 4), within(100 * ROUNDING));
      assertThat(KernelAlignment.toLabels(data).with(new KernelAlignment(oneHot, classes)))
          .isCloseTo(1, within(ROUNDING));
    }
  }

  /** Small initial scales give tiny features, whose fourth powers leave the range of doubles. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-300, 1e-90, 0.5, 1e90, 1e300})
  void scaleAndShiftDoNotMatter(double scale) {
    double[] x = random(3, 5);
    double[] y = Arrays.stream(x).map(v -> scale * (v + 0.25)).toArray();
    assertThat(new KernelAlignment(x, 3).with(new KernelAlignment(y, 3)))
        .isCloseTo(1, within(100 * ROUNDING));
    assertThat(new KernelAlignment(y, 3).with(new KernelAlignment(x, 3)))
        .isCloseTo(1, within(100 * ROUNDING));
  }

  /** A constant is no feature, whatever its mean rounds to. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, -1e-200, 3e7})
  void constantFeaturesHaveNoAlignment(double value) {
    double[] constant = new double[2 * SAMPLES];
    Arrays.fill(constant, value);
    assertThat(new KernelAlignment(random(3, 6), 3).with(new KernelAlignment(constant, 2))).isNaN();
    assertThat(new KernelAlignment(constant, 2).with(new KernelAlignment(random(3, 6), 3))).isNaN();
  }

  @Test
  void nanStaysNan() {
    double[] x = random(3, 7);
    x[4] = Double.NaN;
    assertThat(new KernelAlignment(random(3, 6), 3).with(new KernelAlignment(x, 3))).isNaN();
  }
}

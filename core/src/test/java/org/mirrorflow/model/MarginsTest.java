package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.FINITE_DIFFERENCE;
import static org.mirrorflow.Tolerances.LOG_DOMAIN;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mirrorflow.data.Dataset;

/** Every loss on two and on several classes, against naive formulas in the linear domain. */
class MarginsTest {
  private static final int SAMPLES = 6;

  private record Case(Loss loss, int classes) {
    Dataset data() {
      int[] labels = new int[SAMPLES];
      for (int i = 0; i < SAMPLES; i++) {
        labels[i] = i % classes;
      }
      return new Dataset("case", new double[SAMPLES], labels, 1, classes);
    }

    LossWeights weights() {
      return new LossWeights(data(), loss);
    }

    Margins margins() {
      return new Margins(data());
    }

    double[] outputs(long seed) {
      return new SplittableRandom(seed).doubles(SAMPLES * (long) data().outputs(), -2, 2).toArray();
    }
  }

  static Stream<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Loss loss : Loss.values()) {
      for (int classes : new int[] {2, 3, 5}) {
        cases.add(new Case(loss, classes));
      }
    }
    return cases.stream();
  }

  /** ℒ as its definition says, with no care for range. */
  private static double naiveLoss(Case c, double[] f) {
    Dataset data = c.data();
    int outputs = data.outputs();
    double total = 0;
    for (int i = 0; i < SAMPLES; i++) {
      if (outputs == 1) {
        total += naive(c.loss, data.sign(i) * f[i]);
        continue;
      }
      double own = f[i * outputs + data.labels()[i]];
      double softmax = 0;
      for (int k = 0; k < outputs; k++) {
        softmax += Math.exp(f[i * outputs + k]);
        if (k != data.labels()[i] && c.loss != Loss.CROSS_ENTROPY) {
          total += naive(c.loss, own - f[i * outputs + k]);
        }
      }
      if (c.loss == Loss.CROSS_ENTROPY) {
        total -= Math.log(Math.exp(own) / softmax);
      }
    }
    return total;
  }

  private static double naive(Loss loss, double q) {
    return loss == Loss.EXPONENTIAL ? Math.exp(-q) : Math.log(1 + Math.exp(-q));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsAreTheGradientOfTheLossOverTheLoss(Case c) {
    double[] f = c.outputs(1);
    double[] cotangent = new double[f.length];
    double loss = Math.exp(c.weights().weights(f, cotangent));
    assertThat(loss).isCloseTo(naiveLoss(c, f), within(loss * SAMPLES * ROUNDING));
    double step = 1e-6;
    for (int j = 0; j < f.length; j++) {
      double[] up = f.clone();
      double[] down = f.clone();
      up[j] += step;
      down[j] -= step;
      double slope = (naiveLoss(c, up) - naiveLoss(c, down)) / (2 * step);
      assertThat(cotangent[j]).isCloseTo(-slope / loss, within(FINITE_DIFFERENCE));
    }
  }

  /** Σ p over the margins: read off the cotangent, whose negative entries are the −p_ik. */
  private static double weightSum(Case c, double[] f) {
    double[] cotangent = new double[f.length];
    c.weights().weights(f, cotangent);
    double sum = 0;
    for (int j = 0; j < f.length; j++) {
      boolean own = c.classes > 2 && j % c.classes == c.data().labels()[j / c.classes];
      sum += own ? 0 : Math.abs(cotangent[j]);
    }
    return sum;
  }

  /** Outputs that classify every sample with margins from {@code scale} to 2 {@code scale}. */
  private static double[] separated(Case c, double scale) {
    double[] f = c.outputs(2);
    int outputs = c.data().outputs();
    for (int j = 0; j < f.length; j++) {
      double share = 0.25 * (f[j] + 2);
      int label = c.data().labels()[j / outputs];
      boolean own = outputs > 1 && j % outputs == label;
      double sign = outputs > 1 ? -1 : c.data().sign(j);
      f[j] = own ? 0 : sign * scale * (1 + share);
    }
    return f;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightsSumToOneInTheLimitAndAlwaysForTheExponentialLoss(Case c) {
    double previous = 0;
    for (double scale : new double[] {0.1, 1, 3, 10}) {
      double sum = weightSum(c, separated(c, scale));
      if (c.loss == Loss.EXPONENTIAL) {
        assertThat(sum).isCloseTo(1, within(SAMPLES * ROUNDING));
      } else {
        assertThat(sum).isStrictlyBetween(previous, 1.0);
        previous = sum;
      }
    }
    for (double scale : new double[] {17, 40, 1000, 1e6}) {
      // 1 − Σp is of the order of ℒ, and the logs carry an absolute rounding of scale ulp(1)
      double bound = c.classes * SAMPLES * Math.exp(-scale) + 10 * scale * LOG_DOMAIN;
      assertThat(weightSum(c, separated(c, scale))).isCloseTo(1, within(bound));
    }
  }

  /** A float64 softmax has loss and gradient exactly 0 from a gap of about 40 on. */
  @ParameterizedTest
  @MethodSource("cases")
  void nothingUnderflowsAtLargeGaps(Case c) {
    for (double gap : new double[] {17, 40, 1000, 1e6}) {
      double[] f = separated(c, gap);
      double[] cotangent = new double[f.length];
      double log = c.weights().weights(f, cotangent);
      double minimum = c.margins().minimum(f);
      double slack = Math.log(c.margins().count());
      assertThat(log).isBetween(-minimum - 1e-6, -minimum + slack + 1e-6);
      assertThat(Arrays.stream(cotangent).map(Math::abs).max().getAsDouble())
          .isGreaterThan(1.0 / (2 * c.margins().count()));
    }
  }

  /** Shifting the outputs of a sample by a constant, however large, changes no class margin. */
  @ParameterizedTest
  @MethodSource("cases")
  void commonShiftsOfSeveralOutputsChangeNothing(Case c) {
    if (c.classes == 2) {
      return;
    }
    double[] f = c.outputs(3);
    double[] shifted = Arrays.stream(f).map(x -> x + 1e5).toArray();
    double[] p = new double[f.length];
    double[] other = new double[f.length];
    double rounding = 1e5 * LOG_DOMAIN;
    assertThat(c.weights().weights(shifted, other))
        .isCloseTo(c.weights().weights(f, p), within(rounding));
    assertThat(other).containsExactly(p, within(rounding));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void pullbackIsTheAdjointOfTheMargins(Case c) {
    Margins margins = c.margins();
    double[] f = c.outputs(4);
    double[] q = new double[margins.count()];
    margins.margins(f, q);
    double[] lambda = new SplittableRandom(5).doubles(q.length, -1, 1).toArray();
    double[] cotangent = new double[f.length];
    Arrays.fill(cotangent, Double.NaN);
    margins.pullback(lambda, cotangent);
    assertThat(dot(cotangent, f)).isCloseTo(dot(lambda, q), within(q.length * ROUNDING));
  }

  /** With the p_j as multipliers the pullback gives the cotangent of the weights. */
  @ParameterizedTest
  @MethodSource("cases")
  void weightsAreThePullbackOfTheSlopesOfTheMargins(Case c) {
    if (c.classes > 2 && c.loss == Loss.CROSS_ENTROPY) {
      return; // its weights are no function of single margins
    }
    Margins margins = c.margins();
    double[] f = c.outputs(6);
    double[] q = new double[margins.count()];
    margins.margins(f, q);
    double[] cotangent = new double[f.length];
    double log = c.weights().weights(f, cotangent);
    double[] p = Arrays.stream(q).map(x -> Math.exp(c.loss.logSlope(x) - log)).toArray();
    double[] expected = new double[f.length];
    margins.pullback(p, expected);
    assertThat(cotangent).containsExactly(expected, within(ROUNDING));
    assertThat(dot(cotangent, f)).isCloseTo(dot(p, q), within(q.length * ROUNDING));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void minimumAndAccuracyFollowFromTheMargins(Case c) {
    for (long seed = 0; seed < 20; seed++) {
      double[] f = c.outputs(seed);
      double[] q = new double[c.margins().count()];
      c.margins().margins(f, q);
      assertThat(c.margins().minimum(f)).isEqualTo(Arrays.stream(q).min().getAsDouble());
      int perSample = q.length / SAMPLES;
      int right = 0;
      for (int i = 0; i < SAMPLES; i++) {
        double[] own = Arrays.copyOfRange(q, i * perSample, (i + 1) * perSample);
        right += Arrays.stream(own).allMatch(x -> x > 0) ? 1 : 0;
      }
      assertThat(c.margins().accuracy(f)).isEqualTo((double) right / SAMPLES);
    }
  }

  @Test
  void pairsStandSampleBySampleWithTheOtherClassAscending() {
    Dataset data = new Dataset("pairs", new double[2], new int[] {1, 0}, 1, 3);
    double[] q = new double[4];
    new Margins(data).margins(new double[] {1, 5, 2, 10, 3, 4}, q);
    assertThat(q).containsExactly(4, 3, 7, 6);
  }

  @Test
  void equalOutputsClassifyNothing() {
    for (int classes : new int[] {2, 4}) {
      Case c = new Case(Loss.EXPONENTIAL, classes);
      double[] f = new double[SAMPLES * c.data().outputs()];
      assertThat(c.margins().accuracy(f)).isZero();
      assertThat(c.margins().minimum(f)).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nanNeverGivesAFiniteLossOrAMargin(Case c) {
    double[] f = c.outputs(7);
    for (int j = 0; j < f.length; j++) {
      double[] spoilt = f.clone();
      spoilt[j] = Double.NaN;
      assertThat(c.weights().weights(spoilt, new double[f.length])).isNaN();
      assertThat(c.margins().minimum(spoilt)).isNaN();
      assertThat(c.margins().accuracy(spoilt)).isLessThan(1);
    }
  }

  private static double dot(double[] u, double[] v) {
    double sum = 0;
    for (int j = 0; j < u.length; j++) {
      sum += u[j] * v[j];
    }
    return sum;
  }
}

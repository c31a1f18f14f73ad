package org.mirrorflow.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.DIFFERENCE;
import static org.mirrorflow.Tolerances.LOG_DOMAIN;

import java.util.ArrayList;
import java.util.List;
import org.hipparchus.dfp.Dfp;
import org.hipparchus.dfp.DfpField;
import org.hipparchus.dfp.DfpMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mirrorflow.io.InputException;
import org.mirrorflow.numeric.LogSum;

/** What every loss must be, from q = −10⁶ to 10⁶. */
class LossContractTest {
  private static final DfpField DIGITS_50 = new DfpField(50);

  /** Beyond it e^{−|q|} adds nothing to doubles, within it 1 + e^{−q} has 24 digits of e^{−q}. */
  private static final double FAR = 60;

  private static List<Double> margins() {
    List<Double> margins = new ArrayList<>(List.of(0.0));
    for (double magnitude = 1e-12; magnitude <= 1.0001e6; magnitude *= Math.pow(10, 0.125)) {
      margins.add(magnitude);
      margins.add(-magnitude);
    }
    for (double gap :
        new double[] {0.5413248546129181, 17, 30, 33, 37, 39.99, 40, 40.01, 709, 746}) {
      margins.add(gap);
      margins.add(-gap);
    }
    margins.sort(null);
    return margins;
  }

  /** log ℓ(q) to many digits, from the definition. */
  private static double logLossExactly(Loss loss, double q) {
    Dfp exact = DIGITS_50.newDfp(q);
    if (loss == Loss.EXPONENTIAL || q > FAR) {
      return -q;
    }
    if (q < -FAR) {
      return DfpMath.log(exact.negate()).toDouble();
    }
    return DfpMath.log(softplus(exact.negate())).toDouble();
  }

  /** log(−ℓ'(q)) to many digits: −ℓ' = e^{−q}, or 1/(1 + e^q). */
  private static double logSlopeExactly(Loss loss, double q) {
    if (loss == Loss.EXPONENTIAL || q > FAR) {
      return -q;
    }
    return q < -FAR ? 0 : softplus(DIGITS_50.newDfp(q)).negate().toDouble();
  }

  private static Dfp softplus(Dfp u) {
    return DfpMath.log(DfpMath.exp(u).add(1));
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void logsAgreeWithFiftyDigits(Loss loss) {
    for (double q : margins()) {
      double log = logLossExactly(loss, q);
      double slope = logSlopeExactly(loss, q);
      assertThat(loss.logLoss(q))
          .as("log loss at %s", q)
          .isCloseTo(log, within(LOG_DOMAIN * Math.max(1, Math.abs(log))));
      assertThat(loss.logSlope(q))
          .as("log slope at %s", q)
          .isCloseTo(slope, within(LOG_DOMAIN * Math.max(1, Math.abs(slope))));
    }
  }

  /** Softmax in doubles is 0 from a gap of 37 on, in floats from 17; logs must not be. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void nothingUnderflowsAtLargeGaps(Loss loss) {
    for (double gap : new double[] {17, 40, 1000, 1e6}) {
      assertThat(loss.logLoss(gap)).isFinite().isLessThan(loss.logLoss(gap - 1));
      assertThat(loss.logLoss(gap)).isCloseTo(-gap, within(Math.exp(-17)));
      assertThat(loss.logSlope(gap)).isCloseTo(-gap, within(Math.exp(-17)));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void lossAndSlopeFallWithTheMargin(Loss loss) {
    List<Double> margins = margins();
    for (int j = 1; j < margins.size(); j++) {
      double lower = margins.get(j - 1);
      double upper = margins.get(j);
      assertThat(loss.logLoss(upper)).isLessThanOrEqualTo(loss.logLoss(lower));
      assertThat(loss.logSlope(upper)).isLessThanOrEqualTo(loss.logSlope(lower));
    }
  }

  /** d log ℓ/dq = ℓ'/ℓ. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void slopeIsTheDerivative(Loss loss) {
    for (double q : margins()) {
      double step = 1e-5 * Math.max(1, Math.abs(q));
      double difference = (loss.logLoss(q + step) - loss.logLoss(q - step)) / (2 * step);
      double ratio = -Math.exp(loss.logSlope(q) - loss.logLoss(q));
      assertThat(ratio).as("at %s", q).isCloseTo(difference, within(DIFFERENCE));
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void marginOfLogLossInverts(Loss loss) {
    for (double q : margins()) {
      double log = loss.logLoss(q);
      // a rounding of log ℓ moves q by ℓ/(−ℓ') times as much: by |q| log|q| ulp where ℓ = −q
      double amplification = Math.exp(log - loss.logSlope(q)) * Math.max(1, Math.abs(log));
      assertThat(loss.marginOfLogLoss(log))
          .as("at %s", q)
          .isCloseTo(q, within(LOG_DOMAIN * Math.max(1, amplification)));
    }
  }

  /** Groups of neighbours, so that every margin counts somewhere, and all of them. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void manyMarginsAtATimeAreWhatOneAtATimeSays(Loss loss) {
    List<Double> margins = margins();
    for (int size : new int[] {1, 2, 19, margins.size()}) {
      for (int from = 0; from + size <= margins.size(); from += size) {
        assertWeights(loss, margins.subList(from, from + size));
      }
    }
  }

  private static void assertWeights(Loss loss, List<Double> margins) {
    LogSum sum = new LogSum();
    margins.forEach(q -> sum.add(loss.logLoss(q)));
    double[] p = margins.stream().mapToDouble(q -> q).toArray();
    MarginWeights weights = new MarginWeights(p.length);
    double logLoss = loss == Loss.EXPONENTIAL ? weights.exponential(p) : weights.logistic(p);
    double bound = LOG_DOMAIN * Math.max(1, Math.abs(sum.value()));
    assertThat(logLoss).isCloseTo(sum.value(), within(bound));
    for (int j = 0; j < p.length; j++) {
      double log = loss.logSlope(margins.get(j)) - sum.value();
      assertThat(p[j])
          .as("weight of %s among %s", margins.get(j), margins)
          .isBetween(0.0, 1.0)
          .isCloseTo(Math.exp(log), within(2 * bound * Math.exp(log) + Double.MIN_NORMAL));
    }
  }

  /** ℓ⁻¹ is decreasing, so that the smoothed margin is a function of the loss alone. */
  @ParameterizedTest
  @EnumSource(Loss.class)
  void marginOfLogLossFallsWithTheLoss(Loss loss) {
    double previous = Double.POSITIVE_INFINITY;
    for (double log = -2000; log <= 6; log += 0.37) {
      assertThat(loss.marginOfLogLoss(log)).isFinite().isLessThan(previous);
      previous = loss.marginOfLogLoss(log);
    }
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void nanStaysNan(Loss loss) {
    assertThat(loss.logLoss(Double.NaN)).isNaN();
    assertThat(loss.logSlope(Double.NaN)).isNaN();
    assertThat(loss.marginOfLogLoss(Double.NaN)).isNaN();
  }

  @ParameterizedTest
  @EnumSource(Loss.class)
  void namesReadBack(Loss loss) {
    assertThat(Loss.parse(loss.spec())).isEqualTo(loss);
  }

  @Test
  void otherNamesAreRefusedInOneLine() {
    assertThatThrownBy(() -> Loss.parse("hinge"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("hinge")
        .hasMessageContaining("expected")
        .hasMessageNotContaining("\n");
  }
}

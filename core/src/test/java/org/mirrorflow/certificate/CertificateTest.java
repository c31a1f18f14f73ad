package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/** Certificates whose every number is known by hand. */
class CertificateTest {
  private static final LayeredModel LINEAR = ModelSpec.parse("linear").on(2, 1);

  /** Margins 2θ₁ and θ₂. */
  private static final Dataset ORTHOGONAL = positive(2, 0, 0, 1);

  private static Dataset positive(double... inputs) {
    int[] labels = new int[inputs.length / 2];
    Arrays.fill(labels, 1);
    return new Dataset("by hand", inputs, labels, 2, 2);
  }

  private static Certificate linear(String gauge, double... theta) {
    return Certificate.of(
        LINEAR,
        ORTHOGONAL,
        GaugeSpec.parse(gauge).on(LINEAR.layout()),
        theta,
        CertificateOptions.FINE);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 1000})
  void atAKktPointEveryGapIsZero(double scale) {
    Certificate c = linear("l2", scale, 2 * scale);
    assertThat(c.qMargin()).isCloseTo(2 / Math.sqrt(5), within(Tolerances.ROUNDING));
    assertThat(c.minMargin()).isCloseTo(2 * scale, within(scale * Tolerances.ROUNDING));
    assertThat(c.kktGap()).isBetween(-Tolerances.ROUNDING, Tolerances.FINE_GAP);
    assertThat(c.kktGapFixed()).isBetween(c.kktGap(), Tolerances.FINE_GAP);
    assertThat(c.kktGapLower()).isBetween(-Tolerances.FINE_GAP, c.kktGap());
    assertThat(c.epsilon()).isCloseTo(0, within(Tolerances.SQUARE_ROOT * 100));
    assertThat(c.delta()).isCloseTo(0, within(Tolerances.ROUNDING));
    assertThat(c.lambda())
        .containsExactly(new double[] {0.2, 0.8}, within(Tolerances.SQUARE_ROOT * 100));
    assertThat(c.supportVectors()).containsExactly(0, 1);
    assertThat(c.kinks()).isZero();
    assertThat(c.kinkTolerance()).isEqualTo(CertificateOptions.KINK_TOLERANCE);
    assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
  }

  /** γ* is 2/√5 in ℓ2, 2/3 in ℓ1 and 1 in ℓ∞; at θ = (3, 1) the margins are 1 over Q(θ). */
  @ParameterizedTest
  @CsvSource({"l2, 0.894427190999916, 3.16227766016838", "l1, 0.666666666666667, 4", "linf, 1, 3"})
  void elsewhereTheGapIsTheSuboptimality(String gauge, double best, double value) {
    Certificate c = linear(gauge, 3, 1);
    double gap = best * value - 1;
    assertThat(c.qMargin()).isCloseTo(1 / value, within(Tolerances.ROUNDING));
    assertThat(c.minMargin()).isCloseTo(1, within(Tolerances.ROUNDING * 10));
    assertThat(c.kktGap()).isCloseTo(gap, within(Tolerances.KAPPA));
    assertThat(c.kktGapFixed()).isEqualTo(c.kktGap());
    assertThat(c.kktGapLower()).isCloseTo(gap, within(Tolerances.KAPPA));
    assertThat(c.status()).isEqualTo(Certificate.Status.SOLVED);
  }

  /** Margins θ₁ and 3θ₁: the second is never active. */
  @Test
  void multipliersBelowAMillionthOfTheLargestAreNoSupport() {
    Certificate c =
        Certificate.of(
            LINEAR,
            positive(1, 0, 3, 0),
            GaugeSpec.parse("l2").on(LINEAR.layout()),
            new double[] {1, 0},
            CertificateOptions.FINE);
    assertThat(c.lambda()[0]).isGreaterThan(1 - Certificate.SUPPORT);
    assertThat(c.supportVectors()).containsExactly(0);
    assertThat(c.kktGap()).isBetween(-Tolerances.ROUNDING, Tolerances.KAPPA);
  }

  @Test
  void withoutPositiveMarginsThereIsNoGap() {
    for (double second : new double[] {-2, 0}) {
      Certificate c = linear("l2", 3, second);
      double value = Math.hypot(3, second);
      assertThat(c.status()).isEqualTo(Certificate.Status.NOT_SEPARATED);
      assertThat(c.qMargin()).isCloseTo(second / value, within(Tolerances.ROUNDING));
      assertThat(c.minMargin()).isCloseTo(second, within(Tolerances.ROUNDING));
      assertThat(
              new double[] {c.kktGap(), c.kktGapFixed(), c.kktGapLower(), c.epsilon(), c.delta()})
          .containsOnly(Double.NaN);
      assertThat(c.lambda()).isEmpty();
      assertThat(c.supportVectors()).isEmpty();
      assertThat(c.kinks()).isZero();
      assertThat(c.kinkTolerance()).isEqualTo(CertificateOptions.KINK_TOLERANCE);
    }
    assertThat(linear("l2", 0, 0).status()).isEqualTo(Certificate.Status.NOT_SEPARATED);
  }

  @Test
  void normalisationDividesByTheGaugeBlockByBlock() {
    Layout layout = ModelSpec.parse("dense:1").on(2, 1).layout();
    double[] theta = {3, -4, 2};
    assertThat(GaugeSpec.parse("linf").on(layout).normalize(theta)).containsExactly(0.75, -1, 0.5);
    assertThat(GaugeSpec.parse("blocks:l2|l1").on(layout).normalize(theta))
        .containsExactly(new double[] {0.6, -0.8, 1}, within(Tolerances.ROUNDING));
    assertThat(GaugeSpec.parse("l1").on(layout).normalize(new double[3])).containsOnly(0);
    assertThat(theta).containsExactly(3, -4, 2);
  }

  /** a·relu(⟨w, x⟩) at w = (1, 0), a = 2 and x = (1, 0), of degree 2: q = 2, Q² = 5 in ℓ2. */
  @ParameterizedTest
  @CsvSource({"l2, 0.4, 0.25", "blocks:l2|l2, 1, 0"})
  void marginsOfNetworksAreOverTheDegree(String gauge, double margin, double gap) {
    LayeredModel one = ModelSpec.parse("dense:1").on(2, 1);
    double[] theta = {1, 0, 2};
    Certificate c =
        Certificate.of(
            one,
            positive(1, 0),
            GaugeSpec.parse(gauge).on(one.layout()),
            theta,
            CertificateOptions.FINE);
    assertThat(c.qMargin()).isCloseTo(margin, within(Tolerances.ROUNDING));
    assertThat(c.minMargin()).isCloseTo(2, within(10 * Tolerances.ROUNDING));
    // ĝ = (a, 0; w)/Q: its polar value over 2 q̂ is 5/4 in ℓ2, and 1 where blocks are alone
    assertThat(c.kktGap()).isCloseTo(gap, within(Tolerances.KAPPA));
  }

  /**
   * Two units, each at its kink on the other's sample: every sample is carried by its own unit
   * alone, and κ = 0 with the lowest slopes.
   */
  @Test
  void kinksOfTheOtherUnitAreCounted() {
    LayeredModel two = ModelSpec.parse("dense:2").on(2, 1);
    Dataset axes = new Dataset("axes", new double[] {1, 0, 0, -1}, new int[] {1, 0}, 2, 2);
    double[] theta = {1, 0, 0, -1, 1, -1};
    Certificate c =
        Certificate.of(
            two, axes, GaugeSpec.parse("l2").on(two.layout()), theta, CertificateOptions.FINE);
    assertThat(c.kinks()).isEqualTo(2);
    assertThat(c.qMargin()).isCloseTo(0.25, within(Tolerances.ROUNDING));
    assertThat(c.kktGap()).isBetween(-Tolerances.ROUNDING, Tolerances.KAPPA);
    assertThat(c.kktGapFixed()).isBetween(-Tolerances.ROUNDING, Tolerances.KAPPA);
    assertThat(c.lambda()).containsExactly(new double[] {0.5, 0.5}, within(Tolerances.COARSE_GAP));
    Certificate strict =
        Certificate.of(
            two,
            axes,
            GaugeSpec.parse("l2").on(two.layout()),
            new double[] {1, 0.01, 0, -1, 1, -1},
            CertificateOptions.FINE.withKinkTolerance(0.005));
    assertThat(strict.kinks()).isEqualTo(1);
    assertThat(strict.kinkTolerance()).isEqualTo(0.005);
  }

  /**
   * |⟨w₁, x⟩| − |⟨w₂, x⟩| with a sample on each kink, where the slope is 0 that the activation does
   * not pick, so that the gap with free slopes is the smaller one.
   */
  @Test
  void freeSlopesGiveTheSmallerGap() {
    LayeredModel two = ModelSpec.parse("dense:2,activation=abs").on(2, 1);
    Dataset data = new Dataset("axes", new double[] {1, 0, 0, 1}, new int[] {1, 0}, 2, 2);
    double[] theta = {1, 0, 0, 1, 1, -1};
    Certificate c =
        Certificate.of(
            two, data, GaugeSpec.parse("l2").on(two.layout()), theta, CertificateOptions.FINE);
    assertThat(c.kinks()).isEqualTo(2);
    // a slope of ±1 at 0 adds an entry to both rows: ‖s‖² = 6/16 instead of 4/16
    assertThat(c.kktGapFixed()).isCloseTo(Math.sqrt(1.5) - 1, within(Tolerances.KAPPA));
    assertThat(c.kktGap()).isBetween(-Tolerances.ROUNDING, Tolerances.KAPPA);
    assertThat(c.kktGapLower()).isLessThanOrEqualTo(c.kktGap());
  }

  /** Bounds that the effort leaves apart are said to be so. */
  @Test
  void effortThatIsSpentIsSaid() {
    Accuracy none = new Accuracy(0, 0, 1, 1);
    Certificate c =
        Certificate.of(
            LINEAR,
            ORTHOGONAL,
            GaugeSpec.parse("l1").on(LINEAR.layout()),
            new double[] {3, 1},
            CertificateOptions.FINE.withAccuracy(none));
    assertThat(c.status()).isEqualTo(Certificate.Status.BOUNDS_APART);
    double gap = 2.0 / 3 * 4 - 1;
    assertThat(c.kktGap()).isGreaterThan(gap);
    assertThat(c.kktGapLower()).isLessThan(gap);
    // nothing was solved: λ are the weights e^{−q_j} of a flow at θ, q = (6, 1)
    double share = Math.exp(-5) / (1 + Math.exp(-5));
    assertThat(c.lambda())
        .containsExactly(new double[] {share, 1 - share}, within(Tolerances.ROUNDING));
    assertThat(c.supportVectors()).containsExactly(0, 1);
  }
}

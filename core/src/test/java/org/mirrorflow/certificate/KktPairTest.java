package org.mirrorflow.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.ModelSpec;

/**
 * Linear problems min ½Q(θ)² with margins at least 1 of two samples, whose KKT points and
 * multipliers are known by hand.
 */
class KktPairTest {
  private static final LayeredModel LINEAR = ModelSpec.parse("linear").on(2, 1);
  private static final Layout LAYOUT = LINEAR.layout();

  /** Of gauges, for zeros and ties. */
  private static final double TOLERANCE = 1e-3;

  /** Margins 2θ₁ and θ₂. */
  private static final Dataset ORTHOGONAL = positive(2, 0, 0, 1);

  private static Dataset positive(double... inputs) {
    return new Dataset("by hand", inputs, new int[] {1, 1}, 2, 2);
  }

  private static KktPair pair(String spec, Dataset data, double[] theta, double... lambda) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    double[] unit = gauge.normalize(theta);
    MarginGradients gradients = OwnAnswers.gradients(LINEAR, data, unit, -1);
    return KktPair.of(gauge, unit, gradients, lambda, lambda);
  }

  private static void assertPair(KktPair pair, double epsilon, double delta) {
    assertThat(pair.epsilon()).as("ε").isCloseTo(epsilon, within(Tolerances.ROUNDING));
    assertThat(pair.delta()).as("δ").isCloseTo(delta, within(Tolerances.ROUNDING));
  }

  /** ℓ∞ leaves the first entry free between 1/2 and 1, where the first multiplier is 0. */
  @ParameterizedTest
  @CsvSource({
    "l2, 0.5, 1, 0.25, 1",
    "l1, 0.5, 1, 0.75, 1.5",
    "linf, 0.5, 1, 0, 1",
    "linf, 0.75, 1, 0, 1",
    "linf, 1, 1, 0, 1"
  })
  void zeroAtAKktPointWhateverTheScales(
      String gauge, double first, double second, double lambda1, double lambda2) {
    for (double c : new double[] {0.01, 1, 1000}) {
      double[] theta = {c * first, c * second};
      assertPair(pair(gauge, ORTHOGONAL, theta, lambda1, lambda2), 0, 0);
      assertPair(pair(gauge, ORTHOGONAL, theta, lambda1 / 7, lambda2 / 7), 0, 0);
    }
  }

  /** θ = (1/2 + e, 1) with the multipliers of e = 0; f is the factor that fits them to θ. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-3, 0.1, 0.5})
  void growsWithThePerturbation(double e) {
    double[] theta = {0.5 + e, 1};
    double f = (1.25 + e + e * e) / (1.25 + e / 2);
    assertPair(
        pair("l2", ORTHOGONAL, theta, 0.25, 1),
        Math.hypot(f / 2 - 0.5 - e, f - 1),
        f * 0.25 * 2 * e);
    assertPair(pair("l1", ORTHOGONAL, theta, 0.75, 1.5), 0, (1.5 + e) / 1.5 * 0.75 * 2 * e);
    assertPair(pair("linf", ORTHOGONAL, new double[] {0.5, 1 + e}, 0, 1), 0, (1 + e) * e);
    KktPair smaller = pair("l2", ORTHOGONAL, new double[] {0.5 + e / 2, 1}, 0.25, 1);
    KktPair larger = pair("l2", ORTHOGONAL, theta, 0.25, 1);
    assertThat(larger.epsilon()).isGreaterThan(smaller.epsilon());
    assertThat(larger.delta()).isGreaterThan(smaller.delta());
  }

  /** The largest entry is not the one that the multiplier pushes: s = (0, Q²) against (Q, 0). */
  @Test
  void wrongFaceOfTheCube() {
    double q = 1 / 0.9;
    assertPair(pair("linf", ORTHOGONAL, new double[] {1, 0.9}, 0, 1), q * Math.hypot(1, q), 0);
  }

  /** λ = (1, 1), scaled, gives s = Q (3/2, 3/4); the subgradient is Q (1, 1). */
  @Test
  void wrongMultipliers() {
    double q = 1.5;
    double f = q * q / 2;
    assertPair(
        pair("l1", ORTHOGONAL, new double[] {0.5, 1}, 1, 1), Math.hypot(2 * f - q, f - q), 0);
  }

  /**
   * Margins θ₁ ± θ₂/2: the ℓ1 solution (1, 0) is sparse. At (1, h) the second entry counts as 0 up
   * to the tolerance, and above it needs a subgradient entry of 1.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.99, 1.01, 2})
  void entriesBelowTheToleranceAreZeroInL1(double share) {
    double h = share * TOLERANCE;
    double minimum = 1 - h / 2;
    double size = (1 + h) / minimum;
    double epsilon = share <= 1 ? size * h : size * Math.hypot(h, 1);
    double delta = size * size * minimum / 2 * ((1 + h / 2) / minimum - 1);
    assertPair(
        pair("l1", positive(1, 0.5, 1, -0.5), new double[] {1, h}, 0.5, 0.5), epsilon, delta);
  }

  /**
   * Margins 2θ₁ + θ₂ and θ₁ + 2θ₂: the ℓ∞ solution (1, 1)/3 is tied. At (1, 1 − h) both entries
   * count as largest up to the tolerance, and above it only the first.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0, 0.5, 0.99, 1.01, 2})
  void entriesWithinTheToleranceAreTiedInLinf(double share) {
    double h = share * TOLERANCE;
    double size = 1 / (3 - 2 * h);
    double s = 1 / (2 - h);
    double epsilon = size * (share <= 1 ? Math.sqrt(2) * (s - 0.5) : Math.hypot(s - 1, s));
    double delta = size * s / 3 * (h / (3 - 2 * h));
    assertPair(
        pair("linf", positive(2, 1, 1, 2), new double[] {1, 1 - h}, 0.5, 0.5), epsilon, delta);
  }

  /**
   * a relu(⟨w, x⟩) with x = (1, 0), of degree 2, at w = (1, 0), a = 2: there Q² = 5 and q = 2. With
   * θ' = θ/√2: λ' = Q(θ')²/2 = 5/4, g = (2, 0; 1)/√2, and λ'g − θ' = (3/2, 0; −3/4)/√2.
   */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1, 300})
  void gradientsOfNetworksGrowWithTheDegreeLessOne(double scale) {
    LayeredModel one = ModelSpec.parse("dense:1").on(2, 1);
    Dataset data = new Dataset("by hand", new double[] {1, 0}, new int[] {1}, 2, 2);
    Gauge gauge = GaugeSpec.parse("l2").on(one.layout());
    double[] theta = {scale, 0, 2 * scale};
    double[] unit = gauge.normalize(theta);
    MarginGradients gradients = OwnAnswers.gradients(one, data, unit, -1);
    KktPair pair = KktPair.of(gauge, unit, gradients, new double[] {1}, new double[] {1});
    assertPair(pair, Math.hypot(1.5, 0.75) / Math.sqrt(2), 0);
  }
}

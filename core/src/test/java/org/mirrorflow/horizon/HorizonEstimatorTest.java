package org.mirrorflow.horizon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.horizon.TestPotential.log1pExp;
import static org.mirrorflow.horizon.TestPotential.sigmoid;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.horizon.Regime.Kind;
import org.mirrorflow.map.Examples;
import org.mirrorflow.map.Examples.Parsed;
import org.mirrorflow.map.HyperbolicEntropy;
import org.mirrorflow.map.MapRegistry;
import org.mirrorflow.map.PNormQuadratic;
import org.mirrorflow.map.Potential;
import org.mirrorflow.map.formula.Formula;

/** The estimator alone, against closed forms and against growth laws known by construction. */
class HorizonEstimatorTest {

  static List<String> knownPotentials() {
    return Examples.closedForms().stream().filter(HorizonEstimatorTest::isKnown).toList();
  }

  private static boolean isKnown(String spec) {
    return Horizon.closedForm(Examples.potential(spec)).isPresent();
  }

  @Test
  void horizonsOfMostFamiliesAreKnown() {
    assertThat(knownPotentials().stream().map(spec -> spec.split(":", -1)[0]))
        .contains("euclidean", "p", "smoothed", "plog", "hyperbolic", "log", "cosh");
  }

  @ParameterizedTest
  @MethodSource("knownPotentials")
  void findsTheClosedForm(@Parsed Potential potential) {
    Horizon known = Horizon.closedForm(potential).orElseThrow();
    Horizon found = HorizonEstimator.estimate(potential);
    assertThat(found.estimated()).isTrue();
    assertThat(known.estimated()).isFalse();
    assertThat(found.regime().kind()).isEqualTo(known.regime().kind());
    assertIndex(found, known.p());
    if (known.regime().kind() != Kind.EXACT) {
      double a = known.regime().exponent();
      assertThat(found.regime().exponent()).isCloseTo(a, within(Tolerances.ESTIMATED_EXPONENT * a));
      if (!HorizonTest.NO_LEADING_ORDER.contains(potential.spec())) {
        assertDeviation(found.regime(), known.regime());
      }
    }
  }

  /** In the middle of the tail that ALGEBRAIC is fitted to, else at the top of the range. */
  private static void assertDeviation(Regime found, Regime expected) {
    double u =
        expected.kind() == Kind.ALGEBRAIC
            ? Math.min(ScaleRange.LIMIT, expected.logScaleOfDeviation(1e-7))
            : ScaleRange.LIMIT;
    double d = expected.deviation(u);
    assertThat(found.deviation(u))
        .isCloseTo(d, within(Tolerances.ESTIMATED_DEVIATION * Math.abs(d)));
  }

  private static Regime regime(Kind kind, double exponent, double coefficient) {
    return new Regime(kind, exponent, coefficient, 0, "");
  }

  @ParameterizedTest
  @CsvSource({
    "abs(x)^3+x^2, 3, ALGEBRAIC, 1, -1",
    "abs(x)^2.5+x^2, 2.5, ALGEBRAIC, 0.5, -0.5",
    "x^4+abs(x)^3+x^2, 4, ALGEBRAIC, 1, -1",
    "1e-20*x^4+x^2, 4, ALGEBRAIC, 2, -2e20",
    "abs(x)^1.5, 1.5, EXACT, NaN, 0",
    "abs(x)^10, 10, EXACT, NaN, 0",
    "abs(x)^3*log(1+abs(x)), 3, LOGARITHMIC, 1, 1",
    "x^2*exp(sqrt(log(1+abs(x)))), 2, SLOWER, 0.5, 0.5",
    "cosh(x)+x^2, Infinity, ALGEBRAIC, 1, 1",
    "cosh(100000*x), Infinity, ALGEBRAIC, 1, 1e-5",
    "exp(x^2), Infinity, ALGEBRAIC, 2, 0.5",
    "x*asinh(x)-sqrt(1+x^2), 1, LOGARITHMIC, 1, 1",
    "exp(log(1+abs(x))^2), Infinity, LOGARITHMIC, 1, 0.5",
  })
  void formulas(String formula, double p, Kind kind, double exponent, double coefficient) {
    Horizon found = Horizon.of(Formula.of(formula));
    assertThat(found.estimated()).isTrue();
    assertIndex(found, p);
    assertThat(found.regime().kind()).isEqualTo(kind);
    if (kind != Kind.EXACT) {
      assertThat(found.regime().exponent())
          .isCloseTo(exponent, within(Tolerances.ESTIMATED_EXPONENT * exponent));
      assertDeviation(found.regime(), regime(kind, exponent, coefficient));
    }
  }

  @Test
  void everyKindOfClosedFormIsMet() {
    assertThat(
            MapRegistry.examples().stream()
                .flatMap(r -> Horizon.closedForm(r).stream())
                .map(known -> known.regime().kind()))
        .contains(Kind.EXACT, Kind.ALGEBRAIC, Kind.LOGARITHMIC);
  }

  /** The scale β, c of a map is not taken for its horizon. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-100, 1e-30, 1e-6, 1e6, 1e30, 1e100})
  void indifferentToUnits(double scale) {
    Horizon hyperbolic = HorizonEstimator.estimate(new HyperbolicEntropy(scale));
    assertIndex(hyperbolic, 1);
    assertThat(hyperbolic.regime().kind()).isEqualTo(Kind.LOGARITHMIC);
    assertThat(hyperbolic.regime().shift())
        .isCloseTo(Math.log(2 / scale) - 1, within(Tolerances.ESTIMATED_INDEX));
    Horizon quadratic = HorizonEstimator.estimate(new PNormQuadratic(3, scale));
    assertIndex(quadratic, 3);
    assertThat(quadratic.regime().kind()).isEqualTo(Kind.ALGEBRAIC);
  }

  record Law(
      TestPotential potential,
      double p,
      Kind kind,
      double exponent,
      double coefficient,
      double shift) {
    Law(TestPotential potential, double p, Kind kind, double exponent, double coefficient) {
      this(potential, p, kind, exponent, coefficient, 0);
    }

    @Override
    public String toString() {
      return potential.spec();
    }
  }

  static List<Law> laws() {
    return List.of(
        new Law(
            new TestPotential(
                "x exp(sqrt(log(1+x)))",
                u -> u + Math.sqrt(log1pExp(u)),
                u -> 1 + 0.5 * sigmoid(u) / Math.sqrt(log1pExp(u))),
            1,
            Kind.SLOWER,
            0.5,
            0.5),
        new Law(
            new TestPotential(
                "x^2 exp(log(1+x)^0.8)",
                u -> 2 * u + Math.pow(log1pExp(u), 0.8),
                u -> 2 + 0.8 * sigmoid(u) * Math.pow(log1pExp(u), -0.2)),
            2,
            Kind.SLOWER,
            0.2,
            0.8),
        new Law(
            new TestPotential(
                "x log(1+log(1+x))",
                u -> u + Math.log(Math.log1p(log1pExp(u))),
                u -> 1 + sigmoid(u) / ((1 + log1pExp(u)) * Math.log1p(log1pExp(u)))),
            1,
            Kind.LOGARITHMIC,
            1.17,
            Double.NaN),
        new Law(
            new TestPotential(
                "x^2 log(1+x)^3",
                u -> 2 * u + 3 * Math.log(log1pExp(u)),
                u -> 2 + 3 * sigmoid(u) / log1pExp(u)),
            2,
            Kind.LOGARITHMIC,
            1,
            3),
        new Law(
            new TestPotential(
                "x^2/(1000+log(1+x))",
                u -> 2 * u - Math.log(1000 + log1pExp(u)),
                u -> 2 - sigmoid(u) / (1000 + log1pExp(u))),
            2,
            Kind.LOGARITHMIC,
            1,
            -1,
            1000),
        new Law(
            new TestPotential(
                "x^(1+log(1+x))",
                u -> u + log1pExp(u) * log1pExp(u),
                u -> 1 + 2 * log1pExp(u) * sigmoid(u)),
            Double.POSITIVE_INFINITY,
            Kind.LOGARITHMIC,
            1,
            0.5),
        new Law(
            new TestPotential(
                "x exp(x^0.05)", u -> u + Math.exp(0.05 * u), u -> 1 + 0.05 * Math.exp(0.05 * u)),
            Double.POSITIVE_INFINITY,
            Kind.ALGEBRAIC,
            0.05,
            20),
        new Law(
            new TestPotential(
                "index 2 + x^(-0.01)",
                u -> 2 * u - 100 * Math.exp(-0.01 * u),
                u -> 2 + Math.exp(-0.01 * u)),
            2,
            Kind.ALGEBRAIC,
            0.01,
            1),
        new Law(
            new TestPotential(
                "index (1+log(1+x))^0.03",
                u -> Math.pow(1 + log1pExp(u), 1.03) / 1.03,
                u -> sigmoid(u) * Math.pow(1 + log1pExp(u), 0.03)),
            Double.POSITIVE_INFINITY,
            Kind.SLOWER,
            0.03,
            1),
        new Law(
            new TestPotential(
                "x exp(exp(x))",
                u -> u + Math.exp(Math.exp(u)),
                u -> 1 + Math.exp(Math.exp(u) + u)),
            Double.POSITIVE_INFINITY,
            Kind.ALGEBRAIC,
            Double.POSITIVE_INFINITY,
            1),
        new Law(
            new TestPotential(
                "x^2 exp(sin(log(1+x))/(2 log(e+x)))",
                u -> 2 * u + 0.5 * Math.sin(1 + log1pExp(u)) / (1 + log1pExp(u)),
                u -> {
                  double w = 1 + log1pExp(u);
                  return 2 + 0.5 * sigmoid(u) * (Math.cos(w) / w - Math.sin(w) / (w * w));
                }),
            2,
            Kind.LOGARITHMIC,
            1,
            0.5));
  }

  @ParameterizedTest
  @MethodSource("laws")
  void growthLawsByConstruction(Law law) {
    Horizon found = HorizonEstimator.estimate(law.potential());
    assertIndex(found, law.p());
    assertThat(found.regime().kind()).isEqualTo(law.kind());
    if (Double.isInfinite(law.exponent())) {
      assertThat(found.regime().exponent()).isInfinite();
    } else {
      assertThat(found.regime().exponent())
          .isCloseTo(law.exponent(), within(Tolerances.ESTIMATED_EXPONENT * law.exponent()));
    }
    if (Double.isFinite(law.exponent()) && Double.isFinite(law.coefficient())) {
      assertDeviation(
          found.regime(),
          new Regime(law.kind(), law.exponent(), law.coefficient(), law.shift(), ""));
    }
  }

  /** Swings of e around 2 that die out like x^(-a); where the peaks lie leaves a factor open. */
  @Test
  void fadingOscillation() {
    double a = 0.025;
    Horizon found =
        HorizonEstimator.estimate(
            new TestPotential(
                "index 2 + sin(log x) x^(-a)",
                u -> 2 * u - Math.exp(-a * u) * (a * Math.sin(u) + Math.cos(u)) / (1 + a * a),
                u -> 2 + Math.sin(u) * Math.exp(-a * u)));
    assertIndex(found, 2);
    assertThat(found.regime().kind()).isEqualTo(Kind.ALGEBRAIC);
    assertThat(found.regime().exponent()).isCloseTo(a, within(Tolerances.ESTIMATED_EXPONENT * a));
    assertThat(found.regime().deviation(500) / Math.exp(-500 * a)).isBetween(0.5, 2.0);
  }

  /** r = x^4 up to e^20, and out of reach beyond: the growth has settled long before. */
  @Test
  void settledOnANarrowRange() {
    Horizon found =
        HorizonEstimator.estimate(
            new TestPotential("x^4 up to e^20", u -> u > 20 ? 2e6 : 4 * u, u -> 4));
    assertThat(found.p()).isEqualTo(4);
    assertThat(found.regime().kind()).isEqualTo(Kind.EXACT);
  }

  static List<TestPotential> potentialsWithoutHorizon() {
    return List.of(
        new TestPotential(
            "oscillates: x^2 (3+sin(log(1+x)))",
            u -> 2 * u + Math.log(3 + Math.sin(log1pExp(u))),
            u -> 2 + Math.cos(log1pExp(u)) * sigmoid(u) / (3 + Math.sin(log1pExp(u)))),
        new TestPotential(
            "settled: x^(3+sin(log log x)/2)",
            u -> 3 * u + 0.5 * (1 + log1pExp(u)) * Math.sin(Math.log1p(log1pExp(u))),
            u -> {
              double w = Math.log1p(log1pExp(u));
              return 3 + 0.5 * sigmoid(u) * (Math.sin(w) + Math.cos(w));
            }),
        new TestPotential(
            "gradient is bounded: sqrt(1+x^2)-1",
            u -> 2 * u - Math.log1p(Math.hypot(1, Math.exp(u))),
            u -> 1 + 1 / Math.hypot(1, Math.exp(u))),
        new TestPotential(
            "before its growth settles: x^(4+sin(x)/x^2) up to x = 1000",
            u -> u > Math.log(1000) ? 2e6 : 4 * u,
            u -> 4 + Math.sin(Math.exp(u))),
        new TestPotential(
            "domain is bounded: -log(1-x^2)",
            u -> Math.log(-Math.log1p(-Math.exp(2 * u))),
            u -> -2 / (Math.expm1(-2 * u) * Math.log1p(-Math.exp(2 * u)))));
  }

  @ParameterizedTest
  @MethodSource("potentialsWithoutHorizon")
  void saysWhyThereIsNoHorizon(TestPotential potential) {
    Horizon found = HorizonEstimator.estimate(potential);
    assertThat(found.p()).isNaN();
    assertThat(found.regime().kind()).isEqualTo(Kind.NONE);
    assertThat(found.regime().reason())
        .contains(potential.spec().substring(0, potential.spec().indexOf(':')));
  }

  private static void assertIndex(Horizon found, double p) {
    if (Double.isInfinite(p)) {
      assertThat(found.p()).isInfinite();
    } else {
      assertThat(found.p()).isCloseTo(p, within(Tolerances.ESTIMATED_INDEX));
    }
  }
}

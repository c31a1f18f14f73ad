package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.io.InputException;
import org.mirrorflow.numeric.Svd;

/** Gauges against closed forms, brute force in the plane, and hand-made matrices. */
class GaugeOracleTest {
  private static final Layout PLANE = Layout.of(Block.matrix(1, 2));
  private static final Layout PAIR =
      new Layout(List.of(new Block("W1", 0, 2, 2, 2), new Block("W2", 4, 1, 3, 1)));
  private static final double[] PAIR_VECTOR = {3, 4, -5, 12, 1, -2, 2};

  private static double value(String spec, Layout layout, double... v) {
    return GaugeSpec.parse(spec).on(layout).value(v);
  }

  @Test
  void closedForms() {
    assertThat(value("l1", PAIR, PAIR_VECTOR)).isEqualTo(29);
    assertThat(value("l2", PAIR, PAIR_VECTOR)).isEqualTo(Math.sqrt(203));
    assertThat(value("linf", PAIR, PAIR_VECTOR)).isEqualTo(12);
    assertThat(value("lp:3", PAIR, PAIR_VECTOR))
        .isCloseTo(Math.cbrt(27 + 64 + 125 + 1728 + 17), within(Tolerances.GAUGE * 12));
    assertThat(value("group:l1", PAIR, PAIR_VECTOR)).isEqualTo(5 + 13 + 3);
    assertThat(value("group:linf", PAIR, PAIR_VECTOR)).isEqualTo(13);
    assertThat(value("group:l2", PAIR, PAIR_VECTOR))
        .isCloseTo(Math.sqrt(203), within(Tolerances.GAUGE * 15));
    assertThat(value("blocks:l1|l2", PAIR, PAIR_VECTOR)).isEqualTo(24);
    assertThat(value("sum:linf|l1", PAIR, PAIR_VECTOR)).isEqualTo(12 + 5);
  }

  /** Singular values of a 2 × 2 matrix: σ² are the roots of t² − ‖W‖_F² t + det² = 0. */
  @Test
  void schattenNormsOfATwoByTwoMatrix() {
    Layout layout = Layout.of(Block.matrix(2, 2));
    double frobenius = 9 + 16 + 25 + 144;
    double determinant = 3 * 12 + 4 * 5;
    double root = Math.sqrt(frobenius * frobenius - 4 * determinant * determinant);
    double first = Math.sqrt((frobenius + root) / 2);
    double second = determinant / first;
    double[] w = {3, 4, -5, 12};
    assertThat(value("operator", layout, w)).isCloseTo(first, within(Tolerances.GAUGE * first));
    assertThat(value("nuclear", layout, w))
        .isCloseTo(first + second, within(Tolerances.GAUGE * first));
    assertThat(value("schatten:2", layout, w))
        .isCloseTo(Math.sqrt(frobenius), within(Tolerances.GAUGE * first));
  }

  /** An outer product has rank 1: all Schatten norms are the product of the lengths. */
  @ParameterizedTest
  @ValueSource(strings = {"nuclear", "schatten:1.5", "schatten:2", "schatten:7", "operator"})
  void schattenNormsOfRankOne(String spec) {
    double[] u = {1, 2, 2};
    double[] v = {3, 0, 0, 4};
    double[] w = new double[12];
    for (int j = 0; j < w.length; j++) {
      w[j] = u[j / 4] * v[j % 4];
    }
    Layout layout = Layout.of(Block.matrix(3, 4));
    assertThat(value(spec, layout, w)).isCloseTo(15, within(Tolerances.GAUGE * 15));
    Layout transposed = Layout.of(Block.matrix(4, 3));
    double[] wt = new double[12];
    for (int j = 0; j < wt.length; j++) {
      wt[j] = u[j % 3] * v[j / 3];
    }
    assertThat(value(spec, transposed, wt)).isCloseTo(15, within(Tolerances.GAUGE * 15));
  }

  /** The polar as the largest inner product over a fine sampling of the unit sphere. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "lp:1.01", "lp:1.5", "l2", "lp:3", "lp:50", "linf", "group:l1"})
  void polarByBruteForceInThePlane(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(PLANE);
    double[] s = {0.8, -1.7};
    double best = 0;
    int directions = 200_000;
    for (int k = 0; k < directions; k++) {
      double angle = 2 * Math.PI * k / directions;
      double[] v = {Math.cos(angle), Math.sin(angle)};
      best = Math.max(best, (s[0] * v[0] + s[1] * v[1]) / gauge.value(v));
    }
    double polar = gauge.polar().value(s);
    assertThat(best).isLessThanOrEqualTo(polar * (1 + Tolerances.GAUGE));
    assertThat(best).isCloseTo(polar, within(Tolerances.DIRECTION_GRID * polar));
  }

  /** Trace duality by brute force: ⟨S, W⟩ over rotations U diag(1, ±1) V gives the nuclear norm. */
  @Test
  void operatorAndNuclearArePolarByBruteForce() {
    double[] s = {0.3, -1.1, 0.7, 0.4};
    double best = 0;
    int directions = 100_000;
    for (int k = 0; k < directions; k++) {
      double c = Math.cos(2 * Math.PI * k / directions);
      double t = Math.sin(2 * Math.PI * k / directions);
      best = Math.max(best, s[0] * c - s[1] * t + s[2] * t + s[3] * c);
      best = Math.max(best, s[0] * c + s[1] * t + s[2] * t - s[3] * c);
    }
    double nuclear = value("nuclear", Layout.of(Block.matrix(2, 2)), s);
    assertThat(best).isCloseTo(nuclear, within(Tolerances.DIRECTION_GRID * nuclear));
  }

  /** Large p with an entry below the largest: no term may overflow or be lost. */
  @Test
  void extremeIndices() {
    assertThat(value("lp:50", PLANE, 1e300, 1e300))
        .isCloseTo(1e300 * Math.pow(2, 0.02), within(Tolerances.GAUGE * 1e300));
    assertThat(value("lp:1e6", PLANE, 5, 5))
        .isCloseTo(5 * Math.pow(2, 1e-6), within(Tolerances.GAUGE * 5));
    assertThat(value("lp:1.01", PLANE, 1e-300, 1e-300))
        .isCloseTo(1e-300 * Math.pow(2, 1 / 1.01), within(Tolerances.GAUGE * 1e-300));
    assertThat(value("lp:1.01", PLANE, 1, 1e-100)).isEqualTo(1);
    assertThat(value("l2", PLANE, Double.MIN_VALUE, 0)).isEqualTo(Double.MIN_VALUE);
    assertThat(value("l1", PLANE, Double.MIN_VALUE, -Double.MIN_VALUE))
        .isEqualTo(2 * Double.MIN_VALUE);
    assertThat(value("l2", PLANE, Double.NaN, 1)).isNaN();
    assertThat(value("lp:3", PLANE, Double.POSITIVE_INFINITY, 1)).isInfinite();
  }

  @Test
  void blocksAreNormalizedOneByOne() {
    Gauge gauge = GaugeSpec.parse("blocks:l1|l2").on(PAIR);
    assertThat(gauge.power(PAIR_VECTOR)).isEqualTo(24 * 24 * 3);
    assertThat(gauge.logPower(PAIR_VECTOR))
        .isCloseTo(Math.log(24 * 24 * 3), within(Tolerances.GAUGE * 8));
    double[] unit = gauge.normalize(PAIR_VECTOR);
    assertThat(unit).isNotSameAs(PAIR_VECTOR);
    assertThat(gauge.factors()).hasSize(2);
    for (Gauge factor : gauge.factors()) {
      assertThat(factor.value(unit)).isCloseTo(1, within(1e-15));
    }
    assertThat(gauge.normalize(new double[7])).containsOnly(0);
    assertThat(gauge.logPower(new double[7])).isEqualTo(Double.NEGATIVE_INFINITY);
  }

  /** Of blocks that tie, the first is chosen, so that the choice repeats. */
  @Test
  void firstOfTiedBlocksGivesTheSubgradient() {
    double[] tied = {3, 4, 0, 0, 0, 7, 0};
    double[] out = new double[7];
    GaugeSpec.parse("blocks:l1|l2").on(PAIR).subgradient(tied, out);
    assertThat(out).containsExactly(1, 1, 0, 0, 0, 0, 0);
  }

  /** Singular values of diag(3, 4) with a column of zeros, and the function f(σ) = σ² of it. */
  @Test
  void singularValueDecomposition() {
    Block block = new Block("W", 1, 2, 3, 1);
    Svd svd = Svd.of(new double[] {9, 3, 0, 0, 0, -4, 0}, block);
    assertThat(svd.count()).isEqualTo(2);
    assertThat(svd.sigma(0)).isCloseTo(4, within(Tolerances.GAUGE));
    assertThat(svd.sigma(1)).isCloseTo(3, within(Tolerances.GAUGE));
    double[] out = {9, 8, 8, 8, 8, 8, 8};
    svd.compose(new double[] {16, 9}, block, out);
    assertThat(out)
        .containsExactly(new double[] {9, 9, 0, 0, 0, -16, 0}, within(Tolerances.MATRIX_ENTRY));
    for (double broken : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Svd.of(new double[] {0, broken, 0, 0, 0, 1, 0}, block))
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("block W");
    }
  }

  @Test
  void synonymsOfSpecs() {
    assertThat(GaugeSpec.parse("nuclear")).isEqualTo(new NormSpec(1, Parts.SINGULAR_VALUES));
    assertThat(GaugeSpec.parse("operator").spec()).isEqualTo("schatten:inf");
    assertThat(GaugeSpec.parse("lp:1")).isEqualTo(GaugeSpec.lp(1));
    assertThat(GaugeSpec.parse(" blocks: l1 | group:lp:inf ").spec())
        .isEqualTo("blocks:l1|group:linf");
    for (Parts over : Parts.values()) {
      assertThat(new NormSpec(4, over).polar().norm().p()).isEqualTo(4.0 / 3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "l3",
        "lp",
        "lp:",
        "lp:x",
        "lp:0.5",
        "lp:-1",
        "lp:nan",
        "lp:NaN",
        "group",
        "group:1.5",
        "schatten:0.9",
        "spectral",
        "blocks:",
        "blocks:l1|",
        "blocks:l1|blocks:l2|l1",
        "sum:"
      })
  void badSpecsAreNamed(String spec) {
    assertThatThrownBy(() -> GaugeSpec.parse(spec))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("gauge " + spec)
        .hasMessageContaining("expected");
  }

  @Test
  void wrongNumberOfBlocksIsNamed() {
    assertThatThrownBy(() -> value("blocks:l1|l2|l1", PAIR, PAIR_VECTOR))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3 gauges for 2 weight blocks");
  }
}

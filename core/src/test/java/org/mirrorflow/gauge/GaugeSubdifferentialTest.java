package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;

/** Distances from subdifferentials of gauges. */
class GaugeSubdifferentialTest {
  private static final Layout LAYOUT = Layout.chain(new int[] {3, 2, 2}, new int[] {1, 1});
  private static final int SIZE = 10;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "l1",
        "l2",
        "linf",
        "lp:1.5",
        "lp:3",
        "group:l1",
        "group:l2",
        "group:linf",
        "schatten:1",
        "schatten:1.5",
        "schatten:inf"
      })
  void subgradientsLieInIt(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    SplittableRandom random = new SplittableRandom(2);
    double[] theta = random.doubles(SIZE, -1, 1).toArray();
    double[] s = new double[SIZE];
    gauge.subgradient(theta, s);
    assertThat(gauge.distance(theta, s)).isCloseTo(0, within(Tolerances.SQUARE_ROOT));
    s[3] += 0.25;
    assertThat(gauge.distance(theta, s)).isBetween(0.01, 0.26);
  }

  /** Free within [−1, 1] where θ is 0; beyond it the excess counts. */
  @Test
  void zeroEntriesAreFree() {
    double[] theta = {2, 1e-6, 0, -3, 1, 1, 1, 1, 1, 1};
    double[] s = {1, -0.7, 1.5, -1, 1, 1, 1, 1, 1, 1};
    assertThat(GaugeSpec.parse("l1").on(LAYOUT).distance(theta, s))
        .isCloseTo(0.5, within(Tolerances.GAUGE));
  }

  /** Tied entries share their weight in any way. */
  @ParameterizedTest
  @CsvSource({"0.3,0.7,0", "0.5,0.5,0", "0.6,0.8,0.282842712474619", "1.2,-0.1,0.223606797749979"})
  void tiedEntriesShare(double first, double second, double expected) {
    double[] theta = {2, -1.9999, 0, 1, 0, 0, 0, 0, 0, 0};
    double[] s = {first, -second, 0, 0, 0, 0, 0, 0, 0, 0};
    assertThat(GaugeSpec.parse("linf").on(LAYOUT).distance(theta, s))
        .isCloseTo(expected, within(Tolerances.SQUARE_ROOT));
  }

  /**
   * θ = diag(1, 0): the nuclear norm leaves the second diagonal entry free, the operator norm not.
   */
  @Test
  void singularValues() {
    Layout square = Layout.chain(new int[] {2, 2}, new int[] {1});
    double[] theta = {1, 0, 0, 0};
    double[] s = {1, 0, 0, -0.6};
    assertThat(GaugeSpec.parse("nuclear").on(square).distance(theta, s))
        .isCloseTo(0, within(Tolerances.SQUARE_ROOT));
    assertThat(GaugeSpec.parse("operator").on(square).distance(theta, s))
        .isCloseTo(0.6, within(Tolerances.SQUARE_ROOT));
    double[] tied = {1, 0, 0, 1};
    double[] shared = {0.4, 0, 0, 0.6};
    assertThat(GaugeSpec.parse("operator").on(square).distance(tied, shared))
        .isCloseTo(0, within(Tolerances.SQUARE_ROOT));
  }

  @Test
  void blocksShareByInnerProduct() {
    Gauge gauge = GaugeSpec.parse("blocks:l2|l2").on(LAYOUT);
    double[] theta = new double[SIZE];
    theta[0] = 1;
    theta[6] = 1;
    double[] s = new double[SIZE];
    s[0] = 0.3;
    s[6] = 0.7;
    assertThat(gauge.distance(theta, s)).isCloseTo(0, within(Tolerances.SQUARE_ROOT));
    // shares 0.15 and 0.85 of two unit vectors against 0.3 and 1.7
    s[6] = 1.7;
    assertThat(gauge.distance(theta, s))
        .isCloseTo(Math.hypot(0.15, 0.85), within(Tolerances.GAUGE));
    // a block against θ_b has no share; all of it counts
    s[6] = -0.5;
    s[7] = 0.2;
    assertThat(gauge.distance(theta, s))
        .isCloseTo(Math.sqrt(0.7 * 0.7 + 0.5 * 0.5 + 0.2 * 0.2), within(Tolerances.GAUGE));
  }

  /** In rotated bases: s as coefficients of the products of two orthonormal bases. */
  @Test
  void rotatedSingularSpaces() {
    Layout wide = Layout.chain(new int[] {3, 2}, new int[] {1});
    double[][] c = {{0.5, 0, 0}, {0, 0, 0}};
    Gauge nuclear = GaugeSpec.parse("nuclear").on(wide);
    // the first direction, something beside it, and 1.5 on the complement where 1 is free
    double[][] s = {{1, 0.3, 0}, {0.4, 0, 1.5}};
    assertThat(nuclear.distance(rotated(c), rotated(s)))
        .isCloseTo(Math.sqrt(0.09 + 0.16 + 0.25), within(Tolerances.SQUARE_ROOT));
    double[][] free = {{1, 0, 0}, {0, 0.6, 0.7}};
    assertThat(nuclear.distance(rotated(c), rotated(free)))
        .isCloseTo(0, within(Tolerances.SQUARE_ROOT));
    double[][] half = {{0.25, 0.3, 0}, {0, 0, 0}};
    assertThat(nuclear.distance(rotated(c), rotated(half)))
        .isCloseTo(Math.hypot(0.75, 0.3), within(Tolerances.SQUARE_ROOT));

    Gauge operator = GaugeSpec.parse("operator").on(wide);
    double[][] tied = {{2, 0, 0}, {0, 2, 0}};
    // symmetric with eigenvalues 0.9 and 0.1, and with a skew part and a third column beside it
    double[][] shared = {{0.5, 0.4, 0}, {0.4, 0.5, 0}};
    assertThat(operator.distance(rotated(tied), rotated(shared)))
        .isCloseTo(0, within(Tolerances.SQUARE_ROOT));
    double[][] skewed = {{0.5, 0.6, 0.1}, {0.2, 0.5, 0}};
    assertThat(operator.distance(rotated(tied), rotated(skewed)))
        .isCloseTo(Math.sqrt(2 * 0.04 + 0.01), within(Tolerances.SQUARE_ROOT));
    double[][] first = {{2, 0, 0}, {0, 1, 0}};
    double[][] beside = {{1, 0, 0.3}, {0, 0.2, 0}};
    assertThat(operator.distance(rotated(first), rotated(beside)))
        .isCloseTo(Math.hypot(0.3, 0.2), within(Tolerances.SQUARE_ROOT));
  }

  /** U c Vᵀ, row-major, for a rotation U of the plane and a reflection V of space. */
  private static double[] rotated(double[][] c) {
    double[][] u = {{0.6, -0.8}, {0.8, 0.6}};
    double[][] v = new double[3][3];
    double[] n = {2.0 / 3, -1.0 / 3, 2.0 / 3};
    double[] out = new double[6];
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        v[i][j] = (i == j ? 1 : 0) - 2 * n[i] * n[j];
      }
    }
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 3; j++) {
        for (int k = 0; k < 2; k++) {
          for (int l = 0; l < 3; l++) {
            out[3 * i + j] += u[i][k] * c[k][l] * v[j][l];
          }
        }
      }
    }
    return out;
  }
}

package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.io.InputException;

/** Euclidean projections onto the unit balls of gauges. */
class GaugeBallTest {
  /** Two blocks, 3 × 2 and 2 × 4. */
  private static final Layout LAYOUT =
      new Layout(List.of(new Block("W1", 0, 3, 2, 1), new Block("W2", 6, 2, 4, 1)));

  private static final int SIZE = 14;
  private static final int TRIALS = 30;

  private static double[] random(SplittableRandom random, double size) {
    double[] v = new double[SIZE];
    Arrays.setAll(v, j -> size * random.nextGaussian());
    return v;
  }

  /** x is nearest to y iff ⟨y − x, w − x⟩ ≤ 0 for all w of the ball, that is Q°(y − x) ≤ ⟨·, x⟩. */
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
        "group:lp:1.5",
        "schatten:1",
        "schatten:2",
        "schatten:inf",
        "schatten:3",
        "rowsum:linf",
        "blocks:l1|linf",
        "blocks:group:l1|schatten:1",
        "blocks:lp:3|l2"
      })
  void projectionIsTheNearestPointOfTheBall(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    SplittableRandom random = new SplittableRandom(1);
    for (int trial = 0; trial < TRIALS; trial++) {
      double[] y = random(random, trial % 2 == 0 ? 3 : 0.6);
      double[] x = y.clone();
      double effort = gauge.project(x);
      assertThat(effort).isGreaterThanOrEqualTo(SIZE);
      double value = gauge.value(x);
      assertThat(value).isLessThanOrEqualTo(1 + Tolerances.GAUGE);
      double[] rest = new double[SIZE];
      Arrays.setAll(rest, j -> y[j] - x[j]);
      assertThat(gauge.polar().value(rest))
          .isLessThanOrEqualTo(dot(rest, x) + Tolerances.PROJECTION);
      double[] again = x.clone();
      gauge.project(again);
      assertThat(again).containsExactly(x, within(Tolerances.PROJECTION));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2", "linf", "lp:3", "group:l1", "schatten:1", "blocks:l1|linf"})
  void pointsOfTheBallStayWhereTheyAre(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    double[] y = random(new SplittableRandom(2), 1);
    double value = gauge.value(y);
    double[] inside = Arrays.stream(y).map(t -> 0.99 * t / value).toArray();
    double[] x = inside.clone();
    gauge.project(x);
    assertThat(x).containsExactly(inside, within(Tolerances.MATRIX_ENTRY));
    double[] zero = new double[SIZE];
    gauge.project(zero);
    assertThat(zero).containsOnly(0);
  }

  /** By hand on the line, in the plane and in space. */
  @ParameterizedTest
  @CsvSource({
    "l2, 3 -4, 0.6 -0.8",
    "linf, 3 -0.5 -2, 1 -0.5 -1",
    "l1, 3 -0.5, 1 0",
    "l1, 2 -1.5, 0.75 -0.25",
    "l1, 1 1 -1 1, 0.25 0.25 -0.25 0.25",
    "l1, -0.25 0.75, -0.25 0.75"
  })
  void nearestPointsByHand(String spec, String from, String to) {
    double[] v = numbers(from);
    GaugeSpec.parse(spec).on(Layout.of(Block.matrix(1, v.length))).project(v);
    assertThat(v).containsExactly(numbers(to), within(Tolerances.GAUGE));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double[] numbers(String text) {
    return Arrays.stream(text.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Rows (3, 4), (0, 0), (0, 2): their norms 5, 0, 2 go to the simplex. */
  @Test
  void rowsKeepTheirDirection() {
    double[] v = {3, 4, 0, 0, 0, 2};
    Layout rows = Layout.of(Block.matrix(3, 2));
    GaugeSpec.parse("group:l2").on(rows).project(v);
    double norm = Math.sqrt(29);
    assertThat(v)
        .containsExactly(
            new double[] {3 / norm, 4 / norm, 0, 0, 0, 2 / norm}, within(Tolerances.GAUGE));
    double[] w = {3, 4, 0, 0, 0, 4.5};
    GaugeSpec.parse("group:l1").on(rows).project(w);
    assertThat(w)
        .containsExactly(new double[] {0.45, 0.6, 0, 0, 0, 0.25}, within(Tolerances.GAUGE));
  }

  /** What the effort counts: two per entry for a norm, two per entry of rows, 30 for a spectrum. */
  @ParameterizedTest
  @CsvSource({
    "l2, 28",
    "l1, 28",
    "linf, 28",
    "group:l2, 38",
    "schatten:1, 848",
    "blocks:l2|l1, 28",
    "blocks:schatten:1|linf, 380"
  })
  void effortIsThatOfNormsAndDecompositions(String spec, double effort) {
    for (double size : new double[] {0.01, 10}) {
      double[] v = random(new SplittableRandom(3), size);
      assertThat(GaugeSpec.parse(spec).on(LAYOUT).project(v)).isEqualTo(effort);
    }
  }

  @Test
  void gaugesWithoutAProjectionAreRefusedWithTheRemedy() {
    Gauge gauge = GaugeSpec.parse("sum:linf|l2").on(LAYOUT);
    assertThatThrownBy(() -> gauge.project(new double[SIZE]))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("gauge sum:linf|l2")
        .hasMessageContaining("an lp, group, spectral or block gauge")
        .hasMessageContaining("choose one of these");
  }
}

package org.mirrorflow.gauge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.numeric.Norms;

/** Derivatives by differences, at points well inside of the ball and close to its boundary. */
class BallBarrierTest {
  private static final Layout LAYOUT =
      new Layout(List.of(new Block("a", 0, 3, 4, 1), new Block("b", 12, 3, 2, 1)));
  private static final int SIZE = 18;
  private static final double STEP = 1e-5;

  /** Central differences are exact to STEP² of third derivatives, which grow near the boundary. */
  private static final double CLOSE = 1e-4;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "l1",
        "l2",
        "linf",
        "group:l1",
        "group:l2",
        "group:linf",
        "nuclear",
        "operator",
        "rowsum:linf",
        "blocks:nuclear|l1",
        "blocks:operator|group:l1"
      })
  void derivativesAreThoseOfTheValue(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    BallBarrier barrier = gauge.barrier().orElseThrow();
    SplittableRandom random = new SplittableRandom(1);
    for (double size : new double[] {0.3, 0.9}) {
      double[] v = random.doubles(SIZE, -1, 1).toArray();
      v[5] = 0;
      Arrays.fill(v, 12, 14, 0);
      double value = gauge.value(v);
      v = Arrays.stream(v).map(x -> size * x / value).toArray();
      double[] gradient = new double[SIZE];
      barrier.gradient(v, gradient);
      double[][] hessian = new double[SIZE][SIZE];
      List<double[]> squares = new ArrayList<>();
      barrier.addHessian(v, hessian, squares::add);
      for (double[] r : squares) {
        for (int j = 0; j < SIZE; j++) {
          Norms.add(r[j], r, 0, hessian[j], 0, j + 1);
        }
      }
      for (int k = 0; k < SIZE; k++) {
        double[] up = v.clone();
        double[] down = v.clone();
        up[k] += STEP;
        down[k] -= STEP;
        double slope = (barrier.value(up) - barrier.value(down)) / (2 * STEP);
        assertThat(gradient[k]).isCloseTo(slope, within(CLOSE * (1 + Math.abs(slope))));
        double[] above = new double[SIZE];
        double[] below = new double[SIZE];
        barrier.gradient(up, above);
        barrier.gradient(down, below);
        for (int j = 0; j < SIZE; j++) {
          double second = (above[j] - below[j]) / (2 * STEP);
          double own = j <= k ? hessian[k][j] : hessian[j][k];
          assertThat(own)
              .as("%d, %d", k, j)
              .isCloseTo(second, within(CLOSE * (1 + Math.abs(second))));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2", "linf", "nuclear", "operator", "rowsum:linf"})
  void growsToInfinityAtTheBoundary(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    BallBarrier barrier = gauge.barrier().orElseThrow();
    double[] v = new SplittableRandom(2).doubles(SIZE, -1, 1).toArray();
    double value = gauge.value(v);
    double before = barrier.value(new double[SIZE]);
    for (double size : new double[] {0.5, 0.9, 0.999, 1 - 1e-9}) {
      double now = barrier.value(Arrays.stream(v).map(x -> size * x / value).toArray());
      assertThat(now).isGreaterThan(before);
      before = now;
    }
    double[] outside = Arrays.stream(v).map(x -> 1.001 * x / value).toArray();
    assertThat(barrier.value(outside)).isEqualTo(Double.POSITIVE_INFINITY);
  }

  @Test
  void otherNormsHaveNone() {
    for (String spec : List.of("lp:3", "schatten:1.5", "blocks:l1|lp:3", "sum:l1|l2")) {
      assertThat(GaugeSpec.parse(spec).on(LAYOUT).barrier()).as(spec).isEmpty();
    }
  }
}

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
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * The linear model on two orthogonal samples, margins 2θ₁ and θ₂. Its Euclidean flow under the
 * exponential loss has closed form: from 0, θ = (log(1 + 4t)/2, log(1 + t)); so over a late window
 * Δz = log(t₂/t₁) (1/2, 1), the ℓ2 max-margin direction.
 */
class WindowStationarityTest {
  private static final LayeredModel LINEAR = ModelSpec.parse("linear").on(2, 1);
  private static final Layout LAYOUT = LINEAR.layout();
  private static final Dataset DATA =
      new Dataset("orthogonal", new double[] {2, 0, 0, -1}, new int[] {1, 0}, 2, 2);
  private static final Gauge L2 = GaugeSpec.parse("l2").on(LAYOUT);
  private static final double[] MAX_MARGIN = {0.5, 1};

  /** z at a time of which log t is far above 1. */
  private static double[] late(double logTime) {
    return new double[] {(logTime + Math.log(4)) / 2, logTime};
  }

  private static double of(Gauge gauge, double[] from, double[] to, double... theta) {
    return WindowStationarity.of(gauge, from, to, theta);
  }

  @ParameterizedTest
  @CsvSource({
    "l2, 0.5, 1, 0",
    "l2, 1, 0, 1.2360679774997898", // √5 − 1
    "l2, 1, 1, 0.05409255338945984", // √10/3 − 1
    "l1, 0, 1, 0",
    "l1, 1, 0, 1",
    "l1, 1, 1, 0.3333333333333333",
    "linf, 1, 1, 0",
    "linf, 0, 1, 0.5",
    "linf, 1, 0, 2"
  })
  void closedFormsOfALateWindow(String gauge, double first, double second, double expected) {
    assertThat(of(GaugeSpec.parse(gauge).on(LAYOUT), late(100), late(400), first, second))
        .isCloseTo(expected, within(Tolerances.ROUNDING));
  }

  /** The offset log 4 of z itself dies out only as 1/log t; in the change it is gone. */
  @Test
  void theChangeSettlesBeforeTheDualItself() {
    double[] end = late(100);
    double a = (100 + Math.log(4)) / 2;
    double whole = Math.hypot(a, 100) * Math.sqrt(1.25) / (a / 2 + 100) - 1;
    assertThat(of(L2, new double[2], end, MAX_MARGIN))
        .isCloseTo(whole, within(Tolerances.ROUNDING))
        .isGreaterThan(1e-6);
    assertThat(of(L2, late(50), end, MAX_MARGIN)).isCloseTo(0, within(Tolerances.ROUNDING));
  }

  @Test
  void aFlowIsStationaryOverItsLateWindow() {
    FlowProblem problem =
        FlowProblem.of(LINEAR, DATA, Loss.EXPONENTIAL, MapSpec.parse("euclidean"));
    FlowState start = problem.start(new double[] {0.3, -0.2});
    FlowState from = ExplicitFlow.until(problem, -1e3).run(start, FlowObserver.NONE).state();
    FlowState to = ExplicitFlow.until(problem, -2e3).run(from, FlowObserver.NONE).state();
    double early = of(L2, start.coordinates(), from.coordinates(), MAX_MARGIN);
    double late = of(L2, from.coordinates(), to.coordinates(), MAX_MARGIN);
    assertThat(late).isBetween(-Tolerances.ROUNDING, Tolerances.FINE_GAP);
    assertThat(late).isLessThan(early);
    assertThat(of(L2, from.coordinates(), to.coordinates(), 1, 0))
        .isCloseTo(Math.sqrt(5) - 1, within(Tolerances.MAX_MARGIN_DIRECTION));
  }

  @ParameterizedTest
  @ValueSource(strings = {"l1", "l2", "linf", "lp:1.5"})
  void invariantUnderScalingTheWindowAndTheWeights(String spec) {
    Gauge gauge = GaugeSpec.parse(spec).on(LAYOUT);
    double[] from = {1, -2};
    double[] to = {4, 5};
    double value = of(gauge, from, to, 0.3, 0.7);
    assertThat(value).isPositive();
    for (double c : new double[] {1e-100, 0.1, 3, 1e100}) {
      double[] scaledFrom = Arrays.stream(from).map(z -> c * z).toArray();
      double[] scaledTo = Arrays.stream(to).map(z -> c * z).toArray();
      assertThat(of(gauge, scaledFrom, scaledTo, 0.3, 0.7))
          .isCloseTo(value, within(Tolerances.ROUNDING));
      assertThat(of(gauge, from, to, 0.3 * c, 0.7 * c))
          .isCloseTo(value, within(Tolerances.ROUNDING));
    }
  }

  @Test
  void noValueWhereTheDualDidNotMoveAlongTheWeights() {
    double[] z = late(100);
    assertThat(of(L2, z, z, MAX_MARGIN)).as("empty window").isInfinite();
    assertThat(of(L2, late(200), z, MAX_MARGIN)).as("backwards").isInfinite();
    assertThat(of(L2, z, late(200), 1, -0.5)).as("at right angles").isInfinite();
    assertThat(of(L2, z, late(200), 0, 0)).as("no weights").isInfinite();
    assertThat(of(L2, z, new double[] {Double.NaN, 1}, MAX_MARGIN)).as("NaN").isInfinite();
  }
}

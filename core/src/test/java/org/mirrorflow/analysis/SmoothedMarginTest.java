package org.mirrorflow.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.MARGIN_DECREASE;
import static org.mirrorflow.Tolerances.ROUNDING;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.gauge.BlockSpec;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.gauge.NormSpec;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.model.Loss;

/** Margins of points, and the law that smoothed margins do not decrease along a flow. */
class SmoothedMarginTest {

  /** The largest drop of log γ̃ below an earlier value, once ℒ &lt; ℓ(0). */
  private static double decrease(FlowProblem problem, double tolerance) {
    List<NormSpec> gauges =
        problem.map().maps().stream()
            .map(m -> Horizon.of(m.potential()).limitGauge(m.over()))
            .toList();
    Gauge gauge = BlockSpec.largest(gauges).on(problem.model().layout());
    Loss loss = problem.loss();
    double[] worst = {Double.NEGATIVE_INFINITY, 0};
    FlowOptions options = FlowOptions.until(-20).withTolerance(tolerance);
    Outcome outcome =
        new MirrorFlow(problem, ExplicitFlow.standard(), options)
            .run(
                Problems.start(problem, 1, 2),
                (state, point) -> {
                  if (point.logLoss() < loss.logLoss(0)) {
                    double log =
                        Math.log(loss.marginOfLogLoss(point.logLoss()))
                            - gauge.logPower(point.theta());
                    worst[1] = Math.max(worst[1], worst[0] - log);
                    worst[0] = Math.max(worst[0], log);
                  }
                  return true;
                })
            .outcome();
    assertThat(outcome).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    return worst[1];
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "euclidean",
        "p:1.5",
        "p:3",
        "group(p:1.5)",
        "spectral(p:3)",
        "p:1.5|euclidean",
        "group(p:3)|p:1.5"
      })
  void smoothedProductMarginDoesNotDecreaseForHomogeneousPotentials(String map) {
    for (String activation : List.of("relu", "linear", "relu^2")) {
      for (Loss loss : Loss.values()) {
        FlowProblem problem =
            Problems.problem(
                "dense:10,activation=" + activation, Problems.random(3, 4, 3, 4), loss, map);
        assertThat(decrease(problem, FlowOptions.DEFAULT_TOLERANCE))
            .as("%s, %s", activation, loss)
            .isLessThan(MARGIN_DECREASE);
      }
    }
  }

  /** γ(cθ) = γ(θ) for margins of degree L, whatever the gauge. */
  @ParameterizedTest
  @ValueSource(strings = {"l1", "lp:3", "linf", "group:l1", "schatten:1", "blocks:l1|l2"})
  void marginsDoNotDependOnTheScale(String spec) {
    Layout layout = Layout.chain(new int[] {2, 3, 1}, new int[] {2, 1});
    Gauge gauge = GaugeSpec.parse(spec).on(layout);
    double[] theta = {1, -2, 0.5, 3, 0.1, -1, 2, 0.7, -0.3};
    double margin = 1.7;
    MarginSummary at = MarginSummary.of(gauge, theta, margin, Loss.EXPONENTIAL, -margin + 0.2);
    for (double c : new double[] {1e-3, 0.5, 40}) {
      double[] scaled = Arrays.stream(theta).map(x -> c * x).toArray();
      double q = margin * Math.pow(c, 3);
      MarginSummary there = MarginSummary.of(gauge, scaled, q, Loss.EXPONENTIAL, -q * 1.5 / 1.7);
      assertThat(there.qMargin()).isCloseTo(at.qMargin(), within(ROUNDING * at.qMargin()));
      assertThat(there.smoothedMargin())
          .isCloseTo(at.smoothedMargin(), within(ROUNDING * at.smoothedMargin()));
      assertThat(there.gaugeValue())
          .isCloseTo(c * at.gaugeValue(), within(ROUNDING * c * at.gaugeValue()));
      assertThat(there.smoothedMargin()).isLessThan(there.qMargin());
    }
  }

  /** Scaling one block alone changes no product margin: γ_Π = q_min / Π Q_b^{L_b}. */
  @Test
  void blockGaugesNormaliseEveryBlock() {
    Layout layout = Layout.chain(new int[] {2, 2, 1}, new int[] {2, 1});
    double[] theta = {1, 2, 3, 4, 5, 12};
    Gauge gauge = GaugeSpec.parse("blocks:l1|l2").on(layout);
    MarginSummary at = MarginSummary.of(gauge, theta, 2600, Loss.EXPONENTIAL, -1300);
    assertThat(at.gaugeValue()).isEqualTo(13);
    assertThat(at.qMargin()).isCloseTo(2600 / (10.0 * 10 * 13), within(ROUNDING));
    assertThat(at.smoothedMargin()).isCloseTo(1300 / (10.0 * 10 * 13), within(ROUNDING));
  }
}

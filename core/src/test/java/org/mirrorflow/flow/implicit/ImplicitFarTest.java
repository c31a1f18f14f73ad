package org.mirrorflow.flow.implicit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.model.Loss;

/** The far end of time: losses that explicit steps cannot reach, within a number of steps. */
@Tag("slow")
class ImplicitFarTest {
  private static final String XOR = "synthetic:xor,n=20,d=5,seed=0";
  private static final String TEACHER = "synthetic:teacher,n=100,d=20,seed=0";
  private static final String CLOUDS = "synthetic:clouds,n=30,d=5,classes=3,seed=0";

  /**
   * Auto from time 0: the target within the seconds that are allowed for it and the steps measured
   * and a tenth more, the balance laws of time 0 kept.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        XOR + "; dense:50; exponential; euclidean; -1e8; 5; 23",
        XOR + "; dense:50; exponential; hyperbolic:beta=0.1; -1e8; 5; 23",
        XOR + "; dense:50; exponential; p:1.5; -1e8; 5; 23",
        XOR + "; dense:50; exponential; p:3; -1e8; 5; 23",
        XOR + "; dense:50; exponential; log:a=10; -1e4; 5; 23",
        XOR + "; dense:50; exponential; cosh; -1e6; 20; 31",
        XOR + "; dense:64,64; exponential; euclidean; -1e6; 60; 16",
        XOR + "; dense:64,64,activation=leaky:0.1; exponential; euclidean; -1e6; 60; 16",
        TEACHER + "; dense:100; exponential; euclidean; -1e6; 60; 23",
        TEACHER + "; dense:100; exponential; hyperbolic:beta=0.1; -1e6; 60; 25",
        TEACHER + "; dense:100; exponential; p:3; -1e6; 60; 24",
        "digits:0,1; dense:64; logistic; euclidean; -1e4; 120; 25"
      })
  void mustShow(
      String data,
      String model,
      String loss,
      String map,
      double target,
      double seconds,
      int stepsPerDecade) {
    Arrival arrival = arrival(data, model, loss, map, target);
    assertThat(arrival.seconds()).isLessThan(seconds);
    assertThat(arrival.stepsPerDecade()).isLessThan(1.1 * stepsPerDecade);
  }

  /** Six maps to −1e4, cosh, whose steps are the most expensive, among them. */
  @Test
  void sixMapsReachTenThousand() {
    double seconds = 0;
    for (String map :
        List.of("euclidean", "hyperbolic:beta=0.1", "log:a=10", "p:1.5", "p:3", "cosh")) {
      seconds += arrival(XOR, "dense:50", "exponential", map, -1e4).seconds();
    }
    assertThat(seconds).isLessThan(15);
  }

  /** The gap with kinks free is lower at each further decade, the balance kept all the way. */
  @ParameterizedTest
  @CsvSource({
    "euclidean, -1e8",
    "hyperbolic:beta=0.1, -1e8",
    "p:1.5, -1e8",
    "p:3, -1e8",
    "log:a=10, -1e4",
    "cosh, -1e4"
  })
  void everyDecadeComesCloserToAKktPoint(String map, double target) {
    FlowProblem problem = Problems.problem("dense:50", DataSpec.load(XOR), Loss.EXPONENTIAL, map);
    Gauge gauge = MapHorizon.of(problem.map()).gauge();
    BalanceLaws laws =
        new BalanceLaws(problem.model(), problem.map(), Problems.theta(problem, 1, 0));
    List<Double> gaps = new ArrayList<>();
    double[] drift = {0};
    new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(target))
        .run(
            Problems.start(problem, 1, 0),
            (state, point) -> {
              double next = Math.min(Math.pow(10, gaps.size() + 1), -target);
              if (point.minimumMargin() > 0 && -point.logLoss() >= next) {
                gaps.add(
                    Certificate.of(
                            problem.model(),
                            problem.data(),
                            gauge,
                            point.theta(),
                            CertificateOptions.COARSE)
                        .kktGap());
              }
              drift[0] = Math.max(drift[0], laws.blockDrift(point.theta()));
              drift[0] = Math.max(drift[0], laws.neuronDrift(point.theta()).orElseThrow());
              return true;
            });
    assertThat(drift[0]).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(gaps).hasSize((int) Math.round(Math.log10(-target)));
    for (int k = 1; k < gaps.size(); k++) {
      assertThat(gaps.get(k)).isLessThan(gaps.get(k - 1));
    }
  }

  /** Maps that couple entries, formulas, several classes, every loss. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        XOR + "; dense:20; exponential; group(euclidean); -1e6",
        XOR + "; dense:20; exponential; group(p:1.5); -1e6",
        XOR + "; dense:20; exponential; spectral(euclidean); -1e6",
        XOR + "; dense:20; exponential; spectral(p:3); -1e4",
        XOR + "; dense:20; exponential; expr:x*asinh(x)-sqrt(1+x^2); -1e6",
        XOR + "; dense:50; exponential; expr:abs(x)^3+x^2; -1e6",
        XOR + "; dense:20; exponential; hyperbolic:beta=0.1|euclidean; -1e6",
        XOR + "; dense:20; logistic; euclidean; -1e6",
        XOR + "; dense:20; logistic; plog:p=2; -1e6",
        CLOUDS + "; dense:20; cross-entropy; euclidean; -1e6",
        CLOUDS + "; dense:20; cross-entropy; hyperbolic:beta=0.1; -1e6",
        CLOUDS + "; dense:20; exponential; p:1.5; -1e6"
      })
  void goesFarForEveryKindOfMapAndLoss(
      String data, String model, String loss, String map, double target) {
    assertThat(arrival(data, model, loss, map, target).stepsPerDecade()).isLessThan(40);
  }

  /** How a flow came to its target; seconds of the processor. */
  private record Arrival(double seconds, double stepsPerDecade) {}

  /** Of this thread, which does all the work: other processes do not count. */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Arrival arrival(
      String data, String model, String loss, String map, double target) {
    FlowProblem problem = Problems.problem(model, DataSpec.load(data), Loss.parse(loss), map);
    double[] theta = Problems.theta(problem, 1, 0);
    BalanceLaws laws = new BalanceLaws(problem.model(), problem.map(), theta.clone());
    long[] stepsAtTen = {-1};
    long begin = processorTime();
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(target))
            .run(
                problem.start(theta),
                (state, point) -> {
                  if (stepsAtTen[0] < 0 && point.logLoss() < -10 && point.minimumMargin() > 0) {
                    stepsAtTen[0] = state.get().steps();
                  }
                  return true;
                });
    double seconds = (processorTime() - begin) / 1e9;
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    double[] last = Problems.theta(problem, end.state());
    assertThat(laws.blockDrift(last)).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.neuronDrift(last).orElse(0)).isLessThan(Tolerances.IMPLICIT_BALANCE);
    double decades = Math.log10(-end.logLoss() / 10);
    return new Arrival(seconds, (end.state().steps() - stepsAtTen[0]) / decades);
  }

  /**
   * Entries that change sign pass an infinite slope of the inverse: Newton's method needs inertia.
   */
  @ParameterizedTest
  @CsvSource({"p:5, 0.1, -1e6", "p:6, 1, -1e6", "p:6;quadratic=3, 0.1, -1e8", "p:7, 1, -1e4"})
  void steepPowersGoFar(String map, double scale, double target) {
    FlowProblem problem =
        Problems.problem("dense:50", DataSpec.load(XOR), Loss.EXPONENTIAL, map.replace(';', ','));
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(target))
            .run(Problems.start(problem, scale, 0), FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
  }
}

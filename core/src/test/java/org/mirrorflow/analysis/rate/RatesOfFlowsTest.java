package org.mirrorflow.analysis.rate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.mirrorflow.Tolerances.COSH_SLOPE;
import static org.mirrorflow.Tolerances.GROWTH_OF_FLOWS;
import static org.mirrorflow.Tolerances.SETTLED;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Problems;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.horizon.Horizon;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.horizon.Regime;
import org.mirrorflow.model.Loss;

/** What the theory says of growth and regimes, on flows to the far end of time. */
class RatesOfFlowsTest {
  private static final String LINEAR = "synthetic:teacher,n=15,d=6,seed=0";
  private static final String NET = "synthetic:xor,n=20,d=5,seed=0";

  /** A mark of a flow. */
  private record Point(
      double logLoss,
      double logTime,
      double minimumMargin,
      double margin,
      HorizonApproach.Sample h) {}

  /** A flow to a log-loss, or as far as doubles allow, with marks from log ℒ = −1 on. */
  private record Run(FlowProblem problem, FlowResult end, double[] theta, List<Point> points) {
    static Run of(String data, String model, String map, double target) {
      return of(data, model, map, target, 0);
    }

    static Run of(String data, String model, String map, double target, long start) {
      Dataset set = DataSpec.load(data);
      FlowProblem problem = Problems.problem(model, set, Loss.EXPONENTIAL, map);
      MapHorizon horizon = MapHorizon.of(problem.map());
      HorizonApproach approach = HorizonApproach.of(problem.map(), horizon);
      List<Point> points = new ArrayList<>();
      double[] next = {-1};
      FlowResult end =
          new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(target))
              .run(
                  Problems.start(problem, 1, start),
                  (state, point) -> {
                    if (point.logLoss() <= next[0]) {
                      next[0] = MarkSchedule.STANDARD.next(point.logLoss());
                      double q = point.minimumMargin();
                      double gauge = horizon.gauge().value(point.theta());
                      points.add(
                          new Point(
                              point.logLoss(),
                              state.get().logTime(),
                              q,
                              q / Math.pow(gauge, problem.model().layout().degree()),
                              approach.at(point.theta())));
                    }
                    return true;
                  });
      return new Run(problem, end, Problems.theta(problem, end.state()), points);
    }

    GrowthLaw law() {
      return GrowthLaw.along(problem.map(), theta, end.minimumMargin());
    }

    GrowthExponents exponents() {
      return GrowthExponents.of(MapHorizon.of(problem.map()), problem.model().layout())
          .orElseThrow();
    }

    RegimeReading reading() {
      return RegimeReading.of(
          points.stream().mapToDouble(p -> p.h.logScale()).toArray(),
          points.stream().mapToDouble(p -> p.h.horizonGap()).toArray());
    }
  }

  /**
   * log(1/ℒ) − log t − (2 − r) log log t (+ κ log log log t) over the last decades. From start 3
   * the deep net changes from one direction to another between −2e7 and −1e8, at every tolerance: γ
   * rises by 3 %, the constant by 0.022 per decade. It settles after that.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "dense:50; p:1.5; 0.75; 0; -1.1e8",
        "dense:50; euclidean; 1; 0; -1.1e8",
        "dense:50; p:3; 1.5; 0; -1.1e8",
        "dense:50; hyperbolic:beta=1; 0.5; 0; -1.1e8",
        "dense:50; hyperbolic:beta=1|euclidean; 0.6666666666666666; 0; -1.1e8",
        "dense:12,12; euclidean; 0.6666666666666666; 0; -1.1e8",
        "dense:12,12; euclidean; 0.6666666666666666; 1; -1.1e8",
        "dense:12,12; euclidean; 0.6666666666666666; 2; -1.1e8",
        "dense:12,12; euclidean; 0.6666666666666666; 3; -1.1e10"
      })
  void theConstantOfTheLossSettles(String model, String map, double r, long start, double target) {
    Run run = Run.of(NET, model, map, target, start);
    GrowthExponents exponents = run.exponents();
    assertThat(exponents.r()).isCloseTo(r, within(1e-15));
    List<Point> last = run.points.stream().filter(p -> p.logLoss < target / 12).toList();
    assertThat(last).hasSizeGreaterThan(7);
    Point from = last.get(0);
    for (Point to : last.subList(1, last.size())) {
      double change =
          exponents.constant(to.logLoss, to.logTime)
              - exponents.constant(from.logLoss, from.logTime);
      double decades = Math.log10(to.logTime / from.logTime);
      assertThat(Math.abs(change)).isLessThan(SETTLED * Math.max(decades, 0.5));
    }
  }

  /** log t of the growth law along the last direction, against every mark from −1e4 on. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "synthetic:xor,n=20,d=5,seed=0; dense:50; euclidean",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; hyperbolic:beta=1",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; p:1.5|p:3",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; p:3,quadratic=10",
        "synthetic:teacher,n=15,d=6,seed=0; linear; plog:p=2",
        "synthetic:teacher,n=15,d=6,seed=0; linear; group(hyperbolic:beta=1)"
      })
  void timeIsThatOfTheGrowthLaw(String data, String model, String map) {
    Run run = Run.of(data, model, map, -1e7);
    GrowthLaw law = run.law();
    List<Point> late = run.points.stream().filter(p -> p.logLoss < -1e4).toList();
    assertThat(late).hasSizeGreaterThan(20);
    for (Point p : late) {
      double predicted = law.atDecay(Math.log(-p.logLoss)).logTime();
      assertThat(p.logTime - predicted).isCloseTo(0, within(GROWTH_OF_FLOWS));
    }
  }

  /** ℒ ~ t^{−γ/(1+γ)} for cosh, degree 1: the slope over the last factor of 1.5 in log(1/ℒ). */
  @ParameterizedTest
  @ValueSource(doubles = {-240, -1e4})
  void coshSlowsDownByAPower(double target) {
    Run run = Run.of(LINEAR, "linear", "cosh:s=1", target);
    Point to = run.points.get(run.points.size() - 1);
    Point from =
        run.points.stream().filter(p -> p.logLoss < to.logLoss / 1.5).findFirst().orElseThrow();
    double slope = (from.logLoss - to.logLoss) / (to.logTime - from.logTime);
    double gamma = limitMargin(run);
    assertThat(slope / GrowthExponents.coshSlope(gamma, 1)).isCloseTo(1, within(COSH_SLOPE));
  }

  private static double limitMargin(Run run) {
    Lp norm = Lp.of(MapHorizon.of(run.problem.map()).blocks().get(0).p());
    return LinearMaxMargin.of(run.problem.data(), norm).margin();
  }

  /** EXACT: h is 0 at every scale, and the margin gap falls like 1/log(1/ℒ). */
  @ParameterizedTest
  @ValueSource(strings = {"p:3", "euclidean"})
  void exact(String map) {
    Run run = Run.of(LINEAR, "linear", map, -1e6);
    assertThat(run.reading().kind()).contains(Regime.Kind.EXACT);
    double best = limitMargin(run);
    RateAnalysis analysis =
        RateAnalysis.of(
            run.points.stream().filter(p -> p.logLoss < -3).mapToDouble(p -> -p.logLoss).toArray(),
            run.points.stream()
                .filter(p -> p.logLoss < -3)
                .mapToDouble(p -> 1 - p.margin / best)
                .toArray());
    RateFit fit = analysis.law().orElseThrow();
    assertThat(fit.law()).isEqualTo(RateLaw.POWER_OF_LOG);
    assertThat(fit.contains(1)).as(fit.toString()).isTrue();
  }

  /** ALGEBRAIC h ~ ρ^{−a} and LOGARITHMIC h ~ 1/log ρ: named, with a inside the interval. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "p:3,quadratic=10; -1e8; ALGEBRAIC",
        "p:4,quadratic=1; -1e4; ALGEBRAIC",
        "hyperbolic:beta=1; -1e11; LOGARITHMIC",
        "plog:p=2; -1e11; LOGARITHMIC"
      })
  void algebraicAndLogarithmic(String map, double target, Regime.Kind kind) {
    Run run = Run.of(LINEAR, "linear", map, target);
    RegimeReading reading = run.reading();
    assertThat(reading.kind()).contains(kind);
    Horizon horizon = MapHorizon.of(run.problem.map()).blocks().get(0);
    assertThat(horizon.regime().kind()).isEqualTo(kind);
    RateFit fit = reading.fit().orElseThrow();
    assertThat(fit.contains(horizon.regime().exponent())).as(fit.toString()).isTrue();
  }
}

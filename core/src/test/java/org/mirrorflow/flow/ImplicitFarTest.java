package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.Loss;

/** The far end of time: losses that explicit steps cannot reach, within a number of steps. */
@Tag("slow")
class ImplicitFarTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "synthetic:xor,n=20,d=5,seed=0; dense:50; exponential; euclidean; -1e10; 160",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; exponential; hyperbolic:beta=0.1; -1e10; 160",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; exponential; log:a=10; -1e10; 160",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; exponential; p:1.5; -1e10; 160",
        "synthetic:xor,n=20,d=5,seed=0; dense:50; exponential; p:3; -1e8; 160",
        "synthetic:xor,n=20,d=5,seed=0; dense:64,64; exponential; euclidean; -1e6; 90",
        "synthetic:xor,n=20,d=5,seed=0; dense:64,64,activation=leaky:0.1; exponential; euclidean;"
            + " -1e6; 90",
        "synthetic:teacher,n=100,d=20,seed=0; dense:100; exponential; euclidean; -1e6; 110",
        "synthetic:teacher,n=100,d=20,seed=0; dense:100; exponential; hyperbolic:beta=0.1; -1e6;"
            + " 110",
        "synthetic:teacher,n=100,d=20,seed=0; dense:100; exponential; p:3; -1e6; 160",
        "digits:0,1; dense:64; logistic; euclidean; -1e4; 80"
      })
  void reachesTheFarEnd(
      String data, String model, String loss, String map, double target, int mostSteps) {
    Dataset set = DataSpec.load(data);
    FlowProblem problem = Problems.problem(model, set, Loss.parse(loss), map);
    FlowState fitted =
        new MirrorFlow(problem, ExplicitFlow.standard(), FlowOptions.until(-1e9))
            .run(
                Problems.start(problem, 1, 0),
                (state, point) -> point.logLoss() > -3 || point.minimumMargin() <= 0)
            .state();
    BalanceLaws laws =
        new BalanceLaws(problem.model(), problem.map(), Problems.theta(problem, fitted));
    FlowOptions options = FlowOptions.until(target).withMaxSteps(fitted.steps() + (long) mostSteps);
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), options).run(fitted, FlowObserver.NONE);
    assertThat(end.outcome()).isEqualTo(Outcome.LOSS_TARGET_REACHED);
    double[] theta = Problems.theta(problem, end.state());
    assertThat(laws.blockDrift(theta)).isLessThan(Tolerances.IMPLICIT_BALANCE);
    assertThat(laws.neuronDrift(theta).orElse(0)).isLessThan(Tolerances.IMPLICIT_BALANCE);
  }
}

package org.mirrorflow.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mirrorflow.Tolerances;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.Tableau;
import org.mirrorflow.flow.implicit.ImplicitFlowTest;
import org.mirrorflow.flow.stabilised.StabilisedFlow;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.Margins;

/**
 * The stabilised flow against the explicit flow of order 5 at a common log ℒ, on smooth models:
 * every kind of map with a curvature, two and three layers, two and three classes, every loss. A
 * sixteenth of the tolerance must give less than a fourth of the error, where it is not yet that of
 * the oracle.
 */
class StabilisedAgreementTest {
  private static final String XOR = "synthetic:xor,n=20,d=5,seed=0";
  private static final String TEACHER = "synthetic:teacher,n=15,d=6,seed=0";
  private static final String CLOUDS = "synthetic:clouds,n=15,d=4,classes=3,seed=0";
  private static final String TWO = "dense:10,activation=relu^2";
  private static final String THREE = "dense:6,6,activation=linear";
  private static final double TARGET = -40;

  /**
   * log t of the explicit flow is of second order in its steps, whatever the order of z: with
   * cross-entropy 3e-4 off at 1e-11, 5e-5 at 1e-13, by the limit of the two other flows.
   */
  private static final double ORACLE = 1e-13;

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        XOR + ";" + TWO + "; exponential; log:a=10",
        XOR + ";" + TWO + "; exponential; plog:p=2",
        XOR + ";" + TWO + "; exponential; smoothed:p=1.5,delta=0.1",
        XOR + ";" + TWO + "; exponential; hyperbolic:beta=0.1|euclidean",
        XOR + ";" + TWO + "; exponential; group(euclidean)",
        XOR + ";" + TWO + "; exponential; group(p:1.5)",
        XOR + ";" + TWO + "; exponential; spectral(euclidean)",
        XOR + ";" + TWO + "; exponential; expr:x*asinh(x)-sqrt(1+x^2)",
        XOR + ";" + TWO + "; logistic; euclidean",
        XOR + ";" + TWO + "; logistic; hyperbolic:beta=0.1",
        TEACHER + ";" + THREE + "; exponential; euclidean",
        TEACHER + ";" + THREE + "; logistic; p:1.5",
        CLOUDS + ";" + TWO + "; cross-entropy; euclidean",
        CLOUDS + ";" + TWO + "; cross-entropy; hyperbolic:beta=0.1",
        CLOUDS + ";" + TWO + "; exponential; p:1.5",
        CLOUDS + ";" + THREE + "; cross-entropy; euclidean"
      })
  void convergesToTheExplicitFlow(String data, String model, String loss, String map) {
    FlowProblem problem = Problems.problem(model, DataSpec.load(data), Loss.parse(loss), map);
    FlowState from = ImplicitFlowTest.fitted(problem, Tableau.DORMAND_PRINCE, 1e-6);
    double[] truth = at(problem, from, new ExplicitFlow(Tableau.DORMAND_PRINCE), ORACLE);
    double[] coarse = at(problem, from, new StabilisedFlow(), 1e-3);
    double[] fine = at(problem, from, new StabilisedFlow(), 6.25e-5);
    double[] errors = errors(coarse, truth);
    double[] finer = errors(fine, truth);
    assertThat(errors[0]).isLessThan(Tolerances.STABILISED_DIRECTION);
    assertThat(errors[1]).isLessThan(Tolerances.STABILISED_LOG_TIME);
    for (int k = 0; k < errors.length; k++) {
      assertThat(finer[k])
          .as("error %s, %s at the coarse tolerance", k, errors[k])
          .isLessThan(Math.max(errors[k] / 4, Tolerances.AGREEMENT_FLOOR));
    }
    assertThat(margin(problem, fine))
        .isEqualTo(margin(problem, truth), within(Tolerances.STABILISED_DIRECTION));
    assertThat(drift(problem, from)).isLessThan(Tolerances.IMPLICIT_BALANCE);
  }

  private static double[] at(
      FlowProblem problem, FlowState from, Integrator integrator, double tolerance) {
    return ImplicitFlowTest.at(TARGET, problem, from, integrator, tolerance);
  }

  /** Of the direction, of log t and of log s. */
  private static double[] errors(double[] at, double[] truth) {
    return new double[] {
      ImplicitFlowTest.distance(at, truth), Math.abs(at[1] - truth[1]), Math.abs(at[2] - truth[2])
    };
  }

  /** The smallest margin of the direction over the largest. */
  private static double margin(FlowProblem problem, double[] at) {
    double[] theta = Arrays.copyOfRange(at, 3, at.length);
    double[] outputs = new double[problem.data().size() * problem.model().outputs()];
    problem.model().pass(problem.data().inputs(), problem.data().size()).forward(theta, outputs);
    double[] q = new double[new Margins(problem.data()).count()];
    new Margins(problem.data()).margins(outputs, q);
    double least = Arrays.stream(q).min().orElseThrow();
    return least / Arrays.stream(q).max().orElseThrow();
  }

  private static double drift(FlowProblem problem, FlowState from) {
    BalanceLaws laws =
        new BalanceLaws(problem.model(), problem.map(), Problems.theta(problem, from));
    FlowResult end =
        new MirrorFlow(problem, new StabilisedFlow(), FlowOptions.until(TARGET).withTolerance(1e-3))
            .run(from, FlowObserver.NONE);
    double[] theta = Problems.theta(problem, end.state());
    return Math.max(laws.blockDrift(theta), laws.neuronDrift(theta).orElse(0));
  }
}

package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.Integrator;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.Integrators;
import org.mirrorflow.flow.descent.AdamDescent;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.implicit.ImplicitFlow;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * A linear model with one output per class, trained by a method beside mirror flow or by mirror
 * flow, and how large its margin is in several gauges.
 *
 * @param method {@code steepest:GAUGE:RATE}, {@code adam:RATE}, or {@code flow:MAP}
 * @param data specification, several classes
 * @param logLoss target of log ℒ
 * @param seed of the start
 * @param gauges the gauges
 */
record NeighbourOf(String method, String data, double logLoss, long seed, List<String> gauges)
    implements Work<NeighbourOf.Result> {
  private static final double SCALE = 0.1;
  private static final double FIRST = 0.9;
  private static final double SECOND = 0.99;
  private static final long STEPS = 3_000_000;

  /**
   * γ/γ* in every gauge.
   *
   * @param shares 1/(1 + κ), which is γ/γ* for a linear model; NaN where classes are not separated
   */
  record Result(double[] shares) {}

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  /** Up to millions of small steps. */
  @Override
  public double cost() {
    return method.startsWith("flow:") ? 1 : 10;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset samples = DataSpec.load(data);
    String map = method.startsWith("flow:") ? method.substring("flow:".length()) : "euclidean";
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse("linear").on(samples), samples, Loss.CROSS_ENTROPY, MapSpec.parse(map));
    double[] start = new Initialisation(SCALE, seed).parameters(problem.model().layout());
    double[] theta = trained(problem, start);
    return new Result(gauges.stream().mapToDouble(g -> share(problem, theta, g)).toArray());
  }

  private double[] trained(FlowProblem problem, double[] start) {
    FlowOptions options = FlowOptions.until(logLoss).withMaxSteps(STEPS);
    String[] words = method.split(":");
    if (words[0].equals("adam")) {
      double rate = Double.parseDouble(words[1]);
      return new AdamDescent(rate, FIRST, SECOND).run(problem, start, options);
    }
    return problem.parameters(
        new MirrorFlow(problem, integrator(words), options)
            .run(problem.start(start), FlowObserver.NONE)
            .state());
  }

  private Integrator integrator(String[] words) {
    if (words[0].equals("flow")) {
      return method.contains("cosh") ? ExplicitFlow.standard() : ImplicitFlow.standard();
    }
    return Integrators.parse(method);
  }

  private static double share(FlowProblem problem, double[] theta, String gauge) {
    CertificateOptions options =
        new CertificateOptions(
            new Accuracy(1e-4, 1e-2, 20_000, 1e8), CertificateOptions.KINK_TOLERANCE);
    return 1
        / (1
            + Certificate.of(
                    problem.model(),
                    problem.data(),
                    GaugeSpec.parse(gauge).on(problem.model().layout()),
                    theta,
                    options)
                .kktGap());
  }
}

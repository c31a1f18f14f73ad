package org.mirrorflow.lab.study;

import java.util.Optional;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.certificate.LinearMaxMargin;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.ModelSpec;

/**
 * The largest margin of a linear model with one output per class, and a matrix that has it. For
 * norms of entries both come from a barrier method; for others γ* is what a certificate proves, γ(1
 * + κ), and the matrix is where convex steps end.
 *
 * @param classes the samples
 * @param gauge specification of the norm
 */
record LargestMarginOf(GaussianClasses classes, String gauge)
    implements Work<LargestMarginOf.Result> {
  private static final NormedDescent FIRST = new NormedDescent("l2", 0.1, 0.5, 0);
  private static final long STEPS = 1_000;
  private static final double GAP = 1e-4;
  private static final double EFFORT = 2e9;

  /**
   * The largest margin and where it is had.
   *
   * @param lower a margin that is reached, or proved to be reached
   * @param upper no margin is larger
   * @param weights W, classes × features
   */
  record Result(double lower, double upper, double[] weights) {}

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset data = classes.load();
    FlowProblem problem =
        FlowProblem.of(
            ModelSpec.parse("linear").on(data),
            data,
            Loss.CROSS_ENTROPY,
            MapSpec.parse("euclidean"));
    double[] zero = new double[problem.model().layout().end()];
    Gauge norm = GaugeSpec.parse(gauge).on(problem.model().layout());
    Optional<Lp> entries = norm.entrywise();
    if (entries.isPresent()) {
      double[] start = FIRST.run(problem, zero, STEPS, (k, point) -> true);
      LinearMaxMargin best = LinearMaxMargin.ofClasses(data, entries.get(), start);
      return new Result(best.margin(), best.upper(), best.direction());
    }
    double[] start =
        new NormedDescent(gauge, 0.1, 0.5, 0).run(problem, zero, STEPS, (k, point) -> true);
    Accuracy accuracy = new Accuracy(1e-7, 1e-7, 20_000, EFFORT);
    CertificateOptions options =
        new CertificateOptions(accuracy, CertificateOptions.KINK_TOLERANCE);
    Certificate at = Certificate.of(problem.model(), data, norm, start, options);
    double[] limit =
        new LimitSolver(problem.model(), data, norm, new LimitOptions(GAP, 100, EFFORT, options))
            .run(start)
            .theta();
    return new Result(
        at.qMargin() * (1 + at.kktGapLower()), at.qMargin() * (1 + at.kktGap()), limit);
  }
}

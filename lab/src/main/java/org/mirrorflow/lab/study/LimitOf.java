package org.mirrorflow.lab.study;

import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.certificate.LimitOptions;
import org.mirrorflow.certificate.LimitResult;
import org.mirrorflow.certificate.LimitSolver;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The end of a flow, followed by convex steps to a KKT point of the margin problem of its limit
 * gauge.
 *
 * @param spec the flow
 * @param kktGap κ that is small enough
 * @param effort most multiplications
 */
record LimitOf(RunSpec spec, double kktGap, double effort) implements Work<LimitOf.Result> {
  private static final int STEPS = 500;

  /**
   * Where the steps ended; all NaN if there was no margin to start with.
   *
   * @param marginBefore Q-margin of the flow's end
   * @param margin Q-margin of the limit
   * @param kktGap κ of the limit
   * @param angle between the two in radians
   */
  record Result(double marginBefore, double margin, double kktGap, double angle) {}

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    FlowRun run = runs.get(spec);
    if (!(run.flow().minimumMargin() > 0) || run.result().margin().qMargin() == null) {
      return new Result(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }
    CertificateOptions certificate =
        CertificateOptions.FINE.withAccuracy(new Accuracy(0.1 * kktGap, 0.1, 20_000, effort));
    LimitResult limit =
        new LimitSolver(
                run.problem().model(),
                run.problem().data(),
                MapHorizon.of(run.problem().map()).gauge(),
                new LimitOptions(kktGap, STEPS, effort, certificate))
            .run(run.theta());
    return new Result(
        run.result().margin().qMargin(),
        limit.qMargin(),
        limit.certificate().kktGap(),
        limit.angle());
  }
}

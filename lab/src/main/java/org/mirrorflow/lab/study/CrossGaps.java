package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.certificate.Certificate;
import org.mirrorflow.certificate.CertificateOptions;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The KKT gaps κ of the end of a flow in several gauges, its own and others.
 *
 * @param spec the flow
 * @param gauges specifications of the gauges
 */
record CrossGaps(RunSpec spec, List<String> gauges) implements Work<CrossGaps.Result> {
  /** Bounds within a tenth of κ tell gauges apart. */
  private static final Accuracy ACCURACY = new Accuracy(1e-4, 0.1, 4_000, 1e8);

  /**
   * One upper bound of κ per gauge, kinks free; NaN while a sample is misclassified.
   *
   * @param gaps in the order of the gauges
   */
  record Result(double[] gaps) {}

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    FlowRun run = runs.get(spec);
    CertificateOptions options =
        new CertificateOptions(ACCURACY, CertificateOptions.KINK_TOLERANCE);
    return new Result(
        gauges.stream()
            .mapToDouble(
                gauge ->
                    Certificate.of(
                            run.problem().model(),
                            run.problem().data(),
                            GaugeSpec.parse(gauge).on(run.problem().model().layout()),
                            run.theta(),
                            options)
                        .kktGap())
            .toArray());
  }
}

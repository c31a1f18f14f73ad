package org.mirrorflow.lab.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Optional;
import org.mirrorflow.analysis.rate.GrowthExponents;
import org.mirrorflow.analysis.rate.GrowthLaw;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.horizon.MapHorizon;

/**
 * The growth law beside a finished run: along the ray through its last θ, and in closed form.
 *
 * @param predictedLogTime log t at the run's last log ℒ
 * @param residual measured log t less the predicted
 * @param logLogCoefficient 2 − r of log(1/ℒ) = log t + (2 − r) log log t + …; null where there is
 *     no such closed form (p = ∞, unknown slow factors)
 * @param settling change of the O(1) term over the last decade of log t; null where the run has
 *     none with log t &gt; e, or no closed form
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record GrowthSummary(
    double predictedLogTime, double residual, Double logLogCoefficient, Double settling) {

  /** Above this the quadrature takes longer than a part of a second. */
  private static final int MOST_PARAMETERS = 20_000;

  /** Empty before all samples are classified and log ℒ is below −1, and for large models. */
  static Optional<GrowthSummary> of(
      FlowProblem problem,
      MapHorizon horizon,
      FlowResult flow,
      double[] theta,
      Trajectory trajectory) {
    boolean ready = flow.minimumMargin() > 0 && flow.logLoss() < -1;
    if (!ready || !Double.isFinite(flow.logLoss()) || theta.length > MOST_PARAMETERS) {
      return Optional.empty();
    }
    double predicted =
        GrowthLaw.along(problem.map(), theta, flow.minimumMargin())
            .atDecay(Math.log(-flow.logLoss()))
            .logTime();
    if (!Double.isFinite(predicted)) {
      return Optional.empty();
    }
    Optional<GrowthExponents> exponents = GrowthExponents.of(horizon, problem.model().layout());
    return Optional.of(
        new GrowthSummary(
            predicted,
            flow.state().logTime() - predicted,
            exponents.map(e -> 2 - e.r()).orElse(null),
            exponents.map(e -> settling(e, flow, trajectory)).orElse(null)));
  }

  private static Double settling(
      GrowthExponents exponents, FlowResult flow, Trajectory trajectory) {
    double end = flow.state().logTime();
    double[] logTime = trajectory.column("logTime");
    double[] logLoss = trajectory.column("logLoss");
    int from = logTime.length - 1;
    while (from >= 0 && !(logTime[from] <= end / 10)) {
      from--;
    }
    if (from < 0 || !(logTime[from] > Math.E)) {
      return null;
    }
    double change =
        exponents.constant(flow.logLoss(), end) - exponents.constant(logLoss[from], logTime[from]);
    return RunResult.orNull(change / Math.log10(end / logTime[from]));
  }
}

package org.mirrorflow.lab.study;

import java.util.Optional;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.rate.RateAnalysis;
import org.mirrorflow.analysis.rate.RateFit;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Trajectory;

/**
 * The margin gap 1 − γ/γ* of a linear model along its flow, where it is resolved.
 *
 * @param decay log(1/ℒ), from e on
 * @param logTime log t
 * @param gap 1 − γ/γ*
 */
record MarginGap(double[] decay, double[] logTime, double[] gap) {
  /** Beyond this the margin is known to fewer digits than the gap has. */
  private static final double RESOLVED = 1e-8;

  static MarginGap of(FlowRun run) {
    double p = MapHorizon.of(run.problem().map()).blocks().get(0).p();
    double best = LinearRuns.largestMargin(run.problem().data(), p);
    Trajectory t = Numbers.fitted(run.trajectory());
    double[] margin = t.column("qMargin");
    double[] logTime = t.column("logTime");
    double[] decay = Numbers.decay(t);
    int[] used =
        IntStream.range(0, margin.length)
            .filter(i -> decay[i] > Math.E && 1 - margin[i] / best > RESOLVED)
            .toArray();
    return new MarginGap(
        IntStream.of(used).mapToDouble(i -> decay[i]).toArray(),
        IntStream.of(used).mapToDouble(i -> logTime[i]).toArray(),
        IntStream.of(used).mapToDouble(i -> 1 - margin[i] / best).toArray());
  }

  /** The law by which the gap falls in log(1/ℒ); empty where undecided. */
  Optional<RateFit> law() {
    return gap.length < RateAnalysis.FEWEST ? Optional.empty() : RateAnalysis.of(decay, gap).law();
  }
}

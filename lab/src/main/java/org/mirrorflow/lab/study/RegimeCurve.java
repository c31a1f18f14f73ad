package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.rate.GrowthLaw;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.analysis.rate.RegimeReading;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.numeric.Roots;

/**
 * How a run approaches the limit gauge of its map.
 *
 * @param run the flow
 * @param approach what is measured
 * @param logScale log ρ of the marks with ρ &gt; e
 * @param gap |h| there
 * @param logTime log t there
 * @param reading the regime that shows
 */
record RegimeCurve(
    FlowRun run,
    HorizonApproach approach,
    double[] logScale,
    double[] gap,
    double[] logTime,
    RegimeReading reading) {
  private static final double LARGEST_LOG_SCALE = 680;
  private static final int BISECTIONS = 60;

  static RegimeCurve of(FlowRun run) {
    Trajectory t = run.trajectory();
    double[] logScale = t.column("logScale");
    double[] gap = t.column("horizonGap");
    double[] logTime = t.column("logTime");
    int[] far = IntStream.range(0, gap.length).filter(i -> logScale[i] > 1).toArray();
    return new RegimeCurve(
        run,
        HorizonApproach.of(run.problem().map(), MapHorizon.of(run.problem().map())),
        IntStream.of(far).mapToDouble(i -> logScale[i]).toArray(),
        IntStream.of(far).mapToDouble(i -> Math.abs(gap[i])).toArray(),
        IntStream.of(far).mapToDouble(i -> logTime[i]).toArray(),
        RegimeReading.of(logScale, gap));
  }

  /** log log t from which |h| ≤ ε at every mark; NaN if the run ended before. */
  double measuredLogLogTime(double epsilon) {
    int i = gap.length;
    while (i > 0 && gap[i - 1] <= epsilon) {
      i--;
    }
    return i == gap.length || !(logTime[i] > 0) ? Double.NaN : Math.log(logTime[i]);
  }

  /**
   * The same by the growth law along the run's last direction; NaN while a sample is misclassified,
   * or if ρ is no double.
   */
  double predictedLogLogTime(double epsilon) {
    double logScale = logScaleWithin(epsilon);
    if (!(run.flow().minimumMargin() > 0) || Double.isNaN(logScale)) {
      return Double.NaN;
    }
    double logUnit = Math.log(approach.limit().value(run.theta()));
    int block = run.problem().map().layout().blocks().indexOf(approach.limit().layout().block(0));
    return GrowthLaw.along(run.problem().map(), run.theta(), run.flow().minimumMargin())
        .atScale(block, logScale - logUnit)
        .logLogTime();
  }

  /** log Q from which |h| ≤ ε along the last direction, by bisection. */
  private double logScaleWithin(double epsilon) {
    double[] direction = lastDirection();
    DoublePredicate within = log -> gapAlong(direction, log) <= epsilon;
    return within.test(LARGEST_LOG_SCALE)
        ? Roots.bisect(within, LARGEST_LOG_SCALE, 0, BISECTIONS).in()
        : Double.NaN;
  }

  /** θ/Q(θ) at the end. */
  private double[] lastDirection() {
    double unit = approach.limit().value(run.theta());
    return Arrays.stream(run.theta()).map(x -> x / unit).toArray();
  }

  private double gapAlong(double[] direction, double logScale) {
    return Math.abs(approach.scaled().value(direction, Math.exp(-logScale)) - 1);
  }
}

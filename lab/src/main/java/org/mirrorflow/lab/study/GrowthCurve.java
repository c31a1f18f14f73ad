package org.mirrorflow.lab.study;

import java.util.stream.IntStream;
import org.mirrorflow.analysis.rate.GrowthLaw;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.gauge.Layout;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Time and norm along a run, measured and as the growth law along the run's last direction has
 * them. No constant is fitted.
 *
 * @param decay log(1/ℒ) of the marks
 * @param beyond log t − log(1/ℒ), measured
 * @param predictedBeyond the same by the law
 * @param logScale log ρ of the slowest block, measured
 * @param predictedLogScale the same by the law
 */
record GrowthCurve(
    double[] decay,
    double[] beyond,
    double[] predictedBeyond,
    double[] logScale,
    double[] predictedLogScale) {

  /** Empty while a sample is misclassified. */
  static GrowthCurve of(FlowRun run) {
    if (!(run.flow().minimumMargin() > 0)) {
      return new GrowthCurve(
          new double[0], new double[0], new double[0], new double[0], new double[0]);
    }
    Trajectory t = Numbers.fitted(run.trajectory());
    double[] decay = Numbers.decay(t);
    double[] logTime = t.column("logTime");
    double[] beyond = new double[decay.length];
    double[] predicted = new double[decay.length];
    double[] scale = new double[decay.length];
    GrowthLaw law = GrowthLaw.along(run.problem().map(), run.theta(), run.flow().minimumMargin());
    HorizonApproach approach =
        HorizonApproach.of(run.problem().map(), MapHorizon.of(run.problem().map()));
    for (int i = 0; i < decay.length; i++) {
      GrowthLaw.Moment moment = law.atDecay(Math.log(decay[i]));
      beyond[i] = logTime[i] - decay[i];
      predicted[i] = moment.logTime() - decay[i];
      double[] theta = scaled(run.theta(), run.problem().map().layout(), moment.logScales());
      scale[i] = approach.at(theta).logScale();
    }
    return new GrowthCurve(decay, beyond, predicted, t.column("logScale"), scale);
  }

  private static double[] scaled(double[] theta, Layout layout, double[] logScales) {
    double[] out = theta.clone();
    for (int b = 0; b < layout.count(); b++) {
      Block block = layout.block(b);
      for (int j = block.offset(); j < block.end(); j++) {
        out[j] *= Math.exp(logScales[b]);
      }
    }
    return out;
  }

  /** Measured less predicted log t. */
  double[] residual() {
    return IntStream.range(0, decay.length)
        .mapToDouble(i -> beyond[i] - predictedBeyond[i])
        .toArray();
  }

  /** Largest |residual| over the last three decades of log(1/ℒ); NaN where there is none. */
  double worstLateResidual() {
    double worst = Double.NaN;
    double[] residual = residual();
    for (int i = 0; i < decay.length; i++) {
      if (decay[i] >= decay[decay.length - 1] / 1000) {
        worst =
            Double.isNaN(worst) ? Math.abs(residual[i]) : Math.max(worst, Math.abs(residual[i]));
      }
    }
    return worst;
  }
}

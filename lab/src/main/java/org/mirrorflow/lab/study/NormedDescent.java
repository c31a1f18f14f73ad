package org.mirrorflow.lab.study;

import java.util.Arrays;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Gauge;
import org.mirrorflow.gauge.GaugeSpec;
import org.mirrorflow.map.MapSpec;

/**
 * Normalised steepest descent with a falling rate and momentum, as papers on steepest descent have
 * it: M ← β M + (1 − β) G with G = −∇ℒ, θ ← θ + η k^{−a} d in step k, d = argmax {⟨M, d⟩ : Q(d) ≤
 * 1}. Without momentum: sign descent ({@code linf}), normalised gradient descent ({@code l2}),
 * spectral descent ({@code operator}); with it Signum, normalised momentum descent, and Muon with
 * an exact decomposition. The loss may rise, unlike in {@link
 * org.mirrorflow.flow.descent.SteepestDescent}.
 *
 * <p>M is kept relative to the present loss, so that nothing underflows.
 *
 * @param gauge Q
 * @param rate η
 * @param power a
 * @param momentum β in [0, 1)
 */
record NormedDescent(String gauge, double rate, double power, double momentum) {

  /** Sees every point where a step begins, and the last. */
  interface Observer {
    /** The evaluated point after so many steps, valid during the call; false to end there. */
    boolean at(long steps, FlowPoint point);
  }

  /**
   * θ after so many steps from a start, which is left as it is. The problem's map has no meaning.
   */
  double[] run(FlowProblem problem, double[] start, long steps, Observer observer) {
    Gauge polar = GaugeSpec.parse(gauge).on(problem.model().layout()).polar();
    FlowPoint point = new FlowPoint(inTheta(problem));
    double[] theta = start.clone();
    double[] average = new double[theta.length];
    double[] direction = new double[theta.length];
    point.moveTo(theta);
    double before = point.logLoss();
    boolean more = observer.at(0, point);
    for (long k = 1; more && k <= steps; k++) {
      point.computeDirection();
      double kept = momentum * Math.exp(before - point.logLoss());
      double[] g = point.direction();
      Arrays.setAll(average, j -> kept * average[j] + (1 - momentum) * g[j]);
      polar.subgradient(average, direction);
      double step = rate * Math.pow((double) k, -power);
      Arrays.setAll(theta, j -> theta[j] + step * direction[j]);
      before = point.logLoss();
      point.moveTo(theta);
      more = observer.at(k, point);
    }
    return theta;
  }

  private static FlowProblem inTheta(FlowProblem problem) {
    return new FlowProblem(
        problem.model(),
        problem.data(),
        problem.loss(),
        MapSpec.parse("euclidean").on(problem.model().layout()),
        problem.kernels());
  }
}

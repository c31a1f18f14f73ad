package org.mirrorflow.lab.study;

import org.mirrorflow.data.DataSpec;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.auto.AutoFlow;
import org.mirrorflow.gauge.Lp;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.FactoredLinear;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.Loss;

/**
 * A deep diagonal network under a p-norm potential, and the margin of its product β in ℓ_{p/H}.
 *
 * @param data specification, two classes
 * @param p index of the potential
 * @param depth number H of factors
 * @param logLoss target of log ℒ
 * @param seed of the start
 */
record DiagonalOf(String data, double p, int depth, double logLoss, long seed)
    implements Work<DiagonalOf.Result> {

  /**
   * γ/γ* of β, γ* the largest ℓ_{p/H} margin; negative while a sample is misclassified.
   *
   * @param share γ/γ*
   */
  record Result(double share) {}

  @Override
  public Class<Result> type() {
    return Result.class;
  }

  @Override
  public Result run(FinishedRuns runs) {
    Dataset samples = DataSpec.load(data);
    FactoredLinear model = FactoredLinear.product(samples.features(), depth);
    FlowProblem problem = FlowProblem.of(model, samples, Loss.EXPONENTIAL, MapSpec.parse("p:" + p));
    double[] start = new Initialisation(1, seed).parameters(model.layout());
    FlowResult end =
        new MirrorFlow(problem, new AutoFlow(), FlowOptions.until(logLoss))
            .run(problem.start(start), FlowObserver.NONE);
    double[] theta = problem.parameters(end.state());
    double norm = Lp.of(p / depth).norm(model.weights(theta), 0, samples.features());
    double margin = end.minimumMargin() / norm;
    return new Result(margin / LinearRuns.largestMargin(samples, p / depth));
  }
}

package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.analysis.LayerFeatures;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.model.HiddenLayer;

/**
 * Assembles the numbers of a run's end.
 *
 * @param problem what flowed
 * @param horizon of its map
 */
record EndOfRun(FlowProblem problem, MapHorizon horizon) {

  RunResult result(
      FlowResult flow, Mark last, double[] theta, Trajectory trajectory, double seconds) {
    boolean separated = flow.minimumMargin() > 0;
    boolean certified = separated && last.certificate() != null;
    List<RunResult.Layer> layers = new ArrayList<>();
    List<HiddenLayer> hidden = problem.model().hiddenLayers();
    for (int l = 0; l < hidden.size(); l++) {
      layers.add(layer(hidden.get(l), last.layers().get(l)));
    }
    return new RunResult(
        flow.outcome().name(),
        flow.state().steps(),
        seconds,
        RunResult.orNull(flow.logLoss()),
        RunResult.orNull(flow.state().logTime()),
        horizon.gauge().spec(),
        separated ? RunResult.orNull(last.margin().qMargin()) : null,
        separated ? RunResult.orNull(last.margin().smoothed()) : null,
        certified ? RunResult.orNull(last.certificate().kktGap()) : null,
        certified ? RunResult.orNull(last.certificate().kktGapFixed()) : null,
        certified ? RunResult.orNull(last.certificate().kktGapLower()) : null,
        certified ? last.certificate().kinks() : null,
        RunResult.orNull(Math.max(last.balanceDrift(), trajectory.largest("balanceDrift"))),
        RunResult.orNull(
            Math.max(last.neuronBalanceDrift(), trajectory.largest("neuronBalanceDrift"))),
        layers.isEmpty() ? null : layers.stream().mapToInt(RunResult.Layer::activeNeurons).sum(),
        layers.isEmpty() ? null : layers.get(0).participationRatio(),
        RunResult.orNull(last.accuracy()),
        horizon.regime().kind().name(),
        GrowthSummary.of(problem, horizon, flow, theta, trajectory).orElse(null),
        RateSummary.of(trajectory, HorizonApproach.of(problem.map(), horizon)),
        layers);
  }

  private static RunResult.Layer layer(HiddenLayer hidden, LayerFeatures features) {
    return new RunResult.Layer(
        hidden.incoming().name(),
        hidden.neurons(),
        features.strengths().active(),
        features.dead(),
        RunResult.orNull(features.strengths().participationRatio()),
        RunResult.orNull(features.strengths().hoyer()),
        RunResult.orNull(features.strengths().gini()),
        RunResult.orNull(features.firingFraction()),
        RunResult.orNull(features.labelAlignment()),
        RunResult.orNull(features.drift()));
  }
}

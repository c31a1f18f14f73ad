package org.mirrorflow.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.mirrorflow.analysis.BalanceLaws;
import org.mirrorflow.analysis.MarginSummary;
import org.mirrorflow.analysis.NeuronStrengths;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.explicit.RemoteFlow;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.run.LossProgress;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.RunStart;
import org.mirrorflow.model.HiddenLayer;

/** The explicit flow on data of a cluster. */
final class SparkFlow {
  private final RunSpec spec;
  private final SparkData data;
  private final FlowProblem frame;

  /**
   * @param spec what flows
   * @param data the samples
   */
  SparkFlow(RunSpec spec, SparkData data) {
    this.spec = spec;
    this.data = data;
    int features = data.shape().features();
    // The problem on a single sample: model, loss and map of the whole, and the check of its start.
    this.frame =
        spec.problem(
            new Dataset(
                spec.data(), new double[features], new int[1], features, data.shape().classes()));
  }

  /**
   * Refuses what needs all samples on one machine.
   *
   * @throws InputException naming the option
   */
  static void check(RunSpec spec) {
    if (!spec.integrator().equals(Cluster.INTEGRATOR)) {
      throw new InputException(
          "--integrator or --method " + spec.integrator(),
          "not on a cluster",
          "--integrator explicit with --spark",
          "leave the option out");
    }
    if (!spec.transforms().isEmpty()) {
      throw new InputException(
          "--" + spec.transforms().get(0).spec(),
          "not on a cluster",
          "data with --spark as they are",
          "change the features when the data are written");
    }
  }

  ClusterFlow run(Progress progress, BooleanSupplier interrupted) {
    double[] theta = RunStart.weights(spec, frame.model().layout());
    FlowState start = frame.start(theta);
    BalanceLaws laws = new BalanceLaws(frame.model(), frame.map(), theta);
    long begin = System.nanoTime();
    SparkPoint[] last = new SparkPoint[1];
    LossProgress reports = new LossProgress(progress, spec.untilLogLoss());
    FlowResult flow =
        new RemoteFlow<>(this::point, frame.map(), spec.options())
            .run(
                start,
                (state, point) -> {
                  last[0] = point;
                  reports.at(point.logLoss());
                  return !interrupted.getAsBoolean();
                });
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new ClusterFlow(
        result(flow, last[0], laws, seconds), flow, frame.model().layout(), last[0].theta());
  }

  private SparkPoint point() {
    return new SparkPoint(data, spec.model(), frame.loss(), frame.map());
  }

  private RunResult result(FlowResult flow, SparkPoint end, BalanceLaws laws, double seconds) {
    MapHorizon horizon = MapHorizon.of(frame.map());
    boolean separated = flow.minimumMargin() > 0;
    MarginSummary margin =
        MarginSummary.of(
            horizon.gauge(),
            end.theta(),
            flow.minimumMargin(),
            frame.loss(),
            flow.logLoss());
    List<NeuronStrengths> strengths = new ArrayList<>();
    for (HiddenLayer layer : frame.model().hiddenLayers()) {
      strengths.add(NeuronStrengths.of(layer, end.theta()));
    }
    OptionalDouble neuronDrift = laws.neuronDrift(end.theta());
    return new RunResult(
        flow.outcome().name(),
        flow.state().steps(),
        seconds,
        finite(flow.logLoss()),
        finite(flow.state().logTime()),
        horizon.gauge().spec(),
        separated ? finite(margin.qMargin()) : null,
        separated ? finite(margin.smoothed()) : null,
        null,
        null,
        null,
        null,
        finite(laws.blockDrift(end.theta())),
        neuronDrift.isPresent() ? finite(neuronDrift.getAsDouble()) : null,
        strengths.isEmpty() ? null : strengths.stream().mapToInt(NeuronStrengths::active).sum(),
        strengths.isEmpty() ? null : finite(strengths.get(0).participationRatio()),
        end.accuracy(),
        horizon.regime().kind().name(),
        null,
        null,
        List.of());
  }

  private static Double finite(double x) {
    return Double.isFinite(x) ? x : null;
  }
}

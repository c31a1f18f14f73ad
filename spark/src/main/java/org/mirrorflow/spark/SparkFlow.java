package org.mirrorflow.spark;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.RunAnalysis;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.flow.explicit.RemoteFlow;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.cluster.ClusterFlow;
import org.mirrorflow.lab.run.EndOfRun;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.LossProgress;
import org.mirrorflow.lab.run.Patience;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.RunStart;

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
    // The problem on a single sample: model, loss and map of the whole, and the check of its start.
    RowBlock sample = new RowBlock(0, new double[data.shape().features()], new int[1]);
    this.frame = spec.problem(sample.dataset(data.shape()));
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
          "data that are used unchanged",
          "apply it when you write the data");
    }
  }

  /** A step that was taken, with its numbers. */
  private record Known(FlowState state, SparkPoint point) {
    FlowResult interrupted() {
      return new FlowResult(Outcome.INTERRUPTED, state, point.logLoss(), point.minimumMargin());
    }
  }

  /**
   * Follows the flow.
   *
   * @throws Interruption if it comes to that before the first evaluation is there
   */
  ClusterFlow run(Progress progress, BooleanSupplier interrupted) {
    double[] theta = RunStart.weights(spec, frame.model().layout());
    FlowState start = frame.start(theta);
    long begin = System.nanoTime();
    AtomicReference<Known> last = new AtomicReference<>();
    Optional<FlowResult> ended =
        Patience.unless(interrupted, () -> follow(start, last, progress, interrupted));
    double seconds = (System.nanoTime() - begin) / 1e9;
    MapHorizon horizon = MapHorizon.of(frame.map());
    if (last.get() == null) {
      throw SparkCluster.tooEarly("the loss at the start is not known yet");
    }
    SparkPoint end = last.get().point();
    FlowResult flow = ended.orElseGet(last.get()::interrupted);
    Mark mark =
        new RunAnalysis(frame, horizon.gauge(), start.coordinates())
            .measure(
                flow.state(), end.theta(), flow.minimumMargin(), flow.logLoss(), end.accuracy());
    return new ClusterFlow(
        new EndOfRun(frame, horizon).result(flow, mark, end.theta(), seconds),
        flow,
        frame.model().layout(),
        end.theta());
  }

  private FlowResult follow(
      FlowState start,
      AtomicReference<Known> last,
      Progress progress,
      BooleanSupplier interrupted) {
    LossProgress reports =
        new LossProgress(progress, spec.untilLogLoss(), ExplicitFlow.standard()::workUntil);
    return new RemoteFlow<>(this::point, frame.map(), spec.options())
        .run(
            start,
            (state, point) -> {
              reports.at(point.logLoss(), () -> described(point));
              last.set(new Known(state.get(), point));
              return !interrupted.getAsBoolean();
            });
  }

  private static String described(SparkPoint point) {
    return String.format(Locale.ROOT, ", least margin %.4g, explicit steps", point.minimumMargin());
  }

  private SparkPoint point() {
    return new SparkPoint(data, spec.model(), frame.loss(), frame.map());
  }
}

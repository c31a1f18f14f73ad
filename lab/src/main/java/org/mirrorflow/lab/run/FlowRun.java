package org.mirrorflow.lab.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.mirrorflow.analysis.LayerFeatures;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.MarkRecorder;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.analysis.RunAnalysis;
import org.mirrorflow.analysis.rate.HorizonApproach;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.HiddenLayer;
import org.mirrorflow.model.Initialisation;

/**
 * A finished flow with its marks.
 *
 * @param spec what was asked
 * @param problem what flowed
 * @param result the numbers of the end
 * @param flow outcome and final state
 * @param marks measured in this process, first to last; a resumed run has the later ones only
 * @param trajectory all marks as numbers
 * @param theta final parameters
 */
public record FlowRun(
    RunSpec spec,
    FlowProblem problem,
    RunResult result,
    FlowResult flow,
    List<Mark> marks,
    Trajectory trajectory,
    double[] theta) {

  /** Checkpoints are written about this often, in nanoseconds. */
  private static final long CHECKPOINT_PERIOD = 2_000_000_000L;

  /** Progress is reported about this often, in nanoseconds. */
  private static final long REPORT_PERIOD = 100_000_000L;

  /**
   * {@return a run in memory from the start to the end}
   *
   * @param spec what is asked
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the run ends
   * @throws InputException if the data cannot be read, or data, model and map do not fit together
   */
  public static FlowRun inMemory(RunSpec spec, Progress progress, BooleanSupplier interrupted) {
    return new Session(spec, Optional.empty(), CHECKPOINT_PERIOD, progress, interrupted)
        .run(false, true);
  }

  /**
   * {@return a run in memory beside others: on the calling thread alone, with no more effort for
   * the certificate of the end than for those of the marks}
   *
   * @param spec what is asked
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the run ends
   * @throws InputException if the data cannot be read, or data, model and map do not fit together
   */
  public static FlowRun oneOfMany(RunSpec spec, Progress progress, BooleanSupplier interrupted) {
    return new Session(spec, Optional.empty(), CHECKPOINT_PERIOD, progress, interrupted)
        .run(false, false);
  }

  /**
   * Goes on in memory from a state of the same model, on a clock that runs already.
   *
   * @param start where; the balance laws refer to it
   * @param secondsBefore what the flow has taken so far
   */
  static FlowRun from(
      FlowState start,
      double secondsBefore,
      RunSpec spec,
      Progress progress,
      BooleanSupplier interrupted) {
    Session session = new Session(spec, Optional.empty(), CHECKPOINT_PERIOD, progress, interrupted);
    session.begun = start;
    session.secondsBefore = secondsBefore;
    return session.run(false, true);
  }

  /**
   * Runs with a folder: checkpoints on the way, all results at the end.
   *
   * @param spec what is asked
   * @param folder where it is kept
   * @param resume go on from the folder's checkpoint; otherwise the folder must hold no run
   * @param progress is told how far the flow is
   * @param interrupted asked after every step; when true the state is saved and the run ends
   * @return the run
   * @throws InputException if the folder holds another run, another process is at work on it, or
   *     the data of the run have changed
   */
  public static FlowRun inFolder(
      RunSpec spec,
      RunFolder folder,
      boolean resume,
      Progress progress,
      BooleanSupplier interrupted) {
    return inFolder(spec, folder, resume, CHECKPOINT_PERIOD, progress, interrupted);
  }

  /** The same with checkpoints about every {@code checkpointPeriod} nanoseconds. */
  static FlowRun inFolder(
      RunSpec spec,
      RunFolder folder,
      boolean resume,
      long checkpointPeriod,
      Progress progress,
      BooleanSupplier interrupted) {
    return FolderLock.during(
        folder.path(),
        () -> {
          if (folder.begun()) {
            checkSameRun(spec, folder, resume);
          }
          return new Session(spec, Optional.of(folder), checkpointPeriod, progress, interrupted)
              .run(resume && folder.hasCheckpoint(), true);
        });
  }

  private static void checkSameRun(RunSpec spec, RunFolder folder, boolean resume) {
    if (!resume) {
      throw new InputException(
          "--out " + folder.path(),
          "the folder already holds a run",
          "an empty or new folder",
          "add --resume to go on with it, or choose another folder");
    }
    if (!spec.continues(folder.readSpec())) {
      throw new InputException(
          "--resume " + folder.path(),
          "the folder holds a run with other options",
          "the options of its run.json; only --until-log-loss and --max-steps may differ",
          "repeat those options, or choose another --out");
    }
  }

  /** The work of one run: what is bound once and what grows on the way. */
  private static final class Session {
    private final RunSpec spec;
    private final Optional<RunFolder> folder;
    private final long checkpointPeriod;
    private final Progress progress;
    private final BooleanSupplier interrupted;
    private final FlowProblem problem;
    private final long dataCode;
    private final MapHorizon horizon;
    private final List<Mark> marks = new ArrayList<>();
    private Trajectory trajectory;
    private double[] startCoordinates;
    private long lastCheckpoint;
    private long lastReport;
    private double firstLogLoss = Double.NaN;
    private FlowState begun;
    private double secondsBefore;

    Session(
        RunSpec spec,
        Optional<RunFolder> folder,
        long checkpointPeriod,
        Progress progress,
        BooleanSupplier interrupted) {
      this.spec = spec;
      this.folder = folder;
      this.checkpointPeriod = checkpointPeriod;
      this.progress = progress;
      this.interrupted = interrupted;
      Dataset data = spec.loadData();
      this.problem = spec.problem(data);
      this.dataCode = Checkpoint.codeOf(data);
      this.horizon = MapHorizon.of(problem.map());
      this.trajectory = Trajectory.empty(problem);
    }

    /**
     * @param alone whether this run has the machine to itself: all cores, and seconds for the
     *     certificate of the end
     */
    FlowRun run(boolean resume, boolean alone) {
      FlowState start = resume ? resumed() : fresh();
      folder.ifPresent(f -> f.writeSpec(spec));
      RunAnalysis analysis = new RunAnalysis(problem, horizon.gauge(), startCoordinates);
      double[] logLosses = trajectory.column("logLoss");
      double lastMark =
          logLosses.length == 0 ? Double.POSITIVE_INFINITY : logLosses[logLosses.length - 1];
      MarkRecorder recorder =
          new MarkRecorder(
              (state, point) -> analysis.measure(state, point, Accuracy.MARK),
              MarkSchedule.STANDARD,
              lastMark,
              this::keep);
      lastCheckpoint = System.nanoTime();
      long begin = System.nanoTime();
      FlowResult flow = flow(start, observer(recorder), alone ? processors() : 1);
      double seconds = (System.nanoTime() - begin) / 1e9;
      FlowPoint end = new FlowPoint(problem);
      end.moveTo(flow.state().coordinates());
      Mark last = analysis.measure(flow.state(), end, alone ? Accuracy.END : Accuracy.MARK);
      double[] theta = end.theta().clone();
      RunResult result = result(flow, last, theta, secondsBefore + seconds);
      folder.ifPresent(
          f -> {
            f.write(checkpoint(flow.state()));
            f.writeEnd(result, problem.model().layout(), theta);
          });
      return new FlowRun(spec, problem, result, flow, List.copyOf(marks), trajectory, theta);
    }

    private static int processors() {
      return Runtime.getRuntime().availableProcessors();
    }

    /** Threads beyond the calling one start with the first product that is worth sharing. */
    private FlowResult flow(FlowState start, FlowObserver observer, int threads) {
      ExecutorService executor =
          Executors.newFixedThreadPool(
              Math.max(1, threads - 1),
              work -> {
                Thread thread = new Thread(work, "mirrorflow-kernel");
                thread.setDaemon(true);
                return thread;
              });
      try {
        FlowProblem shared = problem.on(problem.kernels().on(executor, threads));
        return new MirrorFlow(shared, spec.method(), spec.options()).run(start, observer);
      } finally {
        executor.shutdown();
      }
    }

    private FlowState fresh() {
      if (begun != null) {
        startCoordinates = begun.coordinates();
        return begun;
      }
      double[] theta =
          spec.init() == null
              ? new Initialisation(spec.initScale(), spec.seed())
                  .parameters(problem.model().layout())
              : Weights.read(Path.of(spec.init()), problem.model().layout());
      FlowState start = problem.start(theta);
      startCoordinates = start.coordinates();
      return start;
    }

    private FlowState resumed() {
      Checkpoint checkpoint =
          folder.orElseThrow().readCheckpoint(trajectory, problem.model().layout().end());
      if (checkpoint.dataCode() != dataCode) {
        throw new InputException(
            "--data " + spec.data(),
            "other samples than those the run began with",
            "the same data as in the first part of the run",
            "restore the data, or choose another --out");
      }
      startCoordinates = checkpoint.start();
      trajectory = checkpoint.trajectory();
      return checkpoint.state();
    }

    private void keep(Mark mark) {
      marks.add(mark);
      trajectory = trajectory.with(mark);
    }

    private FlowObserver observer(MarkRecorder recorder) {
      return (state, point) -> {
        recorder.at(state, point);
        report(point);
        checkpointWhenDue(state);
        return !interrupted.getAsBoolean();
      };
    }

    /** Progress is even in log(1/ℒ), to which the number of explicit steps is proportional. */
    private void report(FlowPoint point) {
      if (Double.isNaN(firstLogLoss)) {
        firstLogLoss = point.logLoss();
      }
      long now = System.nanoTime();
      if (now - lastReport < REPORT_PERIOD) {
        return;
      }
      lastReport = now;
      double done = (firstLogLoss - point.logLoss()) / (firstLogLoss - spec.untilLogLoss());
      progress.report(
          Math.max(0, Math.min(1, done)),
          String.format(Locale.ROOT, "log loss %.4g", point.logLoss()));
    }

    private void checkpointWhenDue(Supplier<FlowState> state) {
      if (folder.isPresent() && System.nanoTime() - lastCheckpoint > checkpointPeriod) {
        folder.get().write(checkpoint(state.get()));
        lastCheckpoint = System.nanoTime();
      }
    }

    private Checkpoint checkpoint(FlowState state) {
      return new Checkpoint(state, startCoordinates, trajectory, dataCode);
    }

    private RunResult result(FlowResult flow, Mark last, double[] theta, double seconds) {
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
}

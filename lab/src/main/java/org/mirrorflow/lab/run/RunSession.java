package org.mirrorflow.lab.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import org.mirrorflow.analysis.Mark;
import org.mirrorflow.analysis.MarkRecorder;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.analysis.RunAnalysis;
import org.mirrorflow.certificate.Accuracy;
import org.mirrorflow.flow.FlowObserver;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.io.InputException;
import org.mirrorflow.model.Margins;

/** Performs one run from start to end. For a single use. */
public final class RunSession {
  /** The state is looked at about this often, in nanoseconds. */
  private static final long LOOK = 100_000_000L;

  private final RunSpec spec;
  private final FlowProblem problem;
  private final RunStart start;
  private final RunEnvironment environment;
  private final long dataCode;
  private final MapHorizon horizon;
  private final LossProgress progress;
  private final List<Mark> marks = new ArrayList<>();
  private List<String> warnings = List.of();
  private Trajectory trajectory;
  private long lastCheckpoint;
  private long lastLook;
  private volatile Known known;
  private volatile boolean left;

  /** A state and the marks until there: what is said if a step or a certificate takes too long. */
  private record Known(FlowState state, Trajectory trajectory, double seconds) {}

  /**
   * A session that is yet to run.
   *
   * @param spec what is asked
   * @param problem what flows, of that specification
   * @param start where
   * @param environment how
   */
  public RunSession(RunSpec spec, FlowProblem problem, RunStart start, RunEnvironment environment) {
    this.spec = spec;
    this.problem = problem;
    this.start = start;
    this.environment = environment;
    this.dataCode = Checkpoint.codeOf(problem.data());
    this.horizon = MapHorizon.of(problem.map());
    this.progress =
        new LossProgress(environment.progress(), spec.untilLogLoss(), spec.method()::workUntil);
    this.trajectory = start.trajectory();
  }

  /**
   * {@return a run from its start to its end}
   *
   * @param spec what is asked
   * @param environment a folder in it must hold no run
   * @throws InputException if the data cannot be read; data, model and map do not fit together; or
   *     the folder holds a run, or another process is at work on it
   * @throws Interruption if it comes to that before the data are read
   */
  public static FlowRun begin(RunSpec spec, RunEnvironment environment) {
    return begin(spec, environment, run -> run);
  }

  /**
   * {@return what was made of a run from its start to its end}
   *
   * @param <T> what is made of it
   * @param spec what is asked
   * @param environment a folder in it must hold no run
   * @param last done with the run at its end while nobody else may write to its folder
   * @throws InputException if the data cannot be read; data, model and map do not fit together; or
   *     the folder holds a run, or another process is at work on it
   * @throws Interruption if it comes to that before the data are read
   */
  public static <T> T begin(RunSpec spec, RunEnvironment environment, Function<FlowRun, T> last) {
    if (environment.folder().isEmpty()) {
      FlowProblem problem = problem(spec, environment);
      RunStart start = RunStart.afresh(spec, problem);
      return last.apply(new RunSession(spec, problem, start, environment).run());
    }
    RunFolder folder = environment.folder().get();
    return FolderLock.during(
        folder.path(),
        () -> {
          folder.requireNoRun("add --resume to continue it, or choose another folder");
          return last.apply(goOn(spec, folder, environment));
        });
  }

  /**
   * {@return a run to its end from the checkpoint of its folder, or from its start if there is
   * none}
   *
   * @param spec what is asked
   * @param folder where the run is kept
   * @param environment its folder is this one from now on
   * @throws InputException if the folder holds another run, another process is at work on it, or
   *     the data of the run have changed
   * @throws Interruption if it comes to that before the data are read
   */
  public static FlowRun resume(RunSpec spec, RunFolder folder, RunEnvironment environment) {
    return resume(spec, folder, environment, run -> run);
  }

  /**
   * {@return what was made of a run to its end from the checkpoint of its folder, or from its start
   * if there is none}
   *
   * @param <T> what is made of it
   * @param spec what is asked
   * @param folder where the run is kept
   * @param environment its folder is this one from now on
   * @param last done with the run at its end while nobody else may write to its folder
   * @throws InputException if the folder holds another run, another process is at work on it, or
   *     the data of the run have changed
   * @throws Interruption if it comes to that before the data are read
   */
  public static <T> T resume(
      RunSpec spec, RunFolder folder, RunEnvironment environment, Function<FlowRun, T> last) {
    return FolderLock.during(
        folder.path(),
        () -> {
          if (folder.begun() && !spec.continues(folder.readSpec())) {
            throw new InputException(
                "--resume " + folder.path(),
                "the folder holds a run with other options",
                "the options of its run.json; only --until-log-loss and --max-steps may differ",
                "repeat those options, or choose another --out");
          }
          return last.apply(goOn(spec, folder, environment.in(folder)));
        });
  }

  private static FlowRun goOn(RunSpec spec, RunFolder folder, RunEnvironment environment) {
    FlowProblem problem = problem(spec, environment);
    RunStart start = RunStart.in(folder, spec, problem);
    return new RunSession(spec, problem, start, environment).run();
  }

  /** Data of a gigabyte take seconds to read. */
  private static FlowProblem problem(RunSpec spec, RunEnvironment environment) {
    return Patience.unless(environment.interrupted(), () -> spec.problem(spec.loadData()))
        .orElseThrow(() -> new Interruption("the data are not read yet", "run it again"));
  }

  /** {@return the run at its end} */
  public FlowRun run() {
    environment.folder().ifPresent(folder -> folder.writeSpec(spec));
    warnings = Patience.unless(environment.interrupted(), this::before).orElseGet(List::of);
    known = new Known(start.state(), trajectory, start.seconds());
    return Patience.unless(environment.interrupted(), this::follow).orElseGet(this::untilNow);
  }

  /** The run as of the last state that was looked at; its certificate is not waited for. */
  private FlowRun untilNow() {
    left = true;
    Known now = known;
    FlowPoint end = new FlowPoint(problem);
    end.moveTo(now.state().coordinates());
    FlowResult flow =
        new FlowResult(Outcome.INTERRUPTED, now.state(), end.logLoss(), end.minimumMargin());
    trajectory = now.trajectory();
    Mark last = analysis(problem).measure(now.state(), end);
    return ended(flow, last, end.theta().clone(), now.seconds());
  }

  private RunAnalysis analysis(FlowProblem on) {
    return new RunAnalysis(on, horizon.gauge(), start.origin(), spec.asked(problem));
  }

  /** Threads beyond the calling one start with the first product that is worth sharing. */
  private FlowRun follow() {
    int threads = environment.threads();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            Math.max(1, threads - 1),
            work -> {
              Thread thread = new Thread(work, "mirrorflow-kernel");
              thread.setDaemon(true);
              return thread;
            });
    try {
      return follow(problem.on(problem.kernels().on(executor, threads)));
    } finally {
      executor.shutdown();
    }
  }

  /** Null if it was left to itself in the meantime. */
  private FlowRun follow(FlowProblem shared) {
    RunAnalysis analysis = analysis(shared);
    FlowPoint place = new FlowPoint(shared);
    lastCheckpoint = System.nanoTime();
    long begin = System.nanoTime();
    FlowResult flow;
    try (MarksBeside beside =
        new MarksBeside(environment.threads(), state -> keep(measured(analysis, state, place)))) {
      MarkRecorder recorder =
          new MarkRecorder((state, point) -> beside.take(state), schedule(), lastMark());
      flow =
          new MirrorFlow(shared, spec.method(), spec.options())
              .run(start.state(), observer(recorder, beside, begin));
      beside.settle();
    }
    double seconds = start.seconds() + (System.nanoTime() - begin) / 1e9;
    if (!left) {
      known = new Known(flow.state(), trajectory, seconds);
    }
    FlowPoint end = new FlowPoint(shared);
    end.moveTo(flow.state().coordinates());
    Mark last = analysis.measure(flow.state(), end, environment.effort());
    return left ? null : ended(flow, last, end.theta().clone(), seconds);
  }

  private FlowRun ended(FlowResult flow, Mark last, double[] theta, double seconds) {
    RunResult measured =
        new EndOfRun(problem, horizon).result(flow, last, theta, trajectory, seconds);
    List<String> said = new ArrayList<>(warnings);
    said.addAll(RunWarnings.after(flow.outcome(), measured.certificate().kktGap(), problem.data()));
    RunResult result = measured.warning(said);
    environment
        .folder()
        .ifPresent(
            folder -> {
              folder.write(checkpoint(flow.state()));
              folder.writeEnd(result, problem.model().layout(), theta);
            });
    return new FlowRun(spec, problem, result, flow, List.copyOf(marks), trajectory, theta);
  }

  /** Said before the first step; runs beside others are not asked. */
  private List<String> before() {
    if (!environment.effort().equals(Accuracy.END)) {
      return List.of();
    }
    List<String> before = RunWarnings.before(problem);
    before.forEach(environment.progress()::warn);
    return before;
  }

  private MarkSchedule schedule() {
    return new MarkSchedule(Math.toIntExact(spec.get(RunOptions.MARKS)));
  }

  private int margins() {
    return new Margins(problem.data()).count();
  }

  /** log ℒ of the last mark; +∞ if there is none. */
  private double lastMark() {
    double[] logLosses = trajectory.column("logLoss");
    return logLosses.length == 0 ? Double.POSITIVE_INFINITY : logLosses[logLosses.length - 1];
  }

  /** A mark depends on the state and the mark before: the flow may be elsewhere by now. */
  private Mark measured(RunAnalysis analysis, FlowState state, FlowPoint point) {
    point.moveTo(state.coordinates());
    if (environment.keepWeights()) {
      int mark = trajectory.rows().size();
      environment
          .folder()
          .ifPresent(
              folder -> folder.writeMark(mark, problem.model().layout(), point.theta().clone()));
    }
    boolean certified =
        environment.certifiedMarks()
            && point.logLoss() <= schedule().certified(margins()).next(lastMark());
    return certified
        ? analysis.measure(state, point, Accuracy.mark(problem.model(), problem.data()))
        : analysis.measure(state, point);
  }

  private void keep(Mark mark) {
    if (!left) {
      marks.add(mark);
      trajectory = trajectory.with(mark);
    }
  }

  private FlowObserver observer(MarkRecorder recorder, MarksBeside beside, long begin) {
    return (state, point) -> {
      if (left) {
        return false;
      }
      recorder.at(state, point);
      remember(state, beside, begin);
      progress.at(point.logLoss(), () -> described(state.get(), point));
      checkpointWhenDue(state, beside);
      return !environment.interrupted().getAsBoolean();
    };
  }

  private String described(FlowState state, FlowPoint point) {
    return String.format(
        Locale.ROOT,
        ", least margin %.4g, %.3g %% of the samples carry weight, %s steps",
        point.minimumMargin(),
        100 * point.carryingShare(),
        spec.method().atWork(state));
  }

  /** Steps shorter than a look are soon made again. A state goes with all marks until there. */
  private void remember(Supplier<FlowState> state, MarksBeside beside, long begin) {
    long now = System.nanoTime();
    if (now - lastLook > LOOK && beside.isSettled()) {
      lastLook = now;
      known = new Known(state.get(), trajectory, start.seconds() + (now - begin) / 1e9);
    }
  }

  private void checkpointWhenDue(Supplier<FlowState> state, MarksBeside beside) {
    long now = System.nanoTime();
    if (environment.folder().isPresent() && now - lastCheckpoint > environment.checkpointPeriod()) {
      beside.settle();
      environment.folder().get().write(checkpoint(state.get()));
      lastCheckpoint = System.nanoTime();
    }
  }

  private Checkpoint checkpoint(FlowState state) {
    return new Checkpoint(state, start.origin(), trajectory, dataCode, Checkpoint.wordsOf(spec));
  }
}

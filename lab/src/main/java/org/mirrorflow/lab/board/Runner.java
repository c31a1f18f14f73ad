package org.mirrorflow.lab.board;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.page.FlowPage;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/** Flows that were started from the board: each in a folder of its own, in this process. */
final class Runner implements AutoCloseable {
  /** Curves are to grow while somebody looks. */
  private static final long CHECKPOINT_PERIOD = 400_000_000L;

  private static final long PATIENCE_SECONDS = 15;

  private final Path root;
  private final Limits limits;
  private final ExecutorService workers;
  private final Map<Path, Job> jobs = new ConcurrentHashMap<>();
  private int started;
  private int lastNumber;
  private boolean closed;

  /** What became of a flow; all fields are written by several threads. */
  private static final class Job {
    private volatile boolean stop;
    private volatile String text = "waiting";
    private volatile String failure = "";
    private volatile State state = State.WAITING;

    boolean open() {
      return state == State.WAITING || state == State.RUNNING;
    }
  }

  /** How far a flow is. */
  enum State {
    /** For a core. */
    WAITING,
    /** It flows. */
    RUNNING,
    /** It ended, or was stopped: its folder says how. */
    ENDED,
    /** There is no result, and a reason. */
    FAILED
  }

  /**
   * What is said of a flow.
   *
   * @param state how far it is
   * @param text its progress, or why it failed
   */
  record Report(State state, String text) {}

  /**
   * No flow yet.
   *
   * @param root where folders are made
   * @param limits what may be started
   */
  Runner(Path root, Limits limits) {
    this.root = root;
    this.limits = limits;
    this.workers =
        Executors.newFixedThreadPool(
            limits.atOnce(),
            work -> {
              Thread thread = new Thread(work, "mirrorflow-board-flow");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Starts flows beside each other.
   *
   * @param specs what is asked, at least one
   * @return their folders
   * @throws InputException if one is too large or makes no sense, or there are too many; then none
   *     is started
   */
  List<Path> start(List<RunSpec> specs) {
    specs.forEach(limits::problem);
    synchronized (this) {
      requireRoom(specs.size());
      List<Path> folders = new ArrayList<>();
      for (RunSpec spec : specs) {
        Path folder = newFolder();
        new RunFolder(folder).writeSpec(spec);
        submit(spec, folder);
        folders.add(folder);
      }
      return folders;
    }
  }

  /**
   * Goes on with a flow that was stopped.
   *
   * @param folder of the flow
   * @throws InputException if it is too large, or there are too many
   */
  void resume(Path folder) {
    RunSpec spec = new RunFolder(folder).readSpec();
    limits.problem(spec);
    synchronized (this) {
      if (!report(folder).map(Report::state).filter(s -> s.compareTo(State.ENDED) < 0).isEmpty()) {
        throw new InputException("resume", "it is running", "a stopped flow", "wait for it");
      }
      requireRoom(1);
      submit(spec, folder);
    }
  }

  /** Asks a flow of this board to stop; false if it is none that goes on. */
  boolean stop(Path folder) {
    Job job = jobs.get(folder);
    boolean open = job != null && job.open();
    if (open) {
      job.stop = true;
    }
    return open;
  }

  /** What is known of a flow of this board. */
  Optional<Report> report(Path folder) {
    return Optional.ofNullable(jobs.get(folder))
        .map(job -> new Report(job.state, job.failure.isEmpty() ? job.text : job.failure));
  }

  private void requireRoom(int more) {
    long open = jobs.values().stream().filter(Job::open).count();
    if (closed || open + more > limits.waiting() || started + more > limits.inAll()) {
      throw new InputException(
          "the board",
          open + " flows that go on or wait, " + started + " started so far",
          limits.waiting() + " and " + limits.inAll() + " at most",
          "wait, stop some, or use the command line");
    }
    started += more;
  }

  private Path newFolder() {
    Path folder;
    do {
      folder = root.resolve("board-%04d".formatted(++lastNumber));
    } while (Files.exists(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS));
    return OutFolder.make(folder);
  }

  private void submit(RunSpec spec, Path folder) {
    Job job = new Job();
    jobs.put(folder, job);
    workers.execute(() -> work(spec, new RunFolder(folder), job));
  }

  private void work(RunSpec spec, RunFolder folder, Job job) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(limits.seconds());
    BooleanSupplier stop = () -> job.stop || System.nanoTime() - end > 0;
    job.state = job.stop ? State.ENDED : State.RUNNING;
    if (job.stop) {
      return;
    }
    try {
      RunEnvironment environment =
          RunEnvironment.oneOfMany((share, text) -> job.text = text, stop).every(CHECKPOINT_PERIOD);
      job.state = RunSession.resume(spec, folder, environment, run -> ended(run, folder));
    } catch (InputException | Interruption e) {
      fail(job, e.getMessage());
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      fail(job, "internal error: " + e);
    }
  }

  /** Writes the page, while the folder is still locked. */
  private static State ended(FlowRun run, RunFolder folder) {
    if (run.flow().outcome() != Outcome.INTERRUPTED) {
      new FlowPage(run).save(folder.path().resolve(FlowPage.FILE));
    }
    return State.ENDED;
  }

  private static void fail(Job job, String why) {
    job.failure = why;
    job.state = State.FAILED;
  }

  /** Stops all flows and waits until their states are saved. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      jobs.values().forEach(job -> job.stop = true);
      workers.shutdown();
    }
    try {
      boolean unused = workers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

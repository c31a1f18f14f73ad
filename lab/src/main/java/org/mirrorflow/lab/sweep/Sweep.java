package org.mirrorflow.lab.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.Signal;

/**
 * Works through cells: each result is written to its file, then folded into the store. A cell that
 * fails is reported at once, tried once more after all others, and stops none of them.
 *
 * @param folder files of the cells
 * @param store what they are folded into
 * @param failFast stop at the first failure
 * @param resume go on in a folder that has results; otherwise it must have none
 */
public record Sweep(Path folder, ResultStore store, boolean failFast, boolean resume) {

  /**
   * What was done.
   *
   * @param done cells finished now
   * @param failed cells that failed twice, or once with fail-fast
   * @param skipped cells that were finished before
   * @param left cells not begun, or given up: after an interrupt or with fail-fast
   * @param outcomes how the flows done now ended, by name
   * @param failures one line per failed cell
   */
  public record Summary(
      int done,
      int failed,
      int skipped,
      int left,
      Map<String, Integer> outcomes,
      List<String> failures) {}

  /**
   * Runs what is missing of these cells.
   *
   * @param cells the runs
   * @param executor where they are done
   * @param progress is told how many are done
   * @param reports told of every failure when it happens, one line each; from several threads
   * @param interrupted asked all the while; when true no further cell is begun
   * @return how many were done, failed and skipped
   * @throws InputException if the folder holds results and resume is off, or another sweep is at
   *     work there
   */
  public Summary run(
      List<Cell> cells,
      CellExecutor executor,
      Progress progress,
      Consumer<String> reports,
      BooleanSupplier interrupted) {
    return FolderLock.during(folder, () -> locked(cells, executor, progress, reports, interrupted));
  }

  private Summary locked(
      List<Cell> cells,
      CellExecutor executor,
      Progress progress,
      Consumer<String> reports,
      BooleanSupplier interrupted) {
    CellFiles files = new CellFiles(folder);
    TreeSet<String> finished = files.ids();
    if (!resume && !finished.isEmpty()) {
      throw new InputException(
          "--out " + folder,
          "the folder already holds results",
          "an empty or new folder",
          "add --resume to run the missing cells, or choose another folder");
    }
    List<Cell> missing = cells.stream().filter(c -> !finished.contains(c.id())).toList();
    store.tidy();
    try (ResultStore.Writer writer = store.writer()) {
      catchUp(files, finished, writer);
      Work work = new Work(missing.size(), files, writer, progress, reports, failFast, interrupted);
      List<CellOutcome> failures = work.through(missing, executor);
      return work.summary(cells.size() - missing.size(), missing.size(), failures);
    }
  }

  /** Results that a killed sweep had written but not folded. */
  private void catchUp(CellFiles files, Set<String> finished, ResultStore.Writer writer) {
    TreeSet<String> unfolded = new TreeSet<>(finished);
    unfolded.removeAll(store.cells());
    unfolded.forEach(id -> writer.add(files.read(id)));
  }

  /** One pass over the missing cells and a second over those that failed. */
  private static final class Work {
    private final int total;
    private final CellFiles files;
    private final ResultStore.Writer writer;
    private final Progress progress;
    private final Consumer<String> reports;
    private final boolean failFast;
    private final BooleanSupplier interrupted;
    private final AtomicBoolean failedFast = new AtomicBoolean();
    private final Map<String, Integer> outcomes = new TreeMap<>();
    private List<CellOutcome> failures = new ArrayList<>();
    private int done;

    Work(
        int total,
        CellFiles files,
        ResultStore.Writer writer,
        Progress progress,
        Consumer<String> reports,
        boolean failFast,
        BooleanSupplier interrupted) {
      this.total = total;
      this.files = files;
      this.writer = writer;
      this.progress = progress;
      this.reports = reports;
      this.failFast = failFast;
      this.interrupted = interrupted;
    }

    List<CellOutcome> through(List<Cell> missing, CellExecutor executor) {
      executor.run(missing, this::take, stopping());
      if (failures.isEmpty() || stop()) {
        return failures;
      }
      List<CellOutcome> first = failures;
      failures = new ArrayList<>();
      executor.run(first.stream().map(CellOutcome::cell).toList(), this::take, stopping());
      // A retry that was given up leaves the failure as it was.
      Set<String> settled = new HashSet<>();
      failures.forEach(failure -> settled.add(failure.cell().id()));
      first.stream()
          .filter(failure -> !settled.contains(failure.cell().id()))
          .filter(failure -> !files.has(failure.cell().id()))
          .forEach(failures::add);
      return failures;
    }

    /** A signal where the request is one. */
    private BooleanSupplier stopping() {
      Signal signal = this::stop;
      return interrupted instanceof Signal ? signal : this::stop;
    }

    private boolean stop() {
      return failedFast.get() || interrupted.getAsBoolean();
    }

    /** The file is written by the thread that did the work; the rest is for one at a time. */
    private void take(CellOutcome outcome) {
      outcome.result().ifPresent(files::write);
      synchronized (this) {
        if (outcome.result().isPresent()) {
          writer.add(outcome.result().get());
          outcomes.merge(outcome.result().get().result().end().outcome(), 1, Integer::sum);
          done++;
          progress.report((double) done / total, done + " of " + total + " cells");
        } else {
          failures.add(outcome);
          reports.accept(outcome.cell().describe() + " failed: " + outcome.failure());
          failedFast.compareAndSet(false, failFast);
        }
      }
    }

    Summary summary(int skipped, int missing, List<CellOutcome> failed) {
      return new Summary(
          done,
          failed.size(),
          skipped,
          missing - done - failed.size(),
          outcomes,
          failed.stream().map(f -> f.cell().describe() + ": " + f.failure()).toList());
    }
  }
}

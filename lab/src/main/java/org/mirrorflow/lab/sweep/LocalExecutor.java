package org.mirrorflow.lab.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Patience;

/**
 * Runs cells on threads of this process. An error other than a failure of a cell, for example a
 * full disk, ends the sweep.
 *
 * @param jobs how many
 * @param work what is done with a cell
 */
public record LocalExecutor(int jobs, CellWork work) implements CellExecutor {

  /**
   * Checks the number.
   *
   * @param jobs at least 1
   * @param work what is done with a cell
   * @throws InputException if there is no job
   */
  public LocalExecutor {
    if (jobs < 1) {
      throw new InputException(
          "--jobs " + jobs, "no work can be done", "at least 1", "change the option");
    }
  }

  @Override
  public void run(List<Cell> cells, Consumer<CellOutcome> outcomes, BooleanSupplier stop) {
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean left = new AtomicBoolean();
    int threads = Math.min(jobs, Math.max(1, cells.size()));
    ExecutorService pool = Executors.newFixedThreadPool(threads, LocalExecutor::daemon);
    try {
      List<Future<?>> workers = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        workers.add(
            pool.submit(
                () -> {
                  for (int i = next.getAndIncrement();
                      i < cells.size() && !stop.getAsBoolean();
                      i = next.getAndIncrement()) {
                    work.attempt(cells.get(i), stop).filter(o -> !left.get()).ifPresent(outcomes);
                  }
                }));
      }
      for (Future<?> worker : workers) {
        // A cell in the middle of a long step is given up.
        Patience.unless(stop, worker);
      }
    } finally {
      left.set(true);
      pool.shutdown();
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "mirrorflow-cell");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {}
}

package org.mirrorflow.lab.store;

import java.util.ArrayList;
import java.util.List;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.ResultStore;

/**
 * The only writer of a store: a thread that adds results in batches. It chooses the times so that
 * writing takes a small part of the sweep, however large the store is.
 */
final class StoreWriter implements ResultStore.Writer {
  /** The store is brought up to date about this often, in nanoseconds, where that is quick. */
  private static final long PERIOD = 2_000_000_000L;

  /** Between two folds at least this many times what the last one took: at most a twentieth. */
  private static final long PAUSES = 19;

  private final RunStore store;
  private final Thread thread;
  private final List<CellResult> waiting = new ArrayList<>();
  private boolean closing;
  private RuntimeException failure;

  /** Starts to write; the caller holds the folder's lock until this is closed. */
  StoreWriter(RunStore store) {
    this.store = store;
    this.thread = new Thread(this::work, "mirrorflow-store");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public synchronized void add(CellResult result) {
    if (failure != null) {
      throw failure;
    }
    waiting.add(result);
    notifyAll();
  }

  private void work() {
    try {
      long pause = 0;
      boolean more = true;
      while (more) {
        more = pause == 0 ? first() : pause(pause);
        List<CellResult> batch = take();
        if (!batch.isEmpty()) {
          long begin = System.nanoTime();
          store.fold(batch);
          pause = Math.max(PERIOD, PAUSES * (System.nanoTime() - begin));
        }
      }
    } catch (RuntimeException e) {
      fail(e);
    } catch (LinkageError e) {
      fail(store.unloaded(e));
    } catch (OutOfMemoryError | StackOverflowError e) {
      fail(new IllegalStateException("the store cannot be written: " + e, e));
    }
  }

  /** Waits for the first result, with which there is a store; says whether more may come. */
  private synchronized boolean first() {
    try {
      while (waiting.isEmpty() && !closing) {
        wait();
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    return !closing;
  }

  /** Waits, and says whether more may come afterwards. */
  private synchronized boolean pause(long nanos) {
    long end = System.nanoTime() + nanos;
    try {
      for (long left = nanos; left > 0 && !closing; left = end - System.nanoTime()) {
        wait(Math.max(1, left / 1_000_000));
      }
    } catch (InterruptedException e) {
      closing = true;
    }
    return !closing;
  }

  private synchronized List<CellResult> take() {
    List<CellResult> batch = List.copyOf(waiting);
    waiting.clear();
    return batch;
  }

  private synchronized void fail(RuntimeException e) {
    failure = e;
  }

  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      if (failure != null) {
        throw failure;
      }
    }
  }
}

package org.mirrorflow.lab.run;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.mirrorflow.flow.FlowState;

/**
 * Measures marks beside the flow, on a thread of their own and in their order: a certificate takes
 * as long as many steps. With one thread for all they are measured at once.
 *
 * <p>Its methods are for the thread of the flow. What measuring throws is thrown there, at the
 * latest by {@link #settle}.
 */
final class MarksBeside implements AutoCloseable {
  /** The flow waits where more are yet to be measured, so that a run that is left loses little. */
  private static final int MOST_WAITING = 4;

  private final Consumer<FlowState> measure;
  private final ExecutorService executor;
  private final ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

  /**
   * Nothing is to be measured yet.
   *
   * @param threads of the run; with more than one, one of them measures
   * @param measure called for one state after the other
   */
  MarksBeside(int threads, Consumer<FlowState> measure) {
    this.measure = measure;
    this.executor =
        threads == 1
            ? null
            : Executors.newSingleThreadExecutor(
                work -> {
                  Thread thread = new Thread(work, "mirrorflow-marks");
                  thread.setDaemon(true);
                  return thread;
                });
  }

  /**
   * Has a state measured.
   *
   * @param state where the flow is
   */
  void take(FlowState state) {
    if (executor == null) {
      measure.accept(state);
      return;
    }
    while (waiting.size() >= MOST_WAITING) {
      await();
    }
    waiting.add(CompletableFuture.runAsync(() -> measure.accept(state), executor));
  }

  /** Whether all are measured. */
  boolean isSettled() {
    while (!waiting.isEmpty() && waiting.peek().isDone()) {
      await();
    }
    return waiting.isEmpty();
  }

  /** Waits until all are measured. */
  void settle() {
    while (!waiting.isEmpty()) {
      await();
    }
  }

  private void await() {
    try {
      waiting.remove().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  /** Ends the thread; what is still to be measured is dropped. */
  @Override
  public void close() {
    if (executor != null) {
      executor.shutdownNow();
    }
  }
}

package org.mirrorflow.lab.run;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for work that may be in the middle of a long step when it is asked to stop: a factorisation
 * of thousands of rows or the program of a certificate looks at no flag. Such work is left to
 * itself, and the caller answers with what it knows.
 */
public final class Patience {
  /** What work has to end by itself after it was asked to, in nanoseconds. */
  private static final long GRACE = 1_000_000_000L;

  private static final long LOOK_MILLIS = 20;

  private Patience() {}

  /**
   * Does some work: where the request to stop is a {@link Signal} on another thread, for which a
   * virtual machine that ends does not wait, else on this one.
   *
   * @param <T> what the work gives
   * @param stop when true, the work has a second to end by itself; it should look at this too
   * @param work what is to be done
   * @return what the work gave, or nothing if it was left to itself
   */
  public static <T> Optional<T> unless(BooleanSupplier stop, Supplier<T> work) {
    if (!(stop instanceof Signal)) {
      return Optional.ofNullable(work.get());
    }
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                result.complete(work.get());
              } catch (Throwable e) {
                result.completeExceptionally(e);
              }
            },
            "mirrorflow-work");
    thread.setDaemon(true);
    thread.start();
    return unless(stop, result);
  }

  /**
   * Waits for work that is under way.
   *
   * @param <T> what the work gives
   * @param stop when true, and a {@link Signal}, the work has a second to end by itself
   * @param work under way on another thread
   * @return what the work gave, or nothing if it was left to itself
   */
  public static <T> Optional<T> unless(BooleanSupplier stop, Future<T> work) {
    boolean signal = stop instanceof Signal;
    long end = Long.MAX_VALUE;
    try {
      while (true) {
        if (signal && end == Long.MAX_VALUE && stop.getAsBoolean()) {
          end = System.nanoTime() + GRACE;
        }
        try {
          return Optional.ofNullable(work.get(LOOK_MILLIS, TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
          if (end != Long.MAX_VALUE && System.nanoTime() - end > 0) {
            return Optional.empty();
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while work goes on", e);
    } catch (ExecutionException | CompletionException e) {
      throw rethrown(e.getCause());
    }
  }

  private static RuntimeException rethrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
  }
}

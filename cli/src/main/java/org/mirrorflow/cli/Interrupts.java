package org.mirrorflow.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.mirrorflow.lab.run.Signal;

/**
 * Turns SIGINT and SIGTERM into a request to stop that a run can see, and keeps the virtual machine
 * alive until the run has saved its state.
 */
final class Interrupts implements Signal, AutoCloseable {
  private static final long MOST_SECONDS = 20;

  private final AtomicBoolean asked = new AtomicBoolean();
  private final AtomicBoolean nativeWorkIsLeft = new AtomicBoolean();
  private final CountDownLatch saved = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "mirrorflow-interrupt");

  Interrupts() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public boolean getAsBoolean() {
    return asked.get();
  }

  private void stop() {
    asked.set(true);
    try {
      boolean unused = saved.await(MOST_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (nativeWorkIsLeft.get()) {
      NativeExit.now();
    }
  }

  /** Says that a step of a native library is left to itself. */
  void leaveNativeWork() {
    nativeWorkIsLeft.set(true);
  }

  @Override
  public void close() {
    saved.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The machine is already stopping: the hook is at work and ends by the count.
      return;
    }
  }
}

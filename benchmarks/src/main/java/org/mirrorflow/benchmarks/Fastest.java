package org.mirrorflow.benchmarks;

import java.util.function.DoubleSupplier;

/** Times of the fastest of many runs: compiled code between the time slices of other processes. */
final class Fastest {

  private Fastest() {}

  /** The least of the times that runs give in so many nanoseconds. */
  static double of(long nanos, DoubleSupplier run) {
    double best = Double.POSITIVE_INFINITY;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() < end) {
      best = Math.min(best, run.getAsDouble());
    }
    return best;
  }

  /** Seconds of one run. */
  static double seconds(Runnable run) {
    long begin = System.nanoTime();
    run.run();
    return (System.nanoTime() - begin) / 1e9;
  }

  /** Microseconds of a short run, one round of so many nanoseconds. */
  static double micros(long nanos, Runnable run) {
    long begin = System.nanoTime();
    int count = 0;
    long elapsed;
    do {
      run.run();
      count++;
      elapsed = System.nanoTime() - begin;
    } while (elapsed < nanos);
    return elapsed / 1e3 / count;
  }
}

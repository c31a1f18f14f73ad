package org.mirrorflow.cli;

import java.io.PrintWriter;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.mirrorflow.lab.run.Progress;

/** Progress on standard error that ends when it is closed. */
interface ProgressDisplay extends Progress, AutoCloseable {

  @Override
  void close();

  /** Between two lines. */
  long LEAST_NANOS = 2_000_000_000L;

  /** Of the way, before the time left is told. */
  double LEAST_SHARE = 0.01;

  /** Shows nothing. */
  static ProgressDisplay silent() {
    return new ProgressDisplay() {
      @Override
      public void report(double fraction, String text) {}

      @Override
      public void close() {}
    };
  }

  /** A bar with the time left. */
  static ProgressDisplay bar(String task, PrintWriter err) {
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(1000)
            .setStyle(ProgressBarStyle.ASCII)
            .setUpdateIntervalMillis(200)
            .setConsumer(
                new DelegatingProgressBarConsumer(
                    text -> {
                      err.print('\r' + text);
                      err.flush();
                    }))
            .build();
    return new ProgressDisplay() {
      private boolean closed;

      @Override
      public void report(double fraction, String text) {
        bar.stepTo(Math.round(1000 * fraction));
        bar.setExtraMessage(" " + text);
      }

      @Override
      public void warn(String text) {
        err.println("\r" + task + ": warning: " + text);
        err.flush();
      }

      @Override
      public void close() {
        if (!closed) {
          closed = true;
          bar.close();
          err.println();
        }
      }
    };
  }

  /**
   * A plain line at every tenth of the way, and no more than one in two seconds; with the time left
   * once there is something to judge by.
   */
  static ProgressDisplay lines(String task, PrintWriter err) {
    return new ProgressDisplay() {
      private int lastTenth = -1;
      private final long begin = System.nanoTime();
      private long lastTime = begin - LEAST_NANOS;

      @Override
      public synchronized void report(double fraction, String text) {
        int tenth = (int) Math.floor(10 * fraction);
        long now = System.nanoTime();
        if (tenth > lastTenth && now - lastTime >= LEAST_NANOS) {
          err.printf(
              Locale.ROOT,
              "%s: %d %%, %s%s%n",
              task,
              Math.round(100 * fraction),
              text,
              left(now - begin, fraction));
          lastTenth = tenth;
          lastTime = now;
        }
      }

      @Override
      public synchronized void warn(String text) {
        err.println(task + ": warning: " + text);
      }

      @Override
      public void close() {}
    };
  }

  /** The time left; nothing after few seconds or less than a hundredth of the way. */
  static String left(long nanos, double fraction) {
    if (nanos < 2 * LEAST_NANOS || !(fraction >= LEAST_SHARE && fraction < 1)) {
      return "";
    }
    long seconds = Math.round(nanos / 1e9 * (1 - fraction) / fraction);
    return String.format(Locale.ROOT, ", %d:%02d left", seconds / 60, seconds % 60);
  }
}

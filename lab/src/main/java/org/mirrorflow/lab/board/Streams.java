package org.mirrorflow.lab.board;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events: the table of runs and one chart, each again whenever it changes. A stream has
 * a thread of its own, and there are few.
 */
final class Streams implements AutoCloseable {
  private static final int MOST = 16;
  private static final int MOST_CURVES = 50;
  private static final long PERIOD_MILLIS = 500;

  /** A line that says nothing shows whether somebody still listens. */
  private static final int SILENCE = 10;

  private final Desk desk;
  private final ExecutorService threads;
  private volatile boolean closed;

  Streams(Desk desk) {
    this.desk = desk;
    this.threads =
        new ThreadPoolExecutor(
            0,
            MOST,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> {
              Thread thread = new Thread(work, "mirrorflow-board-events");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Answers by a stream that lasts until the browser closes it; refuses where there are too many.
   */
  void take(HttpExchange exchange, Map<String, List<String>> parameters) throws IOException {
    List<String> runs =
        parameters.getOrDefault("run", List.of()).stream().limit(MOST_CURVES).toList();
    String title = parameters.getOrDefault("chart", List.of("")).get(0);
    try {
      threads.execute(() -> stream(exchange, runs, title));
    } catch (RejectedExecutionException e) {
      try (exchange) {
        Reply.error(503, MOST + " streams are open").send(exchange);
      }
    }
  }

  private void stream(HttpExchange exchange, List<String> runs, String title) {
    try (exchange) {
      Reply events = Reply.events();
      Reply.protect(exchange.getResponseHeaders(), events.type(), events.policy());
      exchange.sendResponseHeaders(200, 0);
      OutputStream out = exchange.getResponseBody();
      String lastRuns = "";
      String lastChart = "";
      for (int silent = 0; !closed; Thread.sleep(PERIOD_MILLIS)) {
        String table = new String(Reply.json(200, desk.runs()).body(), StandardCharsets.UTF_8);
        String chart = desk.chart(runs, title).orElse("null");
        boolean newTable = say(out, "runs", table, lastRuns);
        boolean newChart = say(out, "chart", chart, lastChart);
        lastRuns = table;
        lastChart = chart;
        silent = newTable || newChart ? 0 : silent + 1;
        if (silent == SILENCE) {
          out.write(":\n\n".getBytes(StandardCharsets.UTF_8));
          silent = 0;
        }
        out.flush();
      }
    } catch (IOException e) {
      return; // the browser closed the stream
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean say(OutputStream out, String event, String data, String before)
      throws IOException {
    if (data.equals(before)) {
      return false;
    }
    String text = "event: " + event + "\ndata: " + data + "\n\n";
    out.write(text.getBytes(StandardCharsets.UTF_8));
    return true;
  }

  @Override
  public void close() {
    closed = true;
    threads.shutdownNow();
  }
}

package org.mirrorflow.lab.board;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.mirrorflow.io.InputException;

/**
 * The board of one folder, from when it is opened until it is closed.
 *
 * <p>It listens on 127.0.0.1 alone. The server is that of the JDK, module {@code jdk.httpserver}.
 * Its limits of connections and of the time of a request are properties of the virtual machine,
 * read once, when its first server starts: {@link #open} sets those that are not set.
 */
public final class Board implements AutoCloseable {
  /** A connection has a thread while it asks, so that slow ones keep nobody waiting. */
  private static final int CONNECTIONS = 64;

  private static final int QUEUE = 64;
  private static final int MOST_BODY = 16_384;

  /** Properties of the JDK's server, see the description of its module. */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS),
          "sun.net.httpserver.maxReqTime", "5",
          "sun.net.httpserver.maxReqHeaders", "50",
          "sun.net.httpserver.maxReqHeaderSize", "16384",
          "sun.net.httpserver.drainAmount", "16384");

  private final HttpServer server;
  private final ExecutorService threads;
  private final Gate gate;
  private final Runner runner;
  private final Desk desk;
  private final Streams streams;
  private final BoardPage page;

  private Board(HttpServer server, Path root, List<RunKind> kinds, Limits limits) {
    this.server = server;
    this.gate = Gate.on(server.getAddress().getPort());
    this.runner = new Runner(root, limits);
    this.desk = new Desk(new Shelf(root, kinds), runner);
    this.streams = new Streams(desk);
    this.page = new BoardPage(root);
    this.threads = threads();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static ExecutorService threads() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            CONNECTIONS,
            CONNECTIONS,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work -> {
              Thread thread = new Thread(work, "mirrorflow-board");
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /**
   * Opens the board of a folder.
   *
   * @param folder with runs, or where they will be; made if it is not there
   * @param port from 1 to 65535, or 0 for any that is free
   * @param more kinds of runs besides flows and sweeps
   * @param limits what a visitor may start
   * @return the board, which serves until it is closed
   * @throws InputException if the folder cannot be made, or the port is taken
   */
  public static Board open(Path folder, int port, List<RunKind> more, Limits limits) {
    BOUNDS.forEach(
        (name, value) -> {
          if (System.getProperty(name) == null) {
            System.setProperty(name, value);
          }
        });
    List<RunKind> kinds = new ArrayList<>(List.of(new FlowKind(), new SweepKind()));
    kinds.addAll(more);
    Path root;
    try {
      root = Files.createDirectories(folder).toRealPath();
    } catch (IOException e) {
      throw new InputException(
          "board " + folder, "cannot be made", "a folder", "choose another", e);
    }
    try {
      InetAddress loopback = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
      HttpServer server = HttpServer.create(new InetSocketAddress(loopback, port), QUEUE);
      return new Board(server, root, kinds, limits);
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "--port " + port,
          "cannot be listened on (" + e.getMessage() + ")",
          "a free port",
          "choose another, or 0 for any",
          e);
    }
  }

  /** {@return the address of the page, with its token} */
  public String address() {
    return gate.address();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Optional<String> asked = gate.asked(exchange);
    if (asked.equals(Optional.of("events")) && exchange.getRequestMethod().equals("GET")) {
      streams.take(exchange, parameters(exchange));
      return;
    }
    try (exchange) {
      Reply reply = asked.isEmpty() ? Reply.error(403, "refused") : guarded(exchange, asked.get());
      reply.send(exchange);
    }
  }

  private Reply guarded(HttpExchange exchange, String asked) {
    try {
      return switch (exchange.getRequestMethod()) {
        case "GET" -> get(asked, parameters(exchange));
        case "POST" -> post(asked, exchange);
        default -> Reply.error(405, "GET and POST alone are answered");
      };
    } catch (InputException e) {
      return Reply.error(400, e.getMessage());
    } catch (IOException e) {
      return Reply.error(400, "the request cannot be read, or a file is gone");
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      return Reply.error(500, "internal error: " + e);
    }
  }

  private Reply get(String asked, Map<String, List<String>> parameters) throws IOException {
    return switch (asked) {
      case "" -> page.reply();
      case "runs" -> Reply.json(200, desk.runs());
      case "compare" ->
          Reply.ofRun(
              desk.comparison(parameters.getOrDefault("run", List.of()))
                  .getBytes(StandardCharsets.UTF_8));
      case "horizon" -> horizon(first(parameters, "map"));
      default ->
          asked.startsWith(Gate.PAGES)
              ? ofRun(asked.substring(Gate.PAGES.length()).split("/", 2))
              : Reply.error(404, "nothing here");
    };
  }

  /** The page of a run by its name and a slash, or a file that the page links to. */
  private Reply ofRun(String[] asked) throws IOException {
    if (asked.length < 2) {
      return Reply.error(404, "nothing here");
    }
    String run = decoded(asked[0]);
    return asked[1].isEmpty()
        ? desk.page(run)
            .map(Reply::ofRun)
            .orElseGet(() -> Reply.error(404, "no such run, or it has no page"))
        : desk.cell(run, asked[1])
            .map(Reply::data)
            .orElseGet(() -> Reply.error(404, "no such cell"));
  }

  /** A formula that is not finished yet is no failure, and no line on the console of a browser. */
  private Reply horizon(String map) {
    try {
      Map<String, Object> told = desk.horizon(map);
      return told.isEmpty() ? Reply.error(503, "busy; try again") : Reply.json(200, told);
    } catch (InputException e) {
      return Reply.error(200, e.getMessage());
    }
  }

  private Reply post(String asked, HttpExchange exchange) throws IOException {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      return Reply.error(415, "JSON alone is read");
    }
    byte[] body = exchange.getRequestBody().readNBytes(MOST_BODY + 1);
    if (body.length > MOST_BODY) {
      return Reply.error(413, "a body of more than " + MOST_BODY + " bytes");
    }
    JsonNode form = Reply.JSON.readTree(body);
    switch (asked) {
      case "start" -> {
        return Reply.json(200, Map.of("runs", desk.start(form)));
      }
      case "stop" -> desk.stop(form.path("run").asText());
      case "resume" -> desk.resume(form.path("run").asText());
      default -> {
        return Reply.error(404, "nothing here");
      }
    }
    return Reply.json(200, Map.of());
  }

  private static String first(Map<String, List<String>> parameters, String name) {
    return parameters.getOrDefault(name, List.of("")).get(0);
  }

  /** Of the query. */
  private static Map<String, List<String>> parameters(HttpExchange exchange) {
    Map<String, List<String>> found = new LinkedHashMap<>();
    String query = exchange.getRequestURI().getRawQuery();
    for (String part : query == null ? new String[0] : query.split("&")) {
      String[] pair = part.split("=", 2);
      String value = pair.length < 2 ? "" : decoded(pair[1]);
      found.computeIfAbsent(pair[0], name -> new ArrayList<>()).add(value);
    }
    return found;
  }

  /** Nothing, which names no run, for what cannot be decoded. */
  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  /** Stops its flows, saves their states and ends. */
  @Override
  public void close() {
    streams.close();
    server.stop(0);
    runner.close();
    threads.shutdownNow();
  }
}

package org.mirrorflow.lab.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A page in Debian's Chromium that a test clicks through, by the browser's own protocol. */
public final class DevTools implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MOST_SECONDS = 60;

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final List<String> console = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final StringBuilder message = new StringBuilder();

  private DevTools(Process process, String page) {
    this.process = process;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .connectTimeout(Duration.ofSeconds(MOST_SECONDS))
            .buildAsync(URI.create(page), this)
            .join();
  }

  /** Opens an empty page; skips the test where there is no browser. */
  public static DevTools open(Path profile) throws Exception {
    Path chromium =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "chromium"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElse(null);
    assumeTrue(chromium != null, "chromium is not on PATH: the board is not opened in a browser");
    Process process =
        new ProcessBuilder(
                chromium.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(profile.resolveSibling(profile.getFileName() + ".log").toFile())
            .start();
    Path told = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!Files.exists(told) || Files.readAllLines(told).size() < 2) {
      assertThat(System.nanoTime()).as("chromium starts").isLessThan(end);
      Thread.sleep(50);
    }
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(told).get(0) + "/json/list");
    JsonNode pages;
    try (InputStream answer = list.toURL().openStream()) {
      pages = JSON.readTree(answer);
    }
    DevTools tools = new DevTools(process, pages.get(0).get("webSocketDebuggerUrl").asText());
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      tools.call(domain + ".enable", Map.of());
    }
    return tools;
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    message.append(data);
    if (last) {
      take(message.toString());
      message.setLength(0);
    }
    from.request(1);
    return null;
  }

  private void take(String text) {
    try {
      JsonNode told = JSON.readTree(text);
      if (told.has("id")) {
        waiting.remove(told.get("id").asInt()).complete(told);
        return;
      }
      JsonNode what = told.path("params");
      switch (told.path("method").asText()) {
        case "Runtime.consoleAPICalled", "Runtime.exceptionThrown" -> console.add(what.toString());
        case "Log.entryAdded" -> console.add(what.path("entry").toString());
        case "Network.requestWillBeSent" -> requests.add(what.path("request").path("url").asText());
        default -> {
          return;
        }
      }
    } catch (java.io.IOException e) {
      throw new IllegalStateException(text, e);
    }
  }

  public JsonNode call(String method, Map<String, ?> parameters) throws Exception {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    socket
        .sendText(
            JSON.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    return answer.get(MOST_SECONDS, TimeUnit.SECONDS).path("result");
  }

  public void go(String address) throws Exception {
    call("Page.navigate", Map.of("url", address));
    await("document.readyState === 'complete'");
  }

  /** The value of an expression of the page. */
  public JsonNode value(String expression) throws Exception {
    JsonNode result =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    assertThat(result.has("exceptionDetails")).as(expression + ": " + result).isFalse();
    return result.path("result").path("value");
  }

  /** Waits until the page has a body and an expression is true: a page that loads has none yet. */
  public void await(String expression) throws Exception {
    String there = "document.body !== null && !!(" + expression + ")";
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
    while (!value(there).asBoolean()) {
      if (System.nanoTime() > end) {
        fail("%s; the page: %s", expression, value("document.documentElement.textContent"));
      }
      Thread.sleep(50);
    }
  }

  public void screen(int width, int height, boolean dark, Path png) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 640));
    call(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
    Thread.sleep(700);
    JsonNode shot = call("Page.captureScreenshot", Map.of("captureBeyondViewport", true));
    Files.write(png, Base64.getDecoder().decode(shot.get("data").asText()));
  }

  public List<String> console() {
    return List.copyOf(console);
  }

  public List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    socket.abort();
    process.destroy();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
    process.destroyForcibly().onExit().join();
  }
}

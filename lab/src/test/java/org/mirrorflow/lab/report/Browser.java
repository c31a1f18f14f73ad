package org.mirrorflow.lab.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Debian's Chromium, without a screen and without the network. */
public final class Browser {
  private static final Pattern DRAWING = Pattern.compile("<div class=\"plot\"[^>]*>.{0,400}?<svg");

  private Browser() {}

  /** What a page did: its document at the end, lines on the console, addresses it asked for. */
  public record Visit(String dom, List<String> console, List<String> addresses) {

    /** Asserts that so many figures were drawn, and nothing else happened. */
    public void drewWithoutErrorsAndWithoutTheNetwork(int figures) {
      assertThat(console).isEmpty();
      assertThat(dom).contains("data-drawn=\"" + figures + "\"");
      assertThat(DRAWING.matcher(dom).results().count()).isEqualTo(figures);
      assertThat(addresses).allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    }
  }

  /**
   * Opens a page and waits until it is at rest; skips the test where there is no browser.
   *
   * @param folder an empty folder, for what the browser leaves
   */
  public static Visit open(Path page, Path folder) throws Exception {
    assumeTrue(chromium() != null, "chromium is not on PATH: no report is opened in a browser");
    Path dom = folder.resolve("dom");
    Path log = folder.resolve("log");
    Path network = folder.resolve("network.json");
    List<String> command = new ArrayList<>(List.of(chromium().toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND",
            "--enable-logging=stderr",
            "--virtual-time-budget=90000",
            "--user-data-dir=" + folder.resolve("profile"),
            "--log-net-log=" + network,
            "--dump-dom",
            page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("chromium ends within two minutes").isTrue();
    assertThat(process.exitValue()).isZero();
    List<String> console =
        Files.readAllLines(log).stream().filter(line -> line.contains("CONSOLE")).toList();
    return new Visit(Files.readString(dom), console, requests(network));
  }

  /** Requests of the page; those without a page as their origin are the browser's own errands. */
  private static List<String> requests(Path network) throws IOException {
    List<String> urls = new ArrayList<>();
    for (JsonNode event : new ObjectMapper().readTree(network.toFile()).get("events")) {
      JsonNode request = event.path("params");
      String origin = request.path("initiator").asText("not an origin");
      if (!origin.equals("not an origin")) {
        urls.add(request.path("url").asText());
      }
    }
    return urls;
  }

  private static Path chromium() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, "chromium"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}

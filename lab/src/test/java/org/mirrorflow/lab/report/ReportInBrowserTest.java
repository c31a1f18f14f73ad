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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens the report from disk in Debian's Chromium where that is installed. */
final class ReportInBrowserTest {
  private static final Pattern DRAWING = Pattern.compile("<div class=\"plot\"[^>]*>.{0,400}?<svg");

  @TempDir Path folder;

  @ParameterizedTest(name = "names ending in \"{0}\"")
  @ValueSource(strings = {"", SampleReport.HOSTILE})
  void drawsEveryFigureWithoutErrorsAndWithoutTheNetwork(String name) throws Exception {
    assumeTrue(
        chromium() != null, "chromium is not on PATH: the report is not opened in a browser");
    Report report = SampleReport.of(name);
    Path page = folder.resolve("report.html");
    report.save(page);

    Path dom = folder.resolve("dom");
    Path log = folder.resolve("log");
    Path network = folder.resolve("network.json");
    open(page, dom, log, network);

    int figures = report.chapters().stream().mapToInt(c -> c.figures().size()).sum();
    String drawn = Files.readString(dom);
    assertThat(Files.readAllLines(log)).noneMatch(line -> line.contains("CONSOLE"));
    assertThat(drawn).contains("data-drawn=\"" + figures + "\"");
    assertThat(DRAWING.matcher(drawn).results().count()).isEqualTo(figures);
    assertThat(requests(network))
        .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
  }

  private void open(Path page, Path dom, Path log, Path network) throws Exception {
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
            "--enable-logging=stderr",
            "--virtual-time-budget=20000",
            "--user-data-dir=" + folder.resolve("profile"),
            "--log-net-log=" + network,
            "--dump-dom",
            page.toUri().toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(dom.toFile())
            .redirectError(log.toFile())
            .start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    assertThat(ended).as("chromium ends within a minute").isTrue();
    assertThat(process.exitValue()).isZero();
  }

  private static List<String> requests(Path network) throws IOException {
    List<String> urls = new ArrayList<>();
    for (JsonNode event : new ObjectMapper().readTree(network.toFile()).get("events")) {
      JsonNode url = event.path("params").path("url");
      if (url.isTextual()) {
        urls.add(url.asText());
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

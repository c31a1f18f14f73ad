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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the report from disk in Debian's Chromium where that is installed. */
final class ReportInBrowserTest {
  private static final Pattern DRAWING = Pattern.compile("<div class=\"plot\"[^>]*>.{0,400}?<svg");

  /**
   * Uses every key and button, then counts the saved drawings that are well-formed, the pictures
   * with a size and the tables.
   */
  private static final String PRESS_EVERYTHING =
      """
      <script>
      const saved = [];
      URL.createObjectURL = (blob) => { saved.push(blob); return '#'; };
      HTMLAnchorElement.prototype.click = () => {};
      const isSvg = async (blob) => {
        const read = new DOMParser().parseFromString(await blob.text(), 'image/svg+xml');
        return !read.querySelector('parsererror') && read.querySelectorAll('path, image').length > 0;
      };
      const isPng = async (blob) => new DataView(await blob.arrayBuffer()).getUint32(16) > 800;
      const isCsv = async (blob) => (await blob.text()).split('\\r\\n').length > 3;
      const count = async (name, type, test) => {
        const good = await Promise.all(saved.filter((b) => b.type === type).map(test));
        document.documentElement.dataset[name] = good.filter(Boolean).length;
      };
      const keys = ['ArrowRight', 'PageDown', 'ArrowLeft', '+', '-', '0', 'Escape', '+'];
      setTimeout(() => {
        for (const key of keys) {
          const press = new KeyboardEvent('keydown', { key, cancelable: true });
          document.querySelectorAll('.plot').forEach((plot) => plot.dispatchEvent(press));
        }
        document.querySelectorAll('.legend button:last-child').forEach((b) => b.click());
        document.getElementById('theme').click();
        document.querySelectorAll('.tools button').forEach((b) => b.click());
      }, 3000);
      // Pictures are encoded beside the clock of the page, which runs faster than the true one.
      const countAll = (looks) => {
        const pngs = saved.filter((b) => b.type === 'image/png').length;
        if (looks > 0 && pngs < document.querySelectorAll('.plot').length) {
          setTimeout(() => countAll(looks - 1), 20);
          return;
        }
        count('svg', 'image/svg+xml', isSvg);
        count('png', 'image/png', isPng);
        count('csv', 'text/csv', isCsv);
      };
      setTimeout(() => countAll(3000), 9000);
      </script>
      """;

  @TempDir Path folder;

  @Test
  void drawsEveryFigureWithoutErrorsAndWithoutTheNetwork() throws Exception {
    Report report = SampleReport.of(SampleReport.HOSTILE);
    Path page = folder.resolve("report.html");
    report.save(page);
    Visit visit = open(page);
    int figures = report.chapters().stream().mapToInt(c -> c.figures().size()).sum();
    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom()).contains("data-drawn=\"" + figures + "\"");
    assertThat(DRAWING.matcher(visit.dom()).results().count()).isEqualTo(figures);
    assertThat(visit.addresses())
        .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
  }

  @Test
  void everyKeyAndButtonWorksAndEveryFigureIsSaved() throws Exception {
    Report report = SampleReport.of(SampleReport.HOSTILE);
    StringBuilder html = new StringBuilder();
    report.writeTo(html);
    html.delete(html.indexOf("<meta http-equiv"), html.indexOf("<meta http-equiv=\"x-dns"));
    html.insert(html.lastIndexOf("</body>"), PRESS_EVERYTHING);
    Path page = folder.resolve("save.html");
    Files.writeString(page, html);
    Visit visit = open(page);
    int figures = report.chapters().stream().mapToInt(c -> c.figures().size()).sum();
    assertThat(visit.console()).isEmpty();
    assertThat(visit.dom())
        .contains("data-svg=\"%1$d\"".formatted(figures))
        .contains("data-png=\"%1$d\"".formatted(figures))
        .contains("data-csv=\"%1$d\"".formatted(figures));
  }

  /** The instrument itself: it must see an error and a request where there are some. */
  @Test
  void seesAPageThatFails() throws Exception {
    Path page = folder.resolve("bad.html");
    Files.writeString(page, "<img src='http://example.invalid/a.png'><script>nothing()</script>");
    Visit visit = open(page);
    assertThat(visit.console()).isNotEmpty();
    assertThat(visit.addresses()).contains("http://example.invalid/a.png");
  }

  /** What a page did: its document at the end, lines on the console, addresses it asked for. */
  private record Visit(String dom, List<String> console, List<String> addresses) {}

  private Visit open(Path page) throws Exception {
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

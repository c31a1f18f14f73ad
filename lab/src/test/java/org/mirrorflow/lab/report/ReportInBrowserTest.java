package org.mirrorflow.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opens the report from disk in Debian's Chromium where that is installed. */
final class ReportInBrowserTest {
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
    Browser.Visit visit = Browser.open(page, folder);
    int figures = report.chapters().stream().mapToInt(c -> c.figures().size()).sum();
    visit.drewWithoutErrorsAndWithoutTheNetwork(figures);
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
    Browser.Visit visit = Browser.open(page, folder);
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
    Browser.Visit visit = Browser.open(page, folder);
    assertThat(visit.console()).isNotEmpty();
    assertThat(visit.addresses()).contains("http://example.invalid/a.png");
  }
}

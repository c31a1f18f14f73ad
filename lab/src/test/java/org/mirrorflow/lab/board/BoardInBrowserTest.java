package org.mirrorflow.lab.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.lab.page.FlowPage;
import org.mirrorflow.lab.page.SweepPage;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.sweep.LocalExecutor;
import org.mirrorflow.lab.sweep.Sweep;

/** The board in a browser: what a person would click, and nothing on the console. */
final class BoardInBrowserTest {
  @TempDir static Path folder;

  private static Path runs;

  private static void flow(String map) {
    RunSpec spec =
        RunSpec.of("synthetic:xor,n=8,d=2,seed=0", "dense:8", map).startingAt(1, 0).until(-20);
    RunFolder kept = new RunFolder(runs.resolve(map.replaceAll("\\W", "-")));
    FlowRun run =
        RunSession.begin(spec, RunEnvironment.oneOfMany(Progress.SILENT, () -> false).in(kept));
    new FlowPage(run).save(kept.path().resolve(FlowPage.FILE));
  }

  private static String click(String selector) {
    return "document.querySelector(" + quoted(selector) + ").click()";
  }

  private static String type(String selector, String text) {
    return "(() => { const e = document.querySelector(%s); e.value = %s; e.dispatchEvent(new Event('input', {bubbles: true})); })()"
        .formatted(quoted(selector), quoted(text));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "\\'") + "'";
  }

  private static String rows(int count) {
    return "document.querySelectorAll('#table tbody tr').length === " + count;
  }

  @Test
  void filtersOverlaysStartsAndShowsAPotential() throws Exception {
    runs = Files.createDirectory(folder.resolve("runs"));
    flow("euclidean");
    flow("p:3");
    try (Board board = Board.open(runs, 0, List.of(), Limits.STANDARD);
        DevTools page = DevTools.open(Files.createDirectory(folder.resolve("profile")))) {
      page.go(board.address());
      page.await(rows(2));
      assertThat(page.value("document.getElementById('curve').clientHeight").asInt()).isZero();
      filter(page);
      overlay(page);
      start(page);
      potential(page);
      assertThat(page.console()).isEmpty();
      assertThat(page.requests())
          .isNotEmpty()
          .allMatch(url -> url.startsWith(board.address()) || url.startsWith("data:"));
    }
  }

  /** As a visitor does it: a page without an origin is opened, and a link of it clicked. */
  @Test
  void theLinksOfASweepLeadToItsCells() throws Exception {
    Path sweep = Files.createDirectories(folder.resolve("sweeps/a grid"));
    Path grid =
        Files.writeString(
            folder.resolve("grid.yaml"),
            "{data: 'synthetic:xor,n=8,d=2', model: 'dense:8', map: euclidean, until-log-loss: 1}");
    new Sweep(sweep, new RunStore(sweep), false, false)
        .run(
            Grid.read(grid, 0).cells(),
            new LocalExecutor(1, CellWork.FLOW),
            Progress.SILENT,
            failure -> {},
            () -> false);
    SweepPage.of(sweep).save(sweep.resolve(FlowPage.FILE), "--out " + sweep);
    try (Board board = Board.open(sweep.getParent(), 0, List.of(), Limits.STANDARD);
        DevTools page = DevTools.open(Files.createDirectory(folder.resolve("profile2")))) {
      page.go(board.address());
      page.await(rows(1));
      page.value("document.querySelector('#table tbody a').removeAttribute('target')");
      page.value(click("#table tbody a"));
      page.await("document.querySelectorAll('.explorer details a').length === 1");
      page.value(click(".explorer details a"));
      page.await("document.body.textContent.includes('\"until-log-loss\":\"1.0\"')");
    }
  }

  private static void filter(DevTools page) throws Exception {
    page.value(type("#search", "p:3 finished"));
    page.await(rows(1));
    page.value(type("#search", ""));
    page.value(type("#state", "running"));
    page.await(rows(0));
    page.value(type("#state", ""));
    page.await(rows(2));
    page.value(click("#table thead th:nth-child(5) button"));
    assertThat(
            page.value("document.querySelector('#table tbody td:nth-child(5)').textContent")
                .asText())
        .isEqualTo("euclidean");
    page.value(click("#table thead th:nth-child(5) button"));
    assertThat(
            page.value("document.querySelector('#table tbody td:nth-child(5)').textContent")
                .asText())
        .isEqualTo("p:3");
  }

  private static void overlay(DevTools page) throws Exception {
    page.value("document.querySelectorAll('#table tbody input').forEach((box) => box.click())");
    page.await("document.querySelectorAll('#curve .legend button').length === 2");
    page.value(
        "(() => { const e = document.getElementById('chart'); e.value = 'Margin'; e.dispatchEvent(new Event('change')); })()");
    page.await("document.querySelector('#curve h3').textContent === 'Margin'");
    assertThat(
            page.value(
                    "[...document.querySelectorAll('#curve .legend button')].map((b) => b.textContent).sort().join()")
                .asText())
        .isEqualTo("euclidean,p:3");
    String compare = page.value("document.getElementById('compare').getAttribute('href')").asText();
    assertThat(page.value("fetch('" + compare + "').then((r) => r.text())").asText())
        .contains("2 flows compared", "Numbers of the ends");
  }

  /** A flow of ten classes that would take long: its curve grows, it is stopped, and goes on. */
  private static void start(DevTools page) throws Exception {
    page.value(type("[name=data]", "digits"));
    page.value(type("[name=untilLogLoss]", "-1e12"));
    page.value(type("[name=model]", "dense:20"));
    page.value(
        "document.querySelectorAll('[name=map]').forEach((box) => { box.checked = box.value === 'euclidean'; })");
    page.value(
        "(() => { const e = document.getElementById('chart'); e.value = 'Loss against steps'; e.dispatchEvent(new Event('change')); })()");
    page.value(click("button.main"));
    page.await("document.getElementById('said').textContent.includes('board-0001')");
    page.await("document.querySelectorAll('#table .state.running').length === 1");
    page.await(
        "document.querySelector('#curve h3').textContent === 'Loss against steps' && document.querySelectorAll('#curve .legend button').length === 0 && Number(document.getElementById('curve').dataset.points) > 2");
    int points = page.value("Number(document.getElementById('curve').dataset.points)").asInt();
    page.await("Number(document.getElementById('curve').dataset.points) > " + points);
    page.value(
        "[...document.querySelectorAll('#table button')].find((b) => b.textContent === 'Stop').click()");
    page.await("document.querySelectorAll('#table .state.stopped').length === 1");
    page.value(
        "[...document.querySelectorAll('#table button')].find((b) => b.textContent === 'Resume').click()");
    page.await("document.querySelectorAll('#table .state.running').length === 1");
  }

  private static void potential(DevTools page) throws Exception {
    page.await("document.getElementById('horizon').textContent.includes('lp:3')");
    page.value(type("#formula", "expr:x^4+x^2"));
    page.await("document.getElementById('horizon').textContent.includes('lp:4')");
    page.await("document.querySelectorAll('#formula-section figure svg').length === 2");
    page.value(type("#formula", "expr:nonsense("));
    page.await("document.getElementById('horizon').className === 'error'");
  }
}

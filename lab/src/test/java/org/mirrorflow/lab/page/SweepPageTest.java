package org.mirrorflow.lab.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.board.DevTools;
import org.mirrorflow.lab.report.Browser;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.sweep.LocalExecutor;
import org.mirrorflow.lab.sweep.Sweep;

/** The page of a small sweep: what it shows first, and what a reader makes of it. */
final class SweepPageTest {
  @TempDir static Path folder;

  private static Path page;

  @BeforeAll
  static void sweep() throws Exception {
    Path grid =
        Files.writeString(
            folder.resolve("grid.yaml"),
            """
            data: "synthetic:xor,n=8,d=2"
            model: dense:8
            map: [euclidean, p:3]
            init-scale: [0.5, 1, 2]
            until-log-loss: -5
            seed: {from: 0, to: 2}
            """);
    Path out = folder.resolve("sweep");
    new Sweep(out, new RunStore(out), false, false)
        .run(
            Grid.read(grid, 0).cells(),
            new LocalExecutor(2, CellWork.FLOW),
            Progress.SILENT,
            failure -> {},
            () -> false);
    page = out.resolve("index.html");
    SweepPage.of(out).save(page, "--out " + out);
  }

  @Test
  void opensFromDiskWithAChartAndLinksToTheCells() throws Exception {
    assertThat(page).content().contains("Sweep of 18 runs", "LOSS_TARGET_REACHED");
    assertThat(Files.size(page)).isLessThan(3_000_000);
    Browser.Visit visit = Browser.open(page, Files.createDirectory(folder.resolve("browser")));
    visit.drewWithoutErrorsAndWithoutTheNetwork(1);
    assertThat(visit.dom()).contains("against init_scale", "href=\"cells/");
  }

  @Test
  void theReaderChooses() throws Exception {
    try (DevTools tools = DevTools.open(Files.createDirectory(folder.resolve("profile")))) {
      tools.go(page.toUri().toString());
      tools.await("document.documentElement.dataset.drawn");
      choose(tools, 0, "steps");
      choose(tools, 3, "map");
      tools.await("document.querySelectorAll('.explorer figure').length === 2");
      // Means and intervals of the three seeds, by the numbers in the page.
      assertThat(
              tools
                  .value(
                      """
                      (() => {
                        const all = JSON.parse(document.querySelector('.explorer > script').textContent);
                        const at = (name) => all.columns.findIndex((c) => c.name === name);
                        const own = all.rows.filter((r) => r[at('map')] === 'euclidean' && r[at('init_scale')] === 1).map((r) => r[at('steps')]);
                        const mean = own.reduce((a, b) => a + b, 0) / 3;
                        const half = 4.302652729696 * Math.sqrt(own.reduce((a, b) => a + (b - mean) ** 2, 0) / 2 / 3);
                        const figure = JSON.parse(document.querySelector('.explorer figure script').textContent);
                        const s = figure.series[0];
                        const k = s.x.indexOf(1);
                        return own.length === 3 && Math.abs(s.y[k] - mean) < 1e-6 * mean
                          && Math.abs(s.band.low[k] - mean + half) < 1e-4 * mean && figure.x.scale === 'LINEAR';
                      })()
                      """)
                  .asBoolean())
          .isTrue();
      assertThat(caption(tools)).isEqualTo("Means with 95 % intervals (Student's t) over 3 seeds.");
      choose(tools, 3, "");
      choose(tools, 2, "");
      assertThat(caption(tools))
          .isEqualTo(
              "Means of 6 runs with their range: an interval needs three runs that differ in"
                  + " their seed alone.");
      choose(tools, 2, "map");
      choose(tools, 4, "map");
      assertThat(figureType(tools)).isEqualTo("heatMap");
      choose(tools, 4, "lines");
      choose(tools, 1, "q_margin");
      assertThat(figureType(tools)).isEqualTo("chart");
      assertThat(caption(tools)).isEqualTo("One point for each run.");
      // A band that goes below zero ends at a logarithmic axis; one that is not known has a gap.
      assertThat(
              tools
                  .value(
                      """
                      (() => {
                        const axis = (scale) => ({ name: 'n', unit: '', scale, categories: [] });
                        const band = { low: [1, -2, null, 100], high: [10, 20, null, 1000] };
                        const s = { name: 's', style: 'LINE', x: [1, 2, 3, 4], y: [3, 9, 30, 300], band };
                        const built = Figures.build({ type: 'chart', title: 't', caption: '', x: axis('LINEAR'), y: axis('LOG'), series: [s] },
                          { width: 600, theme: 'light', hidden: new Set() });
                        const drawn = built.option.series.find((one) => one.type === 'custom');
                        const shown = { coordSys: { y: 5, height: 100 }, dataIndex: 0 };
                        const shape = drawn.renderItem(shown, { coord: ([x, y]) => [10 * x, -y] }).shape.points;
                        return JSON.stringify(shape.map((p) => p.map((v) => Math.round(10 * v) / 10)));
                      })()
                      """)
                  .asText())
          .isEqualTo("[[10,-1],[20,-1.3],[40,-3],[40,-2],[20,105],[10,0]]");
      assertThat(ticks(tools, "[1, 2, 3]")).isEqualTo("1");
      assertThat(ticks(tools, "[1, 2.5, 3]")).isEqualTo("null");
      assertThat(ticks(tools, "[0, 1]")).isEqualTo("null");
      assertThat(tools.console()).isEmpty();
      assertThat(tools.requests())
          .allMatch(url -> url.startsWith("file:") || url.startsWith("data:"));
    }
  }

  /** The least distance of ticks on an axis with these values: 1 for counts. */
  private static String ticks(DevTools tools, String values) throws Exception {
    return tools
        .value(
            """
            (() => {
              const axis = { name: 'n', unit: '', scale: 'LINEAR', categories: [] };
              const s = { name: 's', style: 'LINE', x: %1$s, y: %1$s };
              const built = Figures.build({ type: 'chart', title: 't', caption: '', x: axis, y: axis, series: [s] },
                { width: 600, theme: 'light', hidden: new Set() });
              return String(built.option.xAxis.minInterval ?? null);
            })()
            """
                .formatted(values))
        .asText();
  }

  private static String caption(DevTools tools) throws Exception {
    return tools.value("document.querySelector('.explorer figcaption').textContent").asText();
  }

  /** One curve for each map and scale, by the folder and by the store; a colour for each map. */
  @Test
  void theFlowsOfASweepAreCompared() throws Exception {
    Path out = page.getParent();
    ComparisonPage comparison = ComparisonPage.of(List.of(out));
    assertThat(comparison.groups().keySet())
        .containsExactly(
            "euclidean, init-scale 0.5",
            "euclidean, init-scale 1.0",
            "euclidean, init-scale 2.0",
            "p:3, init-scale 0.5",
            "p:3, init-scale 1.0",
            "p:3, init-scale 2.0");
    assertThat(comparison.groups().values()).allMatch(flows -> flows.size() == 3);
    assertThat(ComparisonPage.of(List.of(out.resolve("runs.duckdb"))).groups().keySet())
        .isEqualTo(comparison.groups().keySet());
    Path compared = folder.resolve("compared.html");
    comparison.save(compared);
    assertThat(compared)
        .content()
        .contains("18 flows compared", "mean of 3 flows", "Means of the ends")
        .contains("Band: 95 % interval of the mean (Student&#39;s t) over 3 seeds.")
        .contains("\"like\":\"euclidean, init-scale 0.5\"", "\"like\":\"p:3, init-scale 0.5\"")
        .doesNotContain("\"like\":\"p:3, init-scale 2.0\"");
    int figures = Files.readString(compared).split("<figure ", -1).length - 1;
    assertThat(figures).isGreaterThan(3);
    Browser.open(compared, Files.createDirectory(folder.resolve("browser2")))
        .drewWithoutErrorsAndWithoutTheNetwork(figures);
  }

  @Test
  void theReaderOfAComparisonChoosesCurvesAndAxis() throws Exception {
    List<Path> sweep = List.of(page.getParent());
    ComparisonPage maps = ComparisonPage.of(sweep, List.of("map"), Against.parse("steps"));
    assertThat(maps.groups().keySet()).containsExactly("euclidean", "p:3");
    assertThat(maps.groups().get("p:3")).hasSize(9);
    Path file = folder.resolve("steps.html");
    maps.save(file);
    String againstLoss = "\"x\":{\"categories\":[],\"name\":\"log(1/loss)\"";
    assertThat(file).content().doesNotContain(againstLoss);
    assertThat(ComparisonPage.of(sweep, List.of("map"), Against.LOSS).html())
        .contains("mean of 9 flows", againstLoss)
        .contains("Band of 9 flows: range, from the least to the largest.")
        .doesNotContain("over 9 seeds");
    assertThatThrownBy(() -> ComparisonPage.of(sweep, List.of("nothing"), Against.LOSS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--by nothing");
    assertThatThrownBy(() -> Against.parse("nothing"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("loss, time, steps");
  }

  @Test
  void moreCurvesThanColoursAreRefused() {
    List<Path> flows = new ArrayList<>();
    for (int k = 0; k < 51; k++) {
      Path flow = folder.resolve("many").resolve("" + k);
      new RunFolder(flow).writeSpec(RunSpec.of("iris", "linear", "euclidean").startingAt(1, k));
      flows.add(flow);
    }
    assertThat(ComparisonPage.of(flows).groups()).containsOnlyKeys("euclidean");
    assertThatThrownBy(() -> ComparisonPage.of(flows, List.of("seed"), Against.LOSS))
        .isInstanceOf(InputException.class)
        .hasMessageContainingAll("51 curves", "--by map");
  }

  private static String figureType(DevTools tools) throws Exception {
    return tools
        .value("JSON.parse(document.querySelector('.explorer figure script').textContent).type")
        .asText();
  }

  private static void choose(DevTools tools, int select, String value) throws Exception {
    tools.value(
        "(() => { const s = document.querySelectorAll('.choices select')[%d]; s.value = '%s'; s.dispatchEvent(new Event('change')); })()"
            .formatted(select, value));
  }
}

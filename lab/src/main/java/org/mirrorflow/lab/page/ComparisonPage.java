package org.mirrorflow.lab.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Several flows beside each other. Flows that differ in their seed alone are one curve: the mean,
 * with the range as a band.
 *
 * @param groups flows by what they are called; those of one name differ in their seed
 */
public record ComparisonPage(Map<String, List<Compared>> groups) {

  /**
   * {@return the flows of these folders; those that are still running as far as they are}
   *
   * @param folders of flows, at least one
   * @throws InputException if one holds no flow, or there is none
   */
  public static ComparisonPage of(List<Path> folders) {
    if (folders.isEmpty()) {
      throw new InputException(
          "compare", "no folder", "folders of flow --out", "name one for each flow");
    }
    return new ComparisonPage(Compared.byName(folders.stream().map(Compared::read).toList(), true));
  }

  /**
   * {@return the page as HTML}
   *
   * @throws IOException never, as it is written to memory
   */
  public String html() throws IOException {
    StringBuilder html = new StringBuilder();
    report().writeTo(html);
    return html.toString();
  }

  /**
   * Writes the page.
   *
   * @param file HTML, old or new
   * @throws InputException if it cannot be written there
   */
  public void save(Path file) {
    OutFolder.save(report(), file, "--out " + file);
  }

  private List<Compared> all() {
    return groups.values().stream().flatMap(List::stream).toList();
  }

  private Report report() {
    List<Compared> all = all();
    return new Report(
        all.size() + " flows compared",
        "Curves of flows that differ in their seed alone are drawn as their mean, with the range"
            + " as a band.",
        List.of(),
        List.of(curves(), ends()),
        Bibliography.of(
                all.stream()
                    .flatMap(flow -> List.of(flow.spec().data(), flow.spec().map()).stream())
                    .toList())
            .stream()
            .map(Reference::citation)
            .toList(),
        List.of(new Report.Fact("Version", Version.PROGRAM)));
  }

  private Chapter curves() {
    Map<String, List<Trajectory>> marks = new LinkedHashMap<>();
    groups.forEach(
        (name, flows) -> marks.put(name, flows.stream().map(Compared::trajectory).toList()));
    Overlay overlay = new Overlay(marks);
    List<Figure> figures = new ArrayList<>();
    Map<String, MarkChart> charts = new LinkedHashMap<>();
    MarkChart.OF_FLOWS.forEach(chart -> charts.put(chart.title(), chart));
    all().stream()
        .flatMap(flow -> MarkChart.perGauge(flow.trajectory()).stream())
        .forEach(chart -> charts.putIfAbsent(chart.title(), chart));
    charts.values().forEach(chart -> overlay.chart(chart).ifPresent(figures::add));
    String commands =
        all().stream().map(flow -> flow.spec().command()).collect(Collectors.joining("\n"));
    return new Chapter(
        "curves",
        "Along the flows",
        "How do the flows differ on the way?",
        commands,
        "",
        "",
        figures,
        List.of());
  }

  private Chapter ends() {
    List<List<String>> rows = new ArrayList<>();
    Compared first = all().get(0);
    groups.forEach((name, flows) -> flows.forEach(flow -> rows.add(row(name, flow, first))));
    return new Chapter(
        "ends",
        "The ends",
        "Where did the flows come to?",
        "",
        "",
        "",
        List.of(),
        List.of(
            new Table(
                "Numbers of the ends",
                List.of(
                    "flow",
                    "outcome",
                    "log loss",
                    "steps",
                    "limit gauge",
                    "Q-margin",
                    "KKT gap",
                    "active neurons",
                    "participation ratio",
                    "degrees from the first",
                    "folder"),
                rows,
                "Degrees from the first: the angle between the weights of a flow and those of the"
                    + " first flow. This is meaningful for flows from the same start.")));
  }

  private static List<String> row(String name, Compared flow, Compared first) {
    String folder = flow.folder().toString();
    if (flow.result().isEmpty()) {
      double[] steps = flow.trajectory().column("steps");
      double[] logLoss = flow.trajectory().column(MarkChart.LOG_LOSS);
      int last = steps.length - 1;
      return List.of(
          name,
          "not ended",
          last < 0 ? "–" : Cells.number(logLoss[last]),
          last < 0 ? "–" : Cells.number(steps[last]),
          "–",
          "–",
          "–",
          "–",
          "–",
          "–",
          folder);
    }
    RunResult r = flow.result().get();
    return List.of(
        name,
        r.end().outcome(),
        Cells.number(r.end().logLoss()),
        Cells.number(r.end().steps()),
        r.margin().gauge(),
        Cells.number(r.margin().qMargin()),
        Cells.number(r.certificate().kktGap()),
        Cells.number(r.features().activeNeurons()),
        Cells.number(r.features().participationRatio()),
        Cells.number(flow.angle(first)),
        folder);
  }
}

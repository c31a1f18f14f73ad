package org.mirrorflow.lab.page;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IntSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.RunOption;
import org.mirrorflow.lab.run.RunOptions;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.Trajectory;

/**
 * Several flows beside each other. Flows of one name are one curve: the mean, with a band around
 * it. Curves of one map share a colour.
 *
 * @param groups flows by what they are called
 * @param against what the quantities are plotted against
 */
public record ComparisonPage(Map<String, List<Compared>> groups, Against against) {
  /** More cannot be told apart, and make a page of many megabytes. */
  private static final int MOST_CURVES = 50;

  /** More commands are not read. */
  private static final int MOST_COMMANDS = 12;

  /** More flows have no row of their own. */
  private static final int MOST_ROWS = 200;

  /**
   * {@return the flows of these places; those that are still running as far as they are. Flows that
   * differ in their seed alone are one curve}
   *
   * @param places folders of flows and of sweeps, and stores, at least one
   * @throws InputException if one holds no flow, or there is none
   */
  public static ComparisonPage of(List<Path> places) {
    return of(places, List.of(), Against.LOSS);
  }

  /**
   * {@return the flows of these places; those that are still running as far as they are}
   *
   * @param places folders of flows and of sweeps, and stores, at least one
   * @param by names of the options by which curves are told apart; none: by all in which the flows
   *     differ, apart from the seed
   * @param against what the quantities are plotted against
   * @throws InputException if one holds no flow, there is none, or there are too many curves
   */
  public static ComparisonPage of(List<Path> places, List<String> by, Against against) {
    if (places.isEmpty()) {
      throw new InputException(
          "compare", "no folder", "folders of flow --out or sweep --out", "name one for each flow");
    }
    List<Compared> flows = places.stream().flatMap(at -> Compared.at(at).stream()).toList();
    List<RunOption<?>> options = by.stream().<RunOption<?>>map(ComparisonPage::option).toList();
    Map<String, List<Compared>> groups =
        options.isEmpty() ? Compared.byName(flows, true) : Compared.by(options, flows);
    if (groups.size() > MOST_CURVES) {
      throw new InputException(
          "compare",
          groups.size() + " curves",
          MOST_CURVES + " at most",
          "name fewer flows, or the options that tell curves apart, for example --by map");
    }
    return new ComparisonPage(groups, against);
  }

  private static RunOption<?> option(String name) {
    return RunOptions.ALL.stream()
        .filter(option -> option.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--by " + name,
                    "no option of a flow",
                    RunOptions.ALL.stream().map(RunOption::name).collect(Collectors.joining(", ")),
                    "choose among them"));
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
        all.size() + (all.size() == 1 ? " flow" : " flows compared"),
        said(all.size() == groups.size()),
        List.of(),
        List.of(curves(), ends()),
        Bibliography.of(
                all.stream()
                    .flatMap(flow -> Stream.of(flow.spec().data(), flow.spec().map()))
                    .distinct()
                    .toList())
            .stream()
            .map(Reference::citation)
            .toList(),
        List.of(new Report.Fact("Version", Version.PROGRAM)));
  }

  private String said(boolean apart) {
    String curves =
        apart
            ? "One curve for each flow."
            : "Each curve is the mean of "
                + fewestToMost()
                + " flows, drawn where all of them are known, with a band around it.";
    return maps().isEmpty() ? curves : curves + " Curves of one map share a colour.";
  }

  private String fewestToMost() {
    IntSummaryStatistics sizes = groups.values().stream().mapToInt(List::size).summaryStatistics();
    return sizes.getMin() == sizes.getMax()
        ? "" + sizes.getMax()
        : sizes.getMin() + " to " + sizes.getMax();
  }

  private Chapter curves() {
    Map<String, List<Trajectory>> marks = new LinkedHashMap<>();
    groups.forEach(
        (name, flows) -> marks.put(name, flows.stream().map(Compared::trajectory).toList()));
    Set<String> seedsAlone = new HashSet<>(groups.keySet());
    seedsAlone.removeIf(name -> !Compared.seedsAlone(groups.get(name)));
    Overlay overlay = new Overlay(marks, maps(), seedsAlone);
    Map<String, MarkChart> charts = new LinkedHashMap<>();
    MarkChart.OF_FLOWS.forEach(chart -> charts.put(chart.title(), chart));
    all().stream()
        .flatMap(flow -> MarkChart.perGauge(flow.trajectory()).stream())
        .forEach(chart -> charts.putIfAbsent(chart.title(), chart));
    List<Figure> figures = new ArrayList<>();
    charts.values().forEach(chart -> overlay.chart(against.of(chart)).ifPresent(figures::add));
    return new Chapter(
        "curves",
        "Along the flows",
        "How do the flows differ on the way?",
        "",
        "",
        "",
        figures,
        List.of());
  }

  /** The maps of the curves; none if there is one alone, or curves of one name have several. */
  private Map<String, String> maps() {
    Map<String, String> maps = new HashMap<>();
    for (Map.Entry<String, List<Compared>> group : groups.entrySet()) {
      List<String> own =
          group.getValue().stream().map(flow -> flow.spec().map()).distinct().toList();
      if (own.size() > 1) {
        return Map.of();
      }
      maps.put(group.getKey(), own.get(0));
    }
    return Set.copyOf(maps.values()).size() > 1 ? maps : Map.of();
  }

  private Chapter ends() {
    List<Table> tables = new ArrayList<>();
    if (groups.size() < all().size()) {
      tables.add(new EndsByCurve(groups).table());
    }
    if (all().size() <= MOST_ROWS) {
      tables.add(ofFlows());
    }
    return new Chapter(
        "ends",
        "The ends",
        "Where did the flows come to?",
        all().size() > MOST_COMMANDS
            ? ""
            : all().stream().map(flow -> flow.spec().command()).collect(Collectors.joining("\n")),
        "",
        "",
        List.of(),
        tables);
  }

  private Table ofFlows() {
    List<List<String>> rows = new ArrayList<>();
    Compared first = all().get(0);
    groups.forEach((name, flows) -> flows.forEach(flow -> rows.add(row(name, flow, first))));
    return new Table(
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
        "Degrees from the first: the angle between the weights of a flow and those of the first"
            + " flow. This is meaningful for flows from the same start. A sweep keeps no weights.");
  }

  private static List<String> row(String name, Compared flow, Compared first) {
    String folder = flow.folder().toString();
    if (flow.result().isEmpty()) {
      return List.of(
          name,
          "not ended",
          last(flow.trajectory(), MarkChart.LOG_LOSS),
          last(flow.trajectory(), "steps"),
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

  private static String last(Trajectory trajectory, String column) {
    double[] values = trajectory.rows().isEmpty() ? new double[0] : trajectory.column(column);
    return values.length == 0 ? "–" : Cells.number(values[values.length - 1]);
  }
}

package org.mirrorflow.lab.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.horizon.HorizonPicture;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Shapes;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.Ending;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.map.MirrorMap;

/**
 * The page of one flow: how it ended, loss, margin, certificate, balance, features and horizon.
 *
 * @param run that has ended
 */
public record FlowPage(FlowRun run) {
  /** Its name in the folder of the run. */
  public static final String FILE = "index.html";

  /**
   * Writes the page.
   *
   * @param file HTML, old or new
   * @throws org.mirrorflow.io.InputException if it cannot be written there
   */
  public void save(Path file) {
    OutFolder.save(report(), file, "--out " + file);
  }

  private Report report() {
    Ending ending = Ending.of(run);
    List<Chapter> chapters = new ArrayList<>();
    chapters.add(outcome(ending));
    chapters.add(training());
    chapters.add(features());
    chapters.add(horizon());
    chapters.removeIf(chapter -> chapter.figures().isEmpty() && chapter.tables().isEmpty());
    return new Report(
        run.spec().data() + ", " + run.spec().model() + ", " + run.spec().map(),
        ending.outcome().success() ? headline() : Cells.sentence(ending),
        List.of(),
        chapters,
        Bibliography.of(List.of(run.spec().data(), run.spec().map())).stream()
            .map(Reference::citation)
            .toList(),
        List.of(
            new Report.Fact("Seed", Long.toString(run.spec().seed())),
            new Report.Fact("Version", Version.PROGRAM),
            new Report.Fact("Java", System.getProperty("java.version"))));
  }

  private String headline() {
    RunResult r = run.result();
    return "Mirror flow reached log loss "
        + Cells.number(r.end().logLoss())
        + ". It maximises the margin in the gauge "
        + r.margin().gauge()
        + ", which is now "
        + Cells.number(r.margin().qMargin())
        + (r.certificate().kktGap() == null
            ? "."
            : "; the KKT gap is " + Cells.number(r.certificate().kktGap()) + ".");
  }

  private Chapter outcome(Ending ending) {
    RunResult r = run.result();
    String warnings = r.warnings().isEmpty() ? "" : "\n" + String.join("\n", r.warnings());
    return new Chapter(
        "end",
        "The end",
        "How far did the flow come?",
        run.spec().command(),
        "",
        Cells.sentence(ending) + warnings,
        List.of(),
        List.of(new Table("Numbers of the end", List.of("what", "value"), Cells.end(r), "")));
  }

  private Chapter training() {
    List<Figure> figures = new ArrayList<>();
    List<MarkChart> charts = new ArrayList<>(MarkChart.ALL);
    charts.addAll(MarkChart.gauges(run.trajectory()));
    charts.forEach(chart -> chart.of(run.trajectory()).ifPresent(figures::add));
    Boundary.of(run.problem().model(), run.problem().data(), run.theta()).ifPresent(figures::add);
    return new Chapter(
        "training",
        "Along the flow",
        "What grows, what is conserved, and how near is a KKT point?",
        "",
        "The loss falls like 1/t up to powers of log t, the margin tends to its limit, balance is"
            + " conserved and the KKT gap tends to 0.",
        "",
        figures,
        List.of());
  }

  private Chapter features() {
    List<Figure> figures = new ArrayList<>();
    WeightPictures.strengths(run.problem().model(), run.theta()).ifPresent(figures::add);
    MarkChart.features(run.problem().model().hiddenLayers().size())
        .of(run.trajectory())
        .ifPresent(figures::add);
    WeightPictures.firstLayer(run.problem().model(), run.problem().data(), run.theta())
        .ifPresent(figures::add);
    List<Table> tables =
        run.result().layers().isEmpty() ? List.of() : List.of(Cells.layers(run.result().layers()));
    return new Chapter(
        "features",
        "Features",
        "How many neurons are active?",
        "",
        "Gauges near l1 leave few strong neurons; gauges with a large index use all of them"
            + " evenly.",
        "",
        figures,
        tables);
  }

  private Chapter horizon() {
    List<Figure> figures = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    for (MirrorMap map : run.problem().map().maps()) {
      if (!seen.contains(map.spec())) {
        seen.add(map.spec());
        figures.add(balls(map));
      }
    }
    MapHorizon horizon = MapHorizon.of(run.problem().map());
    return new Chapter(
        "horizon",
        "Horizon",
        "Which gauge does the potential tend to?",
        "",
        "Limit gauge "
            + horizon.gauge().spec()
            + ", regime "
            + horizon.regime().kind().name().toLowerCase(Locale.ROOT)
            + ".",
        "",
        figures,
        List.of());
  }

  /** The sublevel set at the present scale among those of the limit and of smaller scales. */
  private Shapes balls(MirrorMap map) {
    double[] logScale = run.trajectory().column("logScale");
    double now = logScale.length == 0 ? 0 : logScale[logScale.length - 1];
    HorizonPicture picture =
        Double.isFinite(now)
            ? HorizonPicture.of(map.potential(), Math.min(0, now), now)
            : HorizonPicture.of(map.potential());
    List<Shapes.Shape> shapes = new ArrayList<>();
    picture
        .limit()
        .ifPresent(ball -> shapes.add(new Shapes.Shape("limit", ball.x(), ball.y(), true, true)));
    for (HorizonPicture.Ball ball : picture.balls()) {
      String name = "scale " + Cells.number(Math.exp(ball.logScale()));
      if (shapes.stream().noneMatch(shape -> shape.name().equals(name))) {
        shapes.add(new Shapes.Shape(name, ball.x(), ball.y(), true, false));
      }
    }
    return new Shapes(
        "Sublevel sets of " + map.spec(),
        Axis.linear("first coordinate").in("scales"),
        Axis.linear("second coordinate").in("scales"),
        shapes,
        "Each set is divided by its scale. The largest scale is that of the weights at the end; the"
            + " shaded ball is that of the limit gauge.");
  }
}

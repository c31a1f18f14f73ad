package org.mirrorflow.lab.advise;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.OutFolder;

/**
 * Advice as a page.
 *
 * @param advisor who was asked
 * @param data about which data
 * @param advice the answer
 */
public record AdviceReport(Advisor advisor, Dataset data, Advice advice) {

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
    Chapter chapter =
        new Chapter(
            "advice",
            "Which map",
            "Which map and initial scale serve the goal " + advice.goal() + "?",
            "./mirrorflow advise --data %s --model %s --goal %s --budget %s --seed %d"
                .formatted(
                    data.name(), advisor.model(), advice.goal(), advisor.seconds(), advisor.seed()),
            "Maps with limit exponent p near 1 need few units; maps with p above 2 use"
                + " all of them. Which map classifies new samples better depends on the data.",
            outcome(),
            List.of(front()),
            List.of(table()));
    return new Report(
        "Advice on the map",
        advice.sentence(),
        List.of(),
        List.of(chapter),
        List.of(
            Bibliography.SOFTWARE.citation(),
            Bibliography.MIRROR_FLOW_BIAS.citation(),
            Bibliography.HALVING.citation()),
        List.of(
            new Report.Fact("data", data.name() + ", " + data.size() + " samples"),
            new Report.Fact("model", advisor.model()),
            new Report.Fact("merit", advisor.goal().meaning()),
            new Report.Fact("seconds", String.format(Locale.ROOT, "%.1f", advice.seconds()))));
  }

  private String outcome() {
    String difference =
        advice.error() == null
            ? String.format(Locale.ROOT, "%.4g, from too few runs for an error", advice.merit())
            : String.format(Locale.ROOT, "%.4g ± %.2g", advice.merit(), advice.error());
    return advice.sentence()
        + "\nMerit less that of the default ("
        + advisor.goal().meaning()
        + "): "
        + difference
        + ".";
  }

  /** One series per map, so that its scales are seen together. */
  private Chart front() {
    List<Series> series = new ArrayList<>();
    List<String> maps = advice.candidates().stream().map(Advice.Line::map).distinct().toList();
    for (String map : maps) {
      List<Advice.Line> of = advice.candidates().stream().filter(l -> l.map().equals(map)).toList();
      double[] accuracy = of.stream().mapToDouble(Advice.Line::accuracy).toArray();
      double[] low = of.stream().mapToDouble(Advice.Line::accuracyLow).toArray();
      double[] high = of.stream().mapToDouble(Advice.Line::accuracyHigh).toArray();
      series.add(
          Series.scatter(map, of.stream().mapToDouble(Advice.Line::unitsNeeded).toArray(), accuracy)
              .withBand(low, high));
    }
    return new Chart(
        "Accuracy and units needed",
        Axis.linear("units needed for 99 % of the accuracy"),
        Axis.linear("accuracy on held-out samples"),
        series,
        "Up and to the left is better; whiskers are Wilson's 95 % interval. Candidates of"
            + " different rungs saw different numbers of samples.");
  }

  private Table table() {
    List<List<String>> rows = new ArrayList<>();
    for (Advice.Line line : advice.candidates()) {
      rows.add(
          List.of(
              line.map(),
              text("%s", line.initScale()),
              text("%d", line.rung()),
              text("%d", line.runs()),
              text("%.3f", line.accuracy()) + text(" ± %.3f", line.accuracyError()),
              text("%.1f", line.unitsNeeded()),
              text("%.3f", line.halfAccuracy()),
              line.steps(),
              line.regime().toLowerCase(Locale.ROOT),
              line.timeNearLimit(),
              line.pareto() ? "yes" : ""));
    }
    return new Table(
        "Candidates, best first",
        List.of(
            "map",
            "scale",
            "rung",
            "runs",
            "accuracy",
            "units",
            "of half",
            "steps to fit",
            "regime",
            "log log t",
            "front"),
        rows,
        "Means over runs, on held-out samples. Units: how many are needed for 99 % of the accuracy."
            + " Of half: the accuracy without a random half of the units. log log t: the predicted"
            + " time at which the map is within 10 % of its limit. Cut: the time ran out during a"
            + " run. Front: no other candidate of the rung is better in accuracy, units and steps"
            + " at once.");
  }

  private static String text(String format, Object value) {
    return String.format(Locale.ROOT, format, value);
  }
}

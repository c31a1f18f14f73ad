package org.mirrorflow.lab.page;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.mirrorflow.lab.Version;
import org.mirrorflow.lab.certify.CertifyAnswer;
import org.mirrorflow.lab.certify.CertifyRequest;
import org.mirrorflow.lab.cite.Bibliography;
import org.mirrorflow.lab.cite.Reference;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.OutFolder;

/**
 * The page of a certificate: the gap with its bounds, the samples that carry it, and the network.
 *
 * @param request weights, data and network
 * @param answer the numbers
 */
public record CertifyPage(CertifyRequest request, CertifyAnswer answer) {

  /**
   * Writes the page.
   *
   * @param file HTML, old or new
   * @throws org.mirrorflow.io.InputException if it cannot be written there
   */
  public void save(Path file) {
    OutFolder.save(report(), file, "--html " + file);
  }

  private Report report() {
    List<Figure> figures = new ArrayList<>();
    if (answer.multipliers().length > 0) {
      figures.add(multipliers());
    }
    WeightPictures.strengths(request.network(), request.theta()).ifPresent(figures::add);
    WeightPictures.firstLayer(request.network(), request.data(), request.theta())
        .ifPresent(figures::add);
    Boundary.of(request.network(), request.data(), request.theta()).ifPresent(figures::add);
    return new Report(
        "Certificate in " + answer.gauge(),
        said(),
        List.of(),
        List.of(
            new Chapter(
                "certificate",
                "Certificate",
                "How near are the weights to a KKT point of the margin problem?",
                "",
                "",
                "",
                figures,
                List.of(new Table("Numbers", List.of("what", "value"), numbers(), "")))),
        Bibliography.of(List.of()).stream().map(Reference::citation).toList(),
        List.of(
            new Report.Fact("Layers", answer.layers()),
            new Report.Fact("Version", Version.PROGRAM)));
  }

  private String said() {
    return answer.kktGap() == null
        ? answer.status() + ": there is no certificate."
        : "The relative KKT gap is at most "
            + Cells.number(answer.kktGap())
            + " and at least "
            + Cells.number(answer.kktGapLower())
            + "; 0 at a KKT point.";
  }

  private List<List<String>> numbers() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("bounds", answer.status()));
    rows.add(List.of("Q-margin", Cells.number(answer.qMargin())));
    rows.add(List.of("smallest margin", Cells.number(answer.minMargin())));
    rows.add(List.of("KKT gap, slopes at kinks free", Cells.number(answer.kktGap())));
    rows.add(List.of("its lower bound", Cells.number(answer.kktGapLower())));
    rows.add(List.of("KKT gap, one slope per sample", Cells.number(answer.kktGapFixed())));
    rows.add(List.of("distance to the certified point", Cells.number(answer.kinkDistance())));
    rows.add(List.of("support vectors", Cells.number(answer.supportVectors().length)));
    rows.add(List.of("kinks", Cells.number(answer.kinks())));
    if (answer.limit() != null) {
      rows.add(List.of("Q-margin of the limit", Cells.number(answer.limit().qMargin())));
      rows.add(List.of("KKT gap of the limit", Cells.number(answer.limit().kktGap())));
      rows.add(List.of("degrees to the limit", Cells.number(answer.limit().angleDegrees())));
    }
    return rows;
  }

  private Chart multipliers() {
    double[] sorted = answer.multipliers().clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    return new Chart(
        "Multipliers of the support vectors",
        Axis.linear("rank"),
        Axis.linear("multiplier").in("share of the largest"),
        List.of(
            Series.line(
                "multipliers",
                IntStream.rangeClosed(1, n).asDoubleStream().toArray(),
                IntStream.range(0, n)
                    .mapToDouble(k -> sorted[n - 1 - k] / sorted[n - 1])
                    .toArray())),
        "The samples that carry the certificate, the heaviest first: few of them mean few support"
            + " vectors.");
  }
}

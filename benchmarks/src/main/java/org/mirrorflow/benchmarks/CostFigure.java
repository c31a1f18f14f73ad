package org.mirrorflow.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.lab.report.Axis;
import org.mirrorflow.lab.report.Chapter;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Report;
import org.mirrorflow.lab.report.Series;

/**
 * How the time of a step of the flow grows, as a page.
 *
 * @param product samples × parameters
 * @param microseconds per step, as many
 */
record CostFigure(double[] product, double[] microseconds) {

  void save(Path file) throws IOException {
    int middle = product.length / 2;
    double[] linear =
        Arrays.stream(product).map(p -> microseconds[middle] * p / product[middle]).toArray();
    Chart chart =
        new Chart(
            "Time of a step",
            Axis.log("samples × parameters"),
            Axis.log("time of a step").in("µs"),
            List.of(
                Series.line("measured", product, microseconds),
                Series.dashed("proportional", product, linear)),
            "Over three decades of size the time of a step of the flow is proportional to it.");
    Chapter chapter =
        new Chapter(
            "cost",
            "Cost",
            "How does the cost of a step grow with samples and parameters?",
            "benchmarks/run flow " + file.getFileName(),
            "proportional to samples × parameters",
            "teacher data in 20 dimensions, one hidden layer, hyperbolic entropy; fastest of all"
                + " rounds",
            List.of(chart),
            List.of());
    new Report("Cost of a step", "", List.of(), List.of(chapter), List.of(), List.of()).save(file);
  }
}

package org.mirrorflow.lab.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.lab.report.Table;
import org.mirrorflow.lab.run.Ending;
import org.mirrorflow.lab.run.RunResult;

/** Numbers of results as the cells of tables. */
final class Cells {
  private Cells() {}

  /** Five significant digits; a dash for a number that does not exist. */
  static String number(Number x) {
    return digits(x, "%.5g");
  }

  /** Three significant digits, and all before the point. */
  static String brief(double x) {
    return digits(x, Math.abs(x) < 1000 ? "%.3g" : "%.0f");
  }

  private static String digits(Number x, String format) {
    if (x == null || !Double.isFinite(x.doubleValue())) {
      return "–";
    }
    double value = x.doubleValue();
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, format, value);
  }

  /** What happened, and what helps unless it is a success. */
  static String sentence(Ending ending) {
    return ending.outcome().success()
        ? ending.outcome() + ": " + ending.meaning() + "."
        : ending.text() + ".";
  }

  /** Name and value of what a result says of the end. */
  static List<List<String>> end(RunResult r) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("outcome", r.end().outcome()));
    add(rows, "log loss", r.end().logLoss());
    add(rows, "log t", r.end().logTime());
    add(rows, "accepted steps", r.end().steps());
    add(rows, "seconds", r.end().seconds());
    add(rows, "accuracy on the training data", r.accuracy());
    add(rows, "accuracy on held-out samples", r.more().get("testAccuracy"));
    add(rows, "log of the mean loss on them", r.more().get("testLogLoss"));
    rows.add(List.of("limit gauge", r.margin().gauge()));
    add(rows, "Q-margin", r.margin().qMargin());
    add(rows, "smoothed margin", r.margin().smoothedMargin());
    add(rows, "KKT gap, slopes at kinks free", r.certificate().kktGap());
    add(rows, "its lower bound", r.certificate().kktGapLower());
    add(rows, "KKT gap, one slope per sample", r.certificate().kktGapFixed());
    add(rows, "distance to the certified point", r.certificate().kinkDistance());
    add(rows, "kinks", r.certificate().kinks());
    add(rows, "largest balance drift", r.balance().balanceDrift());
    add(rows, "largest balance drift of a neuron", r.balance().neuronBalanceDrift());
    r.more()
        .forEach(
            (name, value) -> {
              if (name.startsWith("qMargin_")) {
                String gauge = name.substring("qMargin_".length());
                add(rows, "Q-margin in " + gauge, value);
                add(rows, "KKT gap in " + gauge, r.more().get("kktGap_" + gauge));
              }
            });
    return rows;
  }

  private static void add(List<List<String>> rows, String name, Number value) {
    if (value != null) {
      rows.add(List.of(name, number(value)));
    }
  }

  /** Features of the hidden layers. */
  static Table layers(List<RunResult.Layer> layers) {
    List<String> names = List.copyOf(layers.get(0).features().keySet());
    List<String> columns = new ArrayList<>(List.of("layer", "neurons"));
    names.forEach(name -> columns.add(words(name)));
    List<List<String>> rows = new ArrayList<>();
    for (RunResult.Layer layer : layers) {
      List<String> row = new ArrayList<>(List.of(layer.name(), number(layer.neurons())));
      names.forEach(name -> row.add(number(layer.feature(name))));
      rows.add(row);
    }
    return new Table("Layers", columns, rows, "");
  }

  /** participationRatio becomes participation ratio. */
  private static String words(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}

package org.mirrorflow.lab.study;

import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import org.mirrorflow.lab.report.Chart;
import org.mirrorflow.lab.report.Figure;
import org.mirrorflow.lab.report.Series;
import org.mirrorflow.lab.report.Table;

/** Captions without the sentence on intervals where there are none: a study of one start. */
final class Captions {
  private static final Pattern SENTENCE =
      Pattern.compile("\\s*[^.;]*" + Pattern.quote(Interval.WORDS) + "[^.;]*[.;]");

  private Captions() {}

  static Figure of(Figure figure) {
    if (!(figure instanceof Chart chart) || chart.series().stream().anyMatch(Captions::interval)) {
      return figure;
    }
    return new Chart(chart.title(), chart.x(), chart.y(), chart.series(), without(chart.caption()));
  }

  private static boolean interval(Series series) {
    return series.band() != null && DoubleStream.of(series.band().low()).anyMatch(Double::isFinite);
  }

  static Table of(Table table) {
    boolean intervals =
        table.rows().stream().anyMatch(row -> row.stream().anyMatch(cell -> cell.contains(" [")));
    return intervals
        ? table
        : new Table(table.title(), table.columns(), table.rows(), without(table.caption()));
  }

  private static String without(String caption) {
    String left = SENTENCE.matcher(caption).replaceAll("").strip().replaceFirst(";$", ".");
    return left.isEmpty() && !caption.isEmpty() ? "One start." : left;
  }
}

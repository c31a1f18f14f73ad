package org.mirrorflow.lab.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.report.Axis;

/** What the quantities of several flows are plotted against. */
public enum Against {
  /** log(1/ℒ), which grows along every flow. */
  LOSS(MarkChart.DECAY, MarkChart.Abscissa.DECAY),
  /** log t. */
  TIME(Axis.linear("log t").in("natural logarithm"), MarkChart.Abscissa.LOG_TIME),
  /** Accepted steps. */
  STEPS(Axis.linear("accepted steps"), MarkChart.Abscissa.STEPS);

  private final Axis axis;
  private final MarkChart.Abscissa abscissa;

  Against(Axis axis, MarkChart.Abscissa abscissa) {
    this.axis = axis;
    this.abscissa = abscissa;
  }

  /**
   * {@return the axis of a word}
   *
   * @param word {@code loss}, {@code time} or {@code steps}
   * @throws InputException if it is another word
   */
  public static Against parse(String word) {
    return Arrays.stream(values())
        .filter(against -> against.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--against " + word,
                    "unknown axis",
                    Arrays.stream(values()).map(Against::word).collect(Collectors.joining(", ")),
                    "choose one of them"));
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** A chart along the loss against this instead; any other as it is. */
  MarkChart of(MarkChart chart) {
    return chart.abscissa().equals(MarkChart.Abscissa.DECAY)
        ? chart.against(axis, abscissa)
        : chart;
  }
}

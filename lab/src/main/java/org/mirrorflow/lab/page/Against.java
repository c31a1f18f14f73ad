package org.mirrorflow.lab.page;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.report.Axis;

/** What the quantities of several flows are plotted against. */
public enum Against {
  /** log(1/ℒ), which grows along every flow. */
  LOSS,
  /** log t. */
  TIME,
  /** Accepted steps. */
  STEPS;

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
    if (!chart.abscissa().equals(MarkChart.Abscissa.DECAY)) {
      return chart;
    }
    return switch (this) {
      case LOSS -> chart;
      case TIME ->
          chart.against(Axis.linear("log t").in("natural logarithm"), MarkChart.Abscissa.LOG_TIME);
      case STEPS -> chart.against(Axis.linear("accepted steps"), MarkChart.Abscissa.STEPS);
    };
  }
}

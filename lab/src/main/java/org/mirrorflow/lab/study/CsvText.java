package org.mirrorflow.lab.study;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Builds comma-separated values. Words must not contain commas, quotes or line ends. */
final class CsvText {
  private final StringBuilder text = new StringBuilder();

  CsvText(String... columns) {
    row((Object[]) columns);
  }

  /** One more line; numbers read back to the same bits. */
  CsvText row(Object... cells) {
    String line =
        Arrays.stream(cells)
            .map(cell -> cell instanceof Double d ? number(d) : plain(String.valueOf(cell)))
            .collect(Collectors.joining(","));
    text.append(line).append('\n');
    return this;
  }

  private static String number(double x) {
    boolean whole = x == Math.rint(x) && Math.abs(x) < 1e15;
    return whole ? Long.toString((long) x) : Double.toString(x);
  }

  private static String plain(String word) {
    return word.replaceAll("[,\"\\r\\n]", ";");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}

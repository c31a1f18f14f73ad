package org.mirrorflow.lab.page;

import java.util.IntSummaryStatistics;

/** Counts the bands of a chart for its caption. */
final class Bands {
  private final IntSummaryStatistics intervals = new IntSummaryStatistics();
  private final IntSummaryStatistics ranges = new IntSummaryStatistics();

  /** A curve, the mean of so many; one alone has no band. */
  void add(int flows, Spread spread) {
    if (flows > 1) {
      (spread.isInterval() ? intervals : ranges).accept(flows);
    }
  }

  /** For example {@code Band: 95 % interval of the mean (Student's t) over 5 seeds.} */
  String said() {
    StringBuilder said = new StringBuilder();
    if (intervals.getCount() > 0) {
      said.append(" Band: ")
          .append(Spread.INTERVAL)
          .append(" over ")
          .append(number(intervals))
          .append(" seeds.");
    }
    if (ranges.getCount() > 0) {
      said.append(" Band of ")
          .append(number(ranges))
          .append(" flows: ")
          .append(Spread.RANGE)
          .append('.');
    }
    return said.toString();
  }

  private static String number(IntSummaryStatistics sizes) {
    return sizes.getMin() == sizes.getMax()
        ? "" + sizes.getMax()
        : sizes.getMin() + " to " + sizes.getMax();
  }
}

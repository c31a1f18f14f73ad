package org.mirrorflow.lab.study;

import java.util.List;
import java.util.stream.LongStream;
import org.mirrorflow.lab.report.Table;

/** What the chapters of known results share: their tables, and the steps that they look at. */
final class Stated {
  private static final int PER_DECADE = 6;

  /**
   * A statement of others beside what came out here.
   *
   * @param what is stated, in words
   * @param source author, year, place
   * @param stated their number, order or inequality
   * @param ours what was measured
   */
  record Row(String what, String source, String stated, String ours) {}

  /**
   * A setting.
   *
   * @param what it sets
   * @param theirs as far as it is known; "not known" otherwise
   * @param ours what the chapter uses
   */
  record Setting(String what, String theirs, String ours) {}

  /**
   * Something that was not repeated.
   *
   * @param what it is
   * @param why it was not
   */
  record Gap(String what, String why) {}

  private Stated() {}

  /** Results, settings and what was left out, in this order. */
  static List<Table> tables(
      String chapter, List<Row> rows, List<Setting> settings, List<Gap> gaps) {
    return List.of(
        new Table(
            "Stated by others, and ours (" + chapter + ")",
            List.of("statement and source", "stated", "ours"),
            rows.stream()
                .map(r -> List.of(r.what + " (" + r.source + ")", r.stated, r.ours))
                .toList(),
            "Numbers of others are given only where a source has them."),
        new Table(
            "Settings (" + chapter + ")",
            List.of("setting", "theirs", "ours"),
            settings.stream().map(s -> List.of(s.what, s.theirs, s.ours)).toList(),
            "As far as they are public; what is not known is our choice."),
        new Table(
            "Not repeated (" + chapter + ")",
            List.of("what", "why"),
            gaps.stream().map(g -> List.of(g.what, g.why)).toList(),
            ""));
  }

  /** Numbers of steps that are even in their logarithm, from 1 to the last. */
  static long[] steps(long last) {
    return LongStream.concat(
            LongStream.range(0, 1 + (long) (PER_DECADE * Math.log10((double) last)))
                .map(k -> Math.round(Math.pow(10, (double) k / PER_DECADE)))
                .filter(k -> k < last),
            LongStream.of(last))
        .distinct()
        .toArray();
  }

  /** Cosine of the angle between two vectors. */
  static double cosine(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int j = 0; j < a.length; j++) {
      ab += a[j] * b[j];
      aa += a[j] * a[j];
      bb += b[j] * b[j];
    }
    return ab / Math.sqrt(aa * bb);
  }
}

package org.mirrorflow.map.formula;

import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Decides whether f'' &gt; 0 on a range of x by interval arithmetic over cells of log x. If the
 * bounds of f'' on a cell are positive, f is convex there. A point at which they are negative shows
 * that f is not convex. Every other cell is halved, the widest first. So narrow features are found
 * wherever they lie.
 *
 * @param refuted log x of a point with f'' &lt; 0; empty if there is none or it was not found
 * @param doubt log x of the ends of the range that holds all cells on which f'' could not be
 *     decided; empty if there are none
 */
record Convexity(Optional<Double> refuted, Optional<Range> doubt) {
  /** Instructions carried out on cells: a fraction of a second and some 15 MB. */
  private static final int BUDGET = 6_000;

  /** Cells narrower than this, in units of max(1, |log x|), are halved no more. */
  private static final double NARROWEST = 1e-12;

  /** Ends of a range of log x. */
  record Range(double from, double to) {
    double width() {
      return to - from;
    }

    double middle() {
      return 0.5 * (from + to);
    }

    Range span(Range b) {
      return new Range(Math.min(from, b.from), Math.max(to, b.to));
    }

    private boolean narrow() {
      return width() <= NARROWEST * Math.max(1, Math.abs(from));
    }
  }

  static Convexity of(Program program, double from, double to) {
    ArrayDeque<Range> cells = new ArrayDeque<>();
    cells.add(new Range(from, to));
    Range doubt = null;
    int most = BUDGET / program.length();
    for (int looked = 0; !cells.isEmpty(); looked++) {
      Range cell = cells.remove();
      if (sign(program, cell.from(), cell.to()) > 0) {
        continue;
      }
      if (sign(program, cell.middle(), cell.middle()) < 0) {
        return new Convexity(Optional.of(cell.middle()), Optional.empty());
      }
      if (cell.narrow() && falls(program, cell)) {
        return new Convexity(Optional.of(cell.to()), Optional.empty());
      }
      if (looked >= most || cell.narrow()) {
        doubt = doubt == null ? cell : doubt.span(cell);
        continue;
      }
      cells.add(new Range(cell.from(), cell.middle()));
      cells.add(new Range(cell.middle(), cell.to()));
    }
    return new Convexity(Optional.empty(), Optional.ofNullable(doubt));
  }

  /** Whether f' is certainly smaller at the end of a cell than at its start: a kink is in it. */
  private static boolean falls(Program program, Range cell) {
    LogInterval before = program.run(LogInterval.ofLog(cell.from(), cell.from()), true).first();
    LogInterval after = program.run(LogInterval.ofLog(cell.to(), cell.to()), true).first();
    return after.subtract(before).sign() < 0;
  }

  /** Near 0 sums of terms of order 1 say more without the frame of powers, and powers with it. */
  private static int sign(Program program, double from, double to) {
    LogInterval x = LogInterval.ofLog(from, to);
    int sign = program.run(x, true).bend().sign();
    return sign == 0 && to <= 0 ? program.run(x, false).bend().sign() : sign;
  }
}

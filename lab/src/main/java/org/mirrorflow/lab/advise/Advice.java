package org.mirrorflow.lab.advise;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.horizon.Regime;

/**
 * The answer of {@code advise}.
 *
 * @param recommended what to choose
 * @param goal what for
 * @param merit its mean merit on held-out samples less that of the default, in the goal's unit
 * @param error standard error of that difference; null with fewer than three runs
 * @param withinNoise whether the difference is below two standard errors; null where that is not
 *     known
 * @param seconds taken
 * @param candidates all that were tried, best first
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Advice(
    Candidate recommended,
    String goal,
    double merit,
    Double error,
    Boolean withinNoise,
    double seconds,
    List<Line> candidates) {

  /**
   * One candidate, a component for each key of its JSON object; means over its runs.
   *
   * @param map mirror map
   * @param initScale scale of the initial weights
   * @param rung how far it came: 0 was left after the first look
   * @param runs number of runs in its last rung
   * @param accuracy on held-out samples
   * @param accuracyError half the width of Wilson's interval of one standard error
   * @param accuracyLow lower end of Wilson's 95 % interval
   * @param accuracyHigh its upper end
   * @param unitsNeeded units that keep 99 % of the accuracy
   * @param units units there are
   * @param halfAccuracy accuracy without a random half of the units
   * @param stepsToFit steps until 99 % of the training samples were classified; null where they
   *     were not in every run
   * @param fitted share of the runs in which they were
   * @param cut share of the runs that ended because time was up: their numbers are of a flow on its
   *     way
   * @param regime how the map approaches its limit gauge
   * @param logLogTimeNearLimit log log t at which the map is within 10 % of it; null where it is
   *     there at every time, which regime says, or where that is not known
   * @param pareto whether no other candidate is better in accuracy, units and steps at once; false
   *     for candidates cut by time
   */
  @JsonInclude(JsonInclude.Include.ALWAYS)
  public record Line(
      String map,
      double initScale,
      int rung,
      int runs,
      double accuracy,
      double accuracyError,
      double accuracyLow,
      double accuracyHigh,
      double unitsNeeded,
      int units,
      double halfAccuracy,
      Double stepsToFit,
      double fitted,
      double cut,
      String regime,
      Double logLogTimeNearLimit,
      boolean pareto) {

    /** {@return {@link #stepsToFit} in a word, with a mark where time cut runs} */
    public String steps() {
      return (stepsToFit == null ? "-" : String.format(Locale.ROOT, "%.0f", stepsToFit))
          + (cut > 0 ? " cut" : "");
    }

    /** {@return {@link #logLogTimeNearLimit} in a word} */
    public String timeNearLimit() {
      if (regime.equals(Regime.Kind.EXACT.name())) {
        return "always";
      }
      return logLogTimeNearLimit == null
          ? "?"
          : String.format(Locale.ROOT, "%.3g", logLogTimeNearLimit);
    }
  }

  /**
   * Copies the list.
   *
   * @param recommended what to choose
   * @param goal what for
   * @param merit mean merit less that of the default
   * @param error its standard error, or null
   * @param withinNoise whether it may be noise, or null
   * @param seconds taken
   * @param candidates best first, copied
   */
  public Advice {
    candidates = List.copyOf(candidates);
  }

  /** {@return the answer in one sentence} */
  public String sentence() {
    return "For the goal " + goal + ", " + finding() + ".";
  }

  private String finding() {
    if (candidates.stream().allMatch(line -> line.cut() > 0)) {
      return "time ran out during the runs of every candidate, which is no reason to leave the"
          + " default: keep "
          + text(recommended)
          + "; a larger --budget may find a better one";
    }
    if (recommended.equals(Candidate.DEFAULT)) {
      return "nothing was better than the default: keep " + text(recommended);
    }
    if (withinNoise == null) {
      return "too few runs say whether anything is better than the default; first comes "
          + text(recommended);
    }
    return withinNoise
        ? "nothing is better than the default beyond noise: keep "
            + text(Candidate.DEFAULT)
            + "; first, by chance or not, comes "
            + text(recommended)
        : "choose " + text(recommended) + "; its lead over the default is more than noise";
  }

  private static String text(Candidate candidate) {
    return "--map " + candidate.map() + " --init-scale " + candidate.initScale();
  }
}

package org.mirrorflow.lab.advise;

import java.util.Comparator;
import java.util.List;

/** Order of candidates of one rung by a goal. */
final class Ranking {
  private Ranking() {}

  /**
   * Best first. Candidates that time cut come after those that it did not; where the goal is bound
   * to accuracy, those that are less accurate than the best by more than a hundredth, or by more
   * than the noise where that is larger, come after all others, by accuracy.
   */
  static List<Standing> of(List<Standing> standings, Goal goal) {
    Standing mostAccurate =
        standings.stream().max(Comparator.comparingDouble(Standing::accuracy)).orElseThrow();
    Comparator<Standing> byMerit =
        Comparator.<Standing>comparingDouble(s -> s.mean(goal::merit)).reversed();
    if (!goal.needsAccuracy()) {
      return standings.stream()
          .sorted(Comparator.comparing(Standing::cut).thenComparing(byMerit))
          .toList();
    }
    return standings.stream()
        .sorted(
            Comparator.<Standing, Boolean>comparing(s -> !accurateEnough(s, mostAccurate))
                .thenComparing(Standing::cut)
                .thenComparing(
                    (a, b) ->
                        accurateEnough(a, mostAccurate)
                            ? byMerit.compare(a, b)
                            : Double.compare(b.accuracy(), a.accuracy())))
        .toList();
  }

  private static boolean accurateEnough(Standing standing, Standing best) {
    double error = standing.errorOfDifference(best, Pilot::accuracy);
    double binomial = interval(best, 1).halfWidth();
    double noise = Double.isNaN(error) ? binomial : Math.max(error, binomial);
    return best.accuracy() - standing.accuracy() <= Math.max(noise, Goal.ACCURACY_TO_SPARE);
  }

  /**
   * Wilson's interval of a mean accuracy. Runs hold out parts of the same samples, so that each
   * sample counts once.
   */
  static Wilson interval(Standing standing, double errors) {
    double heldOut = standing.pilots().stream().mapToInt(Pilot::heldOut).sum();
    double distinct = standing.mean(Pilot::heldOut) / Advisor.HELD_OUT;
    return Wilson.of(standing.accuracy(), Math.min(heldOut, distinct), errors);
  }
}

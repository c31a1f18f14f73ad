package org.mirrorflow.lab.advise;

import java.util.Comparator;
import java.util.List;

/** Order of candidates of one rung by a goal. */
final class Ranking {
  private Ranking() {}

  /**
   * Best first. Where the goal is bound to accuracy, those that are less accurate than the best by
   * more than one standard error and a hundredth come after all others, by accuracy.
   */
  static List<Standing> of(List<Standing> standings, Goal goal) {
    Standing mostAccurate =
        standings.stream().max(Comparator.comparingDouble(Standing::accuracy)).orElseThrow();
    Comparator<Standing> byMerit =
        Comparator.<Standing>comparingDouble(s -> s.mean(goal::merit)).reversed();
    if (!goal.needsAccuracy()) {
      return standings.stream().sorted(byMerit).toList();
    }
    return standings.stream()
        .sorted(
            Comparator.<Standing, Boolean>comparing(s -> !accurateEnough(s, mostAccurate))
                .thenComparing(
                    (a, b) ->
                        accurateEnough(a, mostAccurate)
                            ? byMerit.compare(a, b)
                            : Double.compare(b.accuracy(), a.accuracy())))
        .toList();
  }

  private static boolean accurateEnough(Standing standing, Standing best) {
    double error = standing.errorOfDifference(best, Pilot::accuracy);
    double noise = Double.isNaN(error) ? binomialError(best) : error;
    return best.accuracy() - standing.accuracy() <= noise + Goal.ACCURACY_TO_SPARE;
  }

  /** Standard error of a mean accuracy, each held-out sample counted once per run. */
  static double binomialError(Standing standing) {
    double accuracy = standing.accuracy();
    double samples = standing.pilots().stream().mapToInt(Pilot::heldOut).sum();
    return Math.sqrt(Math.max(0, accuracy * (1 - accuracy)) / samples);
  }
}

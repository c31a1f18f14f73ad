package org.mirrorflow.lab.advise;

import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;

/** Order of candidates of one rung by a goal. */
final class Ranking {
  private Ranking() {}

  /**
   * Best first. Candidates that time cut come after those that it did not. Where the goal is bound
   * to accuracy, those that are less accurate than the best of these by more than a hundredth, or
   * by more than the noise where that is larger, come after the others, by accuracy. Equal merits
   * go by accuracy, units and steps.
   */
  static List<Standing> of(List<Standing> standings, Goal goal) {
    Standing mostAccurate =
        standings.stream()
            .min(
                Comparator.comparing(Standing::cut)
                    .thenComparing(Comparator.comparingDouble(Standing::accuracy).reversed()))
            .orElseThrow();
    Predicate<Standing> mayWin = s -> !goal.needsAccuracy() || accurateEnough(s, mostAccurate);
    return standings.stream()
        .sorted(
            Comparator.comparing(Standing::cut)
                .thenComparing(s -> !mayWin.test(s))
                .thenComparing(falling(s -> mayWin.test(s) ? s.mean(goal::merit) : 0))
                .thenComparing(falling(Standing::accuracy))
                .thenComparing(falling(s -> -s.mean(Pilot::unitsNeeded)))
                .thenComparing(falling(s -> -s.stepsToFit())))
        .toList();
  }

  private static Comparator<Standing> falling(ToDoubleFunction<Standing> value) {
    return Comparator.comparingDouble(value).reversed();
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

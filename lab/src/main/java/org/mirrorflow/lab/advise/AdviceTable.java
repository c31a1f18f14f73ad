package org.mirrorflow.lab.advise;

import java.util.List;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.horizon.MapHorizon;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.ModelSpec;

/**
 * Turns ranked candidates into the answer.
 *
 * @param ranked best first; those of the last rung before the others
 * @param goal what for
 * @param model model specification
 * @param data the data
 */
record AdviceTable(List<Standing> ranked, Goal goal, String model, Dataset data) {

  /** Differences below this many standard errors are called noise. */
  private static final double ERRORS = 2;

  /** Standard errors of a 95 % interval. */
  private static final double NINETY_FIVE = 1.96;

  Advice advice(double seconds) {
    Standing first = ranked.get(0);
    Standing standard =
        ranked.stream()
            .filter(s -> s.candidate().equals(Candidate.DEFAULT))
            .findFirst()
            .orElse(first);
    // where time cut every run, none is a reason to leave the default
    Standing best = first.cut() ? standard : first;
    double difference = best.difference(standard, goal::merit);
    double error = best.errorOfDifference(standard, goal::merit);
    boolean known = Double.isFinite(error);
    return new Advice(
        best.candidate(),
        goal.spec(),
        difference,
        known ? error : null,
        known ? Math.abs(difference) <= ERRORS * error : null,
        seconds,
        ranked.stream().filter(s -> !s.pilots().isEmpty()).map(this::line).toList());
  }

  private Advice.Line line(Standing standing) {
    HomogeneousModel network = ModelSpec.parse(model).on(data);
    MapSpec map = MapSpec.parse(standing.candidate().map());
    double margin = standing.mean(Pilot::qMargin);
    double time = margin > 0 ? Margin.logLogTimeNearLimit(map, network, margin) : Double.NaN;
    return new Advice.Line(
        standing.candidate().map(),
        standing.candidate().initScale(),
        standing.rung(),
        standing.pilots().size(),
        standing.accuracy(),
        Ranking.interval(standing, 1).halfWidth(),
        Ranking.interval(standing, NINETY_FIVE).low(),
        Ranking.interval(standing, NINETY_FIVE).high(),
        standing.mean(Pilot::unitsNeeded),
        standing.pilots().get(0).units(),
        standing.mean(Pilot::halfAccuracy),
        Double.isFinite(standing.stepsToFit()) ? standing.stepsToFit() : null,
        standing.mean(p -> p.fitted() ? 1 : 0),
        standing.mean(p -> p.cut() ? 1 : 0),
        MapHorizon.of(map, network.layout()).regime().kind().name(),
        Double.isFinite(time) ? time : null,
        onFront(standing));
  }

  /** Among the candidates of its own rung, which saw the same samples, that time did not cut. */
  private boolean onFront(Standing standing) {
    return !standing.cut()
        && ranked.stream()
            .filter(other -> other.rung() == standing.rung() && !other.pilots().isEmpty())
            .filter(other -> !other.cut())
            .noneMatch(other -> dominates(other, standing));
  }

  private static boolean dominates(Standing a, Standing b) {
    double[] of = measures(a);
    double[] than = measures(b);
    boolean better = false;
    for (int i = 0; i < of.length; i++) {
      if (of[i] < than[i]) {
        return false;
      }
      better |= of[i] > than[i];
    }
    return better;
  }

  private static double[] measures(Standing s) {
    return new double[] {s.accuracy(), -s.mean(Pilot::unitsNeeded), -s.stepsToFit()};
  }
}

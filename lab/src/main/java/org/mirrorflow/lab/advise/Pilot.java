package org.mirrorflow.lab.advise;

import java.util.function.BooleanSupplier;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.model.Initialisation;

/**
 * What one run showed on the samples held out.
 *
 * @param accuracy there
 * @param units neurons of the first hidden layer, or features of a linear model
 * @param unitsNeeded the least number of strongest units with 99 % of the accuracy
 * @param halfAccuracy mean accuracy without a random half of the units
 * @param stepsToFit steps until 99 % of the training samples were classified; the steps taken where
 *     they never were
 * @param fitted whether they were
 * @param qMargin q_min/Q^L at the end, NaN before the data fit
 * @param heldOut number of samples held out
 */
public record Pilot(
    double accuracy,
    int units,
    int unitsNeeded,
    double halfAccuracy,
    long stepsToFit,
    boolean fitted,
    double qMargin,
    int heldOut) {

  /** Of the accuracy that the strongest units have to keep. */
  private static final double SHARE = 0.99;

  /** Where a pilot ends: all samples classified with room, features formed. */
  static final double UNTIL_LOG_LOSS = -5;

  /** Of the training samples that have to be classified for a fit: a few may be mislabelled. */
  private static final double FIT = 0.99;

  /** Most steps of a run that is to end by itself. */
  public static final long MOST_STEPS = 20_000;

  /**
   * Trains on one part and looks at the other. The flow is explicit: to log ℒ = −5 that costs some
   * more steps, but one implicit step on ten thousand margins may take longer than the whole
   * budget.
   *
   * @param candidate map and scale
   * @param model model specification
   * @param data in two parts
   * @param seed of the initial weights and of what is left out
   * @param mostSteps the run is judged as it is after so many steps
   * @param stop asked after every step: the run is then judged as it is
   * @return what it showed
   */
  public static Pilot run(
      Candidate candidate,
      String model,
      Holdout data,
      long seed,
      long mostSteps,
      BooleanSupplier stop) {
    RunSpec spec =
        RunSpec.of(data.train().name(), model, candidate.map())
            .startingAt(candidate.initScale(), seed);
    FlowProblem problem = spec.problem(data.train());
    double[] theta =
        new Initialisation(candidate.initScale(), seed).parameters(problem.model().layout());
    long[] fit = {-1};
    long[] steps = {0};
    FlowOptions options = FlowOptions.until(UNTIL_LOG_LOSS).withMaxSteps(mostSteps);
    FlowResult flow =
        new MirrorFlow(problem, ExplicitFlow.standard(), options)
            .run(
                problem.start(theta),
                (state, point) -> {
                  if (fit[0] < 0 && point.margins().accuracy(point.outputs()) >= FIT) {
                    fit[0] = steps[0];
                  }
                  steps[0]++;
                  return !stop.getAsBoolean();
                });
    FlowPoint end = new FlowPoint(problem);
    end.moveTo(flow.state().coordinates());
    Units units = new Units(problem.model(), end.theta(), data.held());
    return new Pilot(
        units.accuracy(),
        units.count(),
        units.neededFor(SHARE),
        units.accuracyOfHalf(seed),
        fit[0] < 0 ? flow.state().steps() : fit[0],
        fit[0] >= 0,
        Margin.of(problem, MapSpec.parse(candidate.map()), end),
        data.held().size());
  }
}

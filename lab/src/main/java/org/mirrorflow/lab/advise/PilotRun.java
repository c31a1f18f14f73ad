package org.mirrorflow.lab.advise;

import java.util.function.BooleanSupplier;
import org.mirrorflow.flow.FlowOptions;
import org.mirrorflow.flow.FlowPoint;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.MirrorFlow;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.flow.explicit.ExplicitFlow;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.RunStart;
import org.mirrorflow.map.MapSpec;

/**
 * A pilot run that can go on: what it shows after more steps is what it would show had it never
 * paused. The flow is explicit: to log ℒ = −5 that costs some more steps, but one implicit step on
 * ten thousand margins may take longer than the whole budget.
 */
final class PilotRun {
  /** Of the training samples that have to be classified for a fit: a few may be mislabelled. */
  private static final double FIT = 0.99;

  private final Candidate candidate;
  private final Holdout data;
  private final long seed;
  private final FlowProblem problem;
  private FlowState state;
  private long fit = -1;
  private Pilot shown;
  private boolean ended;

  PilotRun(Candidate candidate, String model, Holdout data, long seed) {
    this.candidate = candidate;
    this.data = data;
    this.seed = seed;
    RunSpec spec =
        RunSpec.of(data.train().name(), model, candidate.map())
            .startingAt(candidate.initScale(), seed);
    this.problem = spec.problem(data.train());
    this.state = RunStart.afresh(spec, problem).state();
  }

  /** Goes on to so many steps in all, or until {@code stop}; then looks at what was held out. */
  Pilot advance(long mostSteps, BooleanSupplier stop) {
    if (ended || (shown != null && state.steps() >= mostSteps)) {
      return shown;
    }
    FlowOptions options = FlowOptions.until(Pilot.UNTIL_LOG_LOSS).withMaxSteps(mostSteps);
    FlowResult flow =
        new MirrorFlow(problem, ExplicitFlow.standard(), options)
            .run(
                state,
                (at, point) -> {
                  if (fit < 0 && point.margins().accuracy(point.outputs()) >= FIT) {
                    fit = at.get().steps();
                  }
                  return !stop.getAsBoolean();
                });
    state = flow.state();
    boolean cut = flow.outcome() == Outcome.INTERRUPTED;
    ended = !cut && state.steps() < mostSteps;
    shown = look(cut);
    return shown;
  }

  private Pilot look(boolean cut) {
    FlowPoint end = new FlowPoint(problem);
    end.moveTo(state.coordinates());
    Units units = new Units(problem.model(), end.theta(), data.held());
    return new Pilot(
        units.accuracy(),
        units.count(),
        units.neededFor(Pilot.SHARE),
        units.accuracyOfHalf(seed),
        fit < 0 ? state.steps() : fit,
        fit >= 0,
        cut,
        Margin.of(problem, MapSpec.parse(candidate.map()), end),
        data.held().size());
  }
}

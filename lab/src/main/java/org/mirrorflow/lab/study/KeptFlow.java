package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.flow.FlowState;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.lab.run.Checkpoint;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** A finished flow without what its specification gives again: data, model and map. */
record KeptFlow(
    RunResult result,
    String outcome,
    double[] coordinates,
    double logUnit,
    double s,
    double work,
    double logTime,
    double logStep,
    long steps,
    double logLoss,
    double minimumMargin,
    double[] theta,
    long dataCode,
    Trajectory trajectory) {

  static KeptFlow of(FlowRun run) {
    FlowState state = run.flow().state();
    return new KeptFlow(
        run.result(),
        run.flow().outcome().name(),
        state.coordinates(),
        state.logUnit(),
        state.s(),
        state.work(),
        state.logTime(),
        state.logStep(),
        state.steps(),
        run.flow().logLoss(),
        run.flow().minimumMargin(),
        run.theta(),
        Checkpoint.codeOf(run.problem().data()),
        run.trajectory());
  }

  /** Whether this is a flow on these data. */
  boolean isOn(Dataset data) {
    return dataCode == Checkpoint.codeOf(data);
  }

  /** The flow again; marks are kept as rows of the trajectory only. */
  FlowRun of(RunSpec spec, Dataset data) {
    FlowState state = new FlowState(coordinates, logUnit, s, work, logTime, logStep, steps);
    return new FlowRun(
        spec,
        spec.problem(data),
        result,
        new FlowResult(Outcome.valueOf(outcome), state, logLoss, minimumMargin),
        List.of(),
        trajectory,
        theta);
  }
}

package org.mirrorflow.lab.study;

import java.util.List;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowResult;
import org.mirrorflow.lab.run.Checkpoint;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** A finished flow without what its specification gives again: data, model and map. */
record KeptFlow(
    RunResult result, FlowResult flow, double[] theta, long dataCode, Trajectory trajectory) {

  static KeptFlow of(FlowRun run) {
    return new KeptFlow(
        run.result(),
        run.flow(),
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
    return new FlowRun(spec, spec.problem(data), result, flow, List.of(), trajectory, theta);
  }
}

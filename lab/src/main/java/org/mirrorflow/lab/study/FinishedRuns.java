package org.mirrorflow.lab.study;

import java.util.Map;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/** The finished flows of a study by what was asked. */
record FinishedRuns(Map<RunSpec, FlowRun> runs) {

  /** The flow of this specification. */
  FlowRun get(RunSpec spec) {
    FlowRun run = runs.get(spec);
    if (run == null) {
      throw new IllegalArgumentException("study: no run " + spec.command());
    }
    return run;
  }
}

package org.mirrorflow.lab.study;

import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/** The finished flows of a study by what was asked. */
record FinishedRuns(Map<RunSpec, FlowRun> runs) {

  /**
   * Those of the flows asked for that ended above their target: outcome and command. A target may
   * lie above where all samples are classified.
   */
  List<String> failures(List<RunSpec> specs) {
    return specs.stream()
        .filter(spec -> !(get(spec).flow().logLoss() <= spec.untilLogLoss()))
        .map(spec -> get(spec).flow().outcome() + " in " + spec.command())
        .toList();
  }

  /** The flow of this specification. */
  FlowRun get(RunSpec spec) {
    FlowRun run = runs.get(spec);
    if (run == null) {
      throw new IllegalArgumentException("study: no run " + spec.command());
    }
    return run;
  }
}

package org.mirrorflow.lab.study;

import java.util.List;
import java.util.Map;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.RunSpec;

/**
 * The finished flows and work of a study by what was asked.
 *
 * @param runs flows
 * @param results of other work
 */
record FinishedRuns(Map<RunSpec, FlowRun> runs, Map<Work<?>, Object> results) {

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

  /** The result of this work. */
  <R> R get(Work<R> work) {
    Object result = results.get(work);
    if (result == null) {
      throw new IllegalArgumentException("study: no result of " + work);
    }
    return work.type().cast(result);
  }
}

package org.mirrorflow.lab.study;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunSpec;

/** Progress of many flows at a time, each weighing what it is expected to cost. */
final class CostProgress {
  /** A piece of other work, in the unit of {@link RunCost}. */
  private static final double WORK = 1;

  private final Progress progress;
  private final Map<Object, Double> done = new LinkedHashMap<>();
  private final double total;
  private final int count;
  private final Set<Object> finished = new HashSet<>();
  private double largest;

  CostProgress(Progress progress, List<RunSpec> flows, int work) {
    this.progress = progress;
    this.count = flows.size() + work;
    this.total = flows.stream().mapToDouble(RunCost::of).sum() + WORK * work;
  }

  /** Where a flow reports. */
  Progress of(RunSpec spec) {
    double cost = RunCost.of(spec);
    return (fraction, text) -> report(spec, fraction * cost, fraction >= 1, spec.map());
  }

  /** Where other work reports. */
  Progress ofWork(Work<?> work) {
    return (fraction, text) -> report(work, fraction * WORK, fraction >= 1, "analysis");
  }

  /** Also where nothing was left to do. */
  void done() {
    progress.report(1, count + " of " + count);
  }

  /** A flow that turns back for a while (its loss may rise) does not turn the whole back. */
  private synchronized void report(Object task, double cost, boolean ended, String what) {
    done.put(task, cost);
    if (ended) {
      finished.add(task);
    }
    double sum = done.values().stream().mapToDouble(Double::doubleValue).sum();
    largest = Math.max(largest, Math.min(1, sum / total));
    progress.report(largest, finished.size() + " of " + count + ", " + what);
  }
}

package org.mirrorflow.lab.board;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.RunResult;
import org.mirrorflow.lab.run.RunSpec;
import org.mirrorflow.lab.run.Trajectory;

/** Folders of {@code flow --out}. */
final class FlowKind implements RunKind {
  static final String NAME = "flow";

  @Override
  public Optional<Seen> see(Path folder) {
    if (!Files.exists(folder.resolve("run.json"))) {
      return Optional.empty();
    }
    RunFolder run = new RunFolder(folder);
    RunSpec spec = run.readSpec();
    Optional<RunResult> result = run.readResult();
    Trajectory trajectory = run.readTrajectory();
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("data", spec.data());
    columns.put("model", spec.model());
    columns.put("map", spec.map());
    columns.put("seed", spec.seed());
    last(columns, trajectory);
    result.ifPresent(r -> ended(columns, r));
    return Optional.of(
        new Seen(
            NAME,
            columns,
            result
                .map(r -> Outcome.valueOf(r.end().outcome()))
                .filter(outcome -> outcome != Outcome.INTERRUPTED)
                .map(Outcome::success),
            trajectory));
  }

  /** What the last mark says, while there is no end. */
  private static void last(Map<String, Object> columns, Trajectory trajectory) {
    if (trajectory.rows().isEmpty()) {
      return;
    }
    double[] row = trajectory.rows().get(trajectory.rows().size() - 1);
    for (String name : List.of("logLoss", "steps", "qMargin", "kktGap")) {
      int c = trajectory.columns().indexOf(name);
      if (c >= 0 && Double.isFinite(row[c])) {
        columns.put(name, row[c]);
      }
    }
  }

  private static void ended(Map<String, Object> columns, RunResult result) {
    columns.put("outcome", result.end().outcome());
    columns.put("steps", result.end().steps());
    put(columns, "logLoss", result.end().logLoss());
    put(columns, "qMargin", result.margin().qMargin());
    put(columns, "kktGap", result.certificate().kktGap());
    put(columns, "accuracy", result.accuracy());
  }

  private static void put(Map<String, Object> columns, String name, Double value) {
    if (value == null) {
      columns.remove(name);
    } else {
      columns.put(name, value);
    }
  }
}

package org.mirrorflow.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.mirrorflow.djl.train.TrainFolder;
import org.mirrorflow.djl.train.TrainOutcome;
import org.mirrorflow.djl.train.TrainResult;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.lab.board.RunKind;
import org.mirrorflow.lab.run.RunFolder;
import org.mirrorflow.lab.run.Trajectory;

/** Folders of {@code train --out}, for the board. */
final class TrainingKind implements RunKind {
  @Override
  public Optional<Seen> see(Path folder) {
    if (!Files.exists(folder.resolve("train.json"))) {
      return Optional.empty();
    }
    TrainFolder training = new TrainFolder(folder);
    TrainSpec spec = training.readSpec();
    Map<String, Object> columns = new LinkedHashMap<>();
    columns.put("data", spec.data());
    columns.put("model", spec.model());
    columns.put("map", spec.map());
    columns.put("seed", spec.seed());
    Optional<TrainResult> result =
        Files.exists(folder.resolve("result.json"))
            ? Optional.of(training.readResult())
            : Optional.empty();
    result.ifPresent(r -> ended(columns, r));
    Trajectory marks = new RunFolder(folder).readTrajectory();
    return Optional.of(
        new Seen(
            "training",
            columns,
            result
                .map(r -> TrainOutcome.valueOf(r.outcome()))
                .filter(outcome -> outcome != TrainOutcome.INTERRUPTED)
                .map(TrainOutcome::success),
            marks));
  }

  private static void ended(Map<String, Object> columns, TrainResult result) {
    columns.put("outcome", result.outcome());
    if (result.logLoss() != null) {
      columns.put("logLoss", result.logLoss());
    }
    if (result.qMargin() != null) {
      columns.put("qMargin", result.qMargin());
    }
  }
}

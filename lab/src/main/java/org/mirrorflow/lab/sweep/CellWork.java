package org.mirrorflow.lab.sweep;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.mirrorflow.flow.Outcome;
import org.mirrorflow.lab.run.AutoMap;
import org.mirrorflow.lab.run.FlowRun;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.run.RunEnvironment;
import org.mirrorflow.lab.run.RunSession;
import org.mirrorflow.lab.run.RunSpec;

/** Runs one cell, on this machine or another. */
@FunctionalInterface
public interface CellWork {

  /** The flow of the cell's specification. */
  CellWork FLOW =
      (cell, stop) -> {
        RunSpec spec = cell.spec();
        FlowRun run =
            spec.map().equals(AutoMap.NAME)
                ? new AutoMap(spec).run(Progress.SILENT, stop)
                : RunSession.begin(spec, RunEnvironment.oneOfMany(Progress.SILENT, stop));
        return run.flow().outcome() == Outcome.INTERRUPTED
            ? Optional.empty()
            : Optional.of(new CellResult(cell, run.result(), run.trajectory()));
      };

  /**
   * Follows the cell to its end.
   *
   * @param cell the run
   * @param stop asked after every step
   * @return the result, or empty if it was stopped
   */
  Optional<CellResult> run(Cell cell, BooleanSupplier stop);

  /**
   * Follows the cell to its end; what goes wrong in one cell, up to its memory, becomes its
   * outcome.
   *
   * @param cell the run
   * @param stop asked after every step
   * @return empty if it was stopped
   */
  default Optional<CellOutcome> attempt(Cell cell, BooleanSupplier stop) {
    try {
      return run(cell, stop).map(CellOutcome::of);
    } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
      return Optional.of(CellOutcome.failed(cell, e));
    }
  }
}

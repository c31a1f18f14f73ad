package org.mirrorflow.lab.sweep;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Executes the cells of a sweep. */
public interface CellExecutor extends AutoCloseable {

  /**
   * Works on all cells, in any order, and returns when each was handed on or the work was stopped.
   *
   * @param cells the runs
   * @param outcomes told of every cell as soon as it ends, from several threads
   * @param stop when true no further cell is begun and the running ones are given up
   */
  void run(List<Cell> cells, Consumer<CellOutcome> outcomes, BooleanSupplier stop);

  @Override
  void close();
}

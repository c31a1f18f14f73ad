package org.mirrorflow.lab.sweep;

import java.util.Optional;

/**
 * The outcome of a cell: a result, or the reason why there is none.
 *
 * @param cell the cell
 * @param result present if the flow ended, with whatever outcome
 * @param failure one line, empty if there is a result
 */
public record CellOutcome(Cell cell, Optional<CellResult> result, String failure) {

  /** A finished cell. */
  static CellOutcome of(CellResult result) {
    return new CellOutcome(result.cell(), Optional.of(result), "");
  }

  /**
   * {@return the outcome of a cell that failed}
   *
   * @param cell the run
   * @param failure what went wrong
   */
  public static CellOutcome failed(Cell cell, Throwable failure) {
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return new CellOutcome(cell, Optional.empty(), text.replaceAll("\\s*[\\r\\n]+\\s*", " "));
  }
}

package org.mirrorflow.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.Serial;
import java.io.Serializable;
import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.CellOutcome;
import org.mirrorflow.lab.sweep.CellWork;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/**
 * One cell on an executor. Cells go out and results come back as the text of their files, so that a
 * result is the same bytes wherever it was made.
 */
final class CellTask extends AbstractFunction1<Iterator<String>, String> implements Serializable {
  @Serial private static final long serialVersionUID = 1L;

  private static final String RESULT = "result:";
  private static final String FAILURE = "failure:";

  @Override
  public String apply(Iterator<String> cells) {
    TaskContext task = TaskContext.get();
    Cell cell;
    try {
      cell = CellFiles.parseCell(cells.next());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("driver and executors run different versions", e);
    }
    CellOutcome outcome =
        CellWork.FLOW
            .attempt(cell, () -> task != null && task.isInterrupted())
            .orElseThrow(() -> new TaskKilledException("asked to stop"));
    Optional<String> text = outcome.result().map(CellFiles::json);
    return text.map(RESULT::concat).orElse(FAILURE + outcome.failure());
  }

  /** Why the cell failed, or null if it did not. */
  static String failure(String answer) {
    return answer.startsWith(FAILURE) ? answer.substring(FAILURE.length()) : null;
  }

  /** The result's text. */
  static String result(String answer) {
    return answer.substring(RESULT.length());
  }
}

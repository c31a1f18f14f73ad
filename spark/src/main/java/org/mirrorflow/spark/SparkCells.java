package org.mirrorflow.spark;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.spark.FutureAction;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellExecutor;
import org.mirrorflow.lab.sweep.CellFiles;
import org.mirrorflow.lab.sweep.CellOutcome;
import org.mirrorflow.lab.sweep.CellResult;
import scala.Function0;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction0;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * Cells as tasks of one Spark job, one task each; results come to the driver task by task, so what
 * a lost executor had finished stays finished and Spark runs the rest of its tasks elsewhere.
 */
final class SparkCells implements CellExecutor {
  /** How often the wish to stop is looked at, in milliseconds. */
  private static final long LOOK = 50;

  private final SparkSession session;

  SparkCells(SparkSession session) {
    this.session = session;
  }

  @Override
  public void run(List<Cell> cells, Consumer<CellOutcome> outcomes, BooleanSupplier stop) {
    if (cells.isEmpty()) {
      return;
    }
    SparkContext context = session.sparkContext();
    List<String> texts = cells.stream().map(CellFiles::json).toList();
    Set<Integer> handedOn = ConcurrentHashMap.newKeySet();
    FutureAction<BoxedUnit> job =
        context.submitJob(
            JavaSparkContext.fromSparkContext(context).parallelize(texts, texts.size()).rdd(),
            new CellTask(),
            CollectionConverters.asScala(
                    IntStream.range(0, texts.size()).<Object>mapToObj(i -> i).toList())
                .toSeq(),
            new AbstractFunction2<Object, String, BoxedUnit>() {
              @Override
              public BoxedUnit apply(Object index, String answer) {
                handedOn.add((Integer) index);
                outcomes.accept(outcome(cells.get((Integer) index), answer));
                return BoxedUnit.UNIT;
              }
            },
            nothing());
    Optional<Throwable> failure = await(job, stop);
    if (failure.isPresent() && !stop.getAsBoolean()) {
      // The job as a whole gave up, after too many losses: its open cells have failed.
      IntStream.range(0, cells.size())
          .filter(i -> !handedOn.contains(i))
          .forEach(i -> outcomes.accept(CellOutcome.failed(cells.get(i), failure.get())));
    }
  }

  private static Function0<BoxedUnit> nothing() {
    return new AbstractFunction0<>() {
      @Override
      public BoxedUnit apply() {
        return BoxedUnit.UNIT;
      }
    };
  }

  /** Waits for the end of the job, and returns why it failed if it did. */
  private static Optional<Throwable> await(FutureAction<BoxedUnit> job, BooleanSupplier stop) {
    boolean cancelled = false;
    while (!job.isCompleted()) {
      try {
        Thread.sleep(LOOK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        job.cancel();
        return Optional.of(e);
      }
      if (stop.getAsBoolean() && !cancelled) {
        job.cancel();
        cancelled = true;
      }
    }
    var end = job.value().get();
    return end.isFailure() ? Optional.of(end.failed().get()) : Optional.empty();
  }

  private static CellOutcome outcome(Cell cell, String answer) {
    String failure = CellTask.failure(answer);
    if (failure != null) {
      return new CellOutcome(cell, Optional.empty(), failure);
    }
    try {
      CellResult result = CellFiles.parse(CellTask.result(answer));
      return new CellOutcome(cell, Optional.of(result), "");
    } catch (JsonProcessingException e) {
      return CellOutcome.failed(cell, e);
    }
  }

  @Override
  public void close() {
    session.stop();
  }
}

package org.mirrorflow.lab.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.store.StoreQuery;

/** Sweeps that go wrong in parts, go on, grow, and always end in the same rows. */
final class SweepTest {
  private static final String GRID =
      """
      data: "synthetic:xor,n=8,d=2"
      model: dense:8
      map: [euclidean, p:3]
      init-scale: 1
      until-log-loss: -3
      max-steps: 3000
      """;

  private static final String ROWS = "SELECT * EXCLUDE seconds FROM runs ORDER BY cell";

  @TempDir Path folder;
  private final List<String> reports = Collections.synchronizedList(new ArrayList<>());
  private Path out;

  @BeforeEach
  void newFolder() {
    out = folder.resolve("out");
  }

  private List<Cell> cells(String seeds) throws IOException {
    Path file = Files.writeString(folder.resolve("grid.yaml"), GRID + "seed: " + seeds + "\n");
    return Grid.read(file, 0).cells();
  }

  private Sweep.Summary sweep(
      List<Cell> cells, CellWork work, boolean failFast, boolean resume, BooleanSupplier stop) {
    try (CellExecutor executor = new LocalExecutor(2, work)) {
      return new Sweep(out, new RunStore(out), failFast, resume)
          .run(cells, executor, Progress.SILENT, reports::add, stop);
    }
  }

  private Sweep.Summary sweep(List<Cell> cells, boolean resume) {
    return sweep(cells, CellWork.FLOW, false, resume, () -> false);
  }

  private List<List<Object>> rows(Path at) {
    return new StoreQuery(at).ask(ROWS).rows();
  }

  private Map<String, List<List<Object>>> tables(Path at) {
    Map<String, List<List<Object>>> tables = new TreeMap<>();
    StoreQuery store = new StoreQuery(at);
    tables.put("runs", store.ask("SELECT * EXCLUDE seconds FROM runs").rows());
    tables.put("marks", store.ask("FROM marks").rows());
    tables.put("features", store.ask("FROM features").rows());
    return tables;
  }

  @Test
  void theStoreHoldsEveryCell() throws IOException {
    List<Cell> cells = cells("[0, 1, 2]");
    Sweep.Summary summary = sweep(cells, false);
    assertThat(summary.done()).isEqualTo(6);
    assertThat(summary.failed() + summary.skipped() + summary.left()).isZero();
    assertThat(summary.outcomes()).containsKey("LOSS_TARGET_REACHED");
    assertThat(summary.outcomes().values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(6);
    assertThat(new RunStore(out).cells())
        .containsExactlyInAnyOrderElementsOf(cells.stream().map(Cell::id).toList());
    assertThat(reports).isEmpty();
  }

  @Test
  void aGrownGridRunsItsNewCellsAlone() throws IOException {
    sweep(cells("[0, 1]"), false);
    Set<String> worked = ConcurrentHashMap.newKeySet();
    CellWork noting =
        (cell, stop) -> {
          worked.add(cell.value(GridKey.SEED));
          return CellWork.FLOW.run(cell, stop);
        };
    Sweep.Summary grown = sweep(cells("[0, 1, 7]"), noting, false, true, () -> false);
    assertThat(grown.done()).isEqualTo(2);
    assertThat(grown.skipped()).isEqualTo(4);
    assertThat(worked).containsExactly("7");
    Map<String, List<List<Object>>> inTwoParts = tables(out);
    out = folder.resolve("whole");
    sweep(cells("[0, 1, 7]"), false);
    assertThat(inTwoParts).isEqualTo(tables(out));
  }

  @Test
  void aFailedCellIsReportedTriedAgainAndStopsNone() throws IOException {
    AtomicInteger failures = new AtomicInteger();
    CellWork once =
        (cell, stop) -> {
          if (cell.value(GridKey.SEED).equals("1") && failures.getAndIncrement() < 2) {
            throw new IllegalStateException("a bad\nday");
          }
          return CellWork.FLOW.run(cell, stop);
        };
    Sweep.Summary summary = sweep(cells("[0, 1, 2]"), once, false, false, () -> false);
    assertThat(summary.done()).isEqualTo(6);
    assertThat(summary.failed()).isZero();
    assertThat(reports)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("seed 1", "a bad day").doesNotContain("\n"));
  }

  @Test
  void aCellThatFailsTwiceIsCountedAndTriedAgainByTheNextSweep() throws IOException {
    CellWork never =
        (cell, stop) -> {
          if (cell.value(GridKey.SEED).equals("1")) {
            throw new OutOfMemoryError("not really");
          }
          return CellWork.FLOW.run(cell, stop);
        };
    Sweep.Summary summary = sweep(cells("[0, 1, 2]"), never, false, false, () -> false);
    assertThat(summary.done()).isEqualTo(4);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(summary.failures()).hasSize(2).allMatch(line -> line.endsWith("not really"));
    assertThat(reports).hasSize(4);
    assertThat(rows(out)).hasSize(4);
    Sweep.Summary next = sweep(cells("[0, 1, 2]"), true);
    assertThat(next.done()).isEqualTo(2);
    assertThat(next.skipped()).isEqualTo(4);
    assertThat(rows(out)).hasSize(6);
  }

  @Test
  void failFastStopsAtTheFirstFailure() throws IOException {
    CellWork bad =
        (cell, stop) -> {
          throw new IllegalStateException("no");
        };
    Sweep.Summary summary =
        sweep(cells("{from: 0, to: 99, step: 1}"), bad, true, false, () -> false);
    assertThat(summary.failed()).isBetween(1, 2);
    assertThat(summary.left()).isEqualTo(200 - summary.failed());
    assertThat(reports).hasSize(summary.failed());
  }

  @Test
  void anInterruptedSweepGoesOn() throws IOException {
    AtomicInteger begun = new AtomicInteger();
    CellWork counted =
        (cell, stop) -> {
          begun.incrementAndGet();
          return CellWork.FLOW.run(cell, stop);
        };
    List<Cell> cells = cells("{from: 0, to: 9, step: 1}");
    Sweep.Summary part = sweep(cells, counted, false, false, () -> begun.get() > 5);
    assertThat(part.left()).isPositive();
    assertThat(part.done() + part.left()).isEqualTo(20);
    Sweep.Summary rest = sweep(cells, true);
    assertThat(rest.done()).isEqualTo(part.left());
    Map<String, List<List<Object>>> inTwoParts = tables(out);
    out = folder.resolve("whole");
    sweep(cells, false);
    assertThat(inTwoParts).isEqualTo(tables(out));
  }

  @Test
  void theStoreIsMadeAgainFromTheFilesOfTheCells() throws IOException {
    List<Cell> cells = cells("[0, 1]");
    sweep(cells, false);
    Map<String, List<List<Object>>> before = tables(out);
    Files.delete(new RunStore(out).file());
    Files.writeString(out.resolve(".runs-left.tmp"), "of a killed writer");
    Sweep.Summary nothing = sweep(cells, true);
    assertThat(nothing.done()).isZero();
    assertThat(nothing.skipped()).isEqualTo(4);
    assertThat(tables(out)).isEqualTo(before);
    assertThat(out.resolve(".runs-left.tmp")).doesNotExist();
  }

  @Test
  void resultsAreNotOverwrittenUnasked() throws IOException {
    sweep(cells("[0]"), false);
    assertThatThrownBy(() -> sweep(cells("[0]"), false))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--resume");
  }

  @Test
  void twoSweepsDoNotShareAFolder() throws IOException {
    List<Cell> cells = cells("[0]");
    CellWork nested =
        (cell, stop) -> {
          sweep(cells, true);
          return CellWork.FLOW.run(cell, stop);
        };
    Sweep.Summary summary = sweep(cells, nested, false, false, () -> false);
    assertThat(summary.failed()).isEqualTo(2);
    assertThat(reports).allMatch(line -> line.contains("another mirrorflow is writing there"));
  }
}

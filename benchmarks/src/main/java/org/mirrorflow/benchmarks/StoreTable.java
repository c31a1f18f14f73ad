package org.mirrorflow.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.lab.run.Trajectory;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.store.StoreQuery;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellResult;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;

/** A store of 10⁶ marks, 1,000 cells with 1,000 each: seconds to fold it and to ask it. */
public final class StoreTable {
  private static final int CELLS = 1000;
  private static final int MARKS = 1000;
  private static final int REPEATS = 7;

  private static final List<String> QUESTIONS =
      List.of(
          "SELECT mark, count(*), avg(q_margin), median(log_loss), max(accuracy) FROM marks"
              + " GROUP BY mark",
          "SELECT map, mark, avg(marks.q_margin) FROM marks JOIN runs USING (cell) GROUP BY map, mark",
          "SELECT cell, count(*), min(log_loss) FROM marks GROUP BY cell");

  private static final String GRID =
      """
      data: "synthetic:xor,n=8,d=2"
      model: dense:8
      map: euclidean
      until-log-loss: -3
      init-scale: 1
      max-steps: 3000
      """;

  private StoreTable() {}

  /** Prints the table. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("store-table");
    try {
      print(System.out, folder);
    } finally {
      SweepTable.remove(folder);
    }
  }

  private static void print(PrintStream out, Path folder) throws IOException {
    List<CellResult> results = results(folder);
    long begin = System.nanoTime();
    new RunStore(folder).fold(results);
    out.printf(
        Locale.ROOT,
        "load %.1f; %d marks in %d cells folded in %.1f s, %d MB%n%8s %8s  question%n",
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        CELLS * MARKS,
        CELLS,
        (System.nanoTime() - begin) / 1e9,
        Files.size(new RunStore(folder).file()) >> 20,
        "least s",
        "median s");
    StoreQuery store = new StoreQuery(folder);
    for (String question : QUESTIONS) {
      double[] seconds = new double[REPEATS];
      for (int i = 0; i < REPEATS; i++) {
        long asked = System.nanoTime();
        store.ask(question);
        seconds[i] = (System.nanoTime() - asked) / 1e9;
      }
      Arrays.sort(seconds);
      out.printf(Locale.ROOT, "%8.3f %8.3f  %s%n", seconds[0], seconds[REPEATS / 2], question);
    }
  }

  /** The marks of one short flow, again and again. */
  private static List<CellResult> results(Path folder) throws IOException {
    Cell cell = Grid.read(Files.writeString(folder.resolve("grid.yaml"), GRID), 0).cells().get(0);
    CellResult one = CellWork.FLOW.run(cell, () -> false).orElseThrow();
    List<double[]> rows = new ArrayList<>();
    for (int m = 0; m < MARKS; m++) {
      rows.add(one.trajectory().rows().get(m % one.trajectory().rows().size()));
    }
    Trajectory marks = new Trajectory(one.trajectory().columns(), rows);
    List<CellResult> results = new ArrayList<>();
    for (int c = 0; c < CELLS; c++) {
      Cell other = new Cell(String.format("%024x", c), cell.values(), cell.spec());
      results.add(new CellResult(other, one.result(), marks));
    }
    return results;
  }
}

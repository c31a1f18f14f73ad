package org.mirrorflow.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.run.Progress;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.store.StoreQuery;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellExecutor;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.sweep.LocalExecutor;
import org.mirrorflow.lab.sweep.Sweep;

/**
 * A sweep of 200 cells on pairs of digits with one job, with two, and on Spark with two: seconds,
 * speed-up, and what a cell costs beyond its flow, (jobs × seconds − Σ flow) / cells.
 */
public final class SweepTable {
  private static final String GRID =
      """
      data: ["digits:0,1", "digits:3,8", "digits:4,9", "digits:5,6", "digits:2,7"]
      model: dense:16
      map: [euclidean, p:3, "hyperbolic:beta=0.1", p:1.5]
      until-log-loss: -5
      max-steps: 3000
      seed: {from: 0, to: 9, step: 1}
      """;

  private static final int JOBS = 2;

  private final PrintStream out;
  private final Path folder;
  private final List<Cell> cells;

  private SweepTable(PrintStream out, Path folder) throws IOException {
    this.out = out;
    this.folder = folder;
    this.cells = Grid.read(Files.writeString(folder.resolve("grid.yaml"), GRID), 0).cells();
  }

  /** Prints the table, with a row for every Spark master named; each should have two cores. */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createTempDirectory("sweep-table");
    try {
      new SweepTable(System.out, folder).print(List.of(args));
    } finally {
      remove(folder);
    }
  }

  /** Removes a folder and all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  private void print(List<String> masters) {
    out.printf(
        Locale.ROOT,
        "%d cells; load %.1f%n%-24s %8s %9s %14s%n",
        cells.size(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        "where",
        "seconds",
        "speed-up",
        "ms beyond flow");
    time("warm-up", 1, new LocalExecutor(1, CellWork.FLOW), Double.NaN);
    double one = time("1 job", 1, new LocalExecutor(1, CellWork.FLOW), Double.NaN);
    time("2 jobs", JOBS, new LocalExecutor(JOBS, CellWork.FLOW), one);
    time("Spark local[2]", JOBS, Cluster.find().cells("local[" + JOBS + "]"), one);
    for (String master : masters) {
      time(master, JOBS, Cluster.find().cells(master), one);
    }
  }

  /** Seconds of the sweep; the executor is started before and closed. */
  private double time(String name, int jobs, CellExecutor executor, double single) {
    Path store = folder.resolve(name.replaceAll("\\W+", "-"));
    try (executor) {
      List<Cell> part = name.equals("warm-up") ? cells.subList(0, 8) : cells;
      long begin = System.nanoTime();
      new Sweep(store, new RunStore(store), false, false)
          .run(part, executor, Progress.SILENT, out::println, () -> false);
      double seconds = (System.nanoTime() - begin) / 1e9;
      double flows =
          ((Number) new StoreQuery(store).ask("SELECT sum(seconds) FROM runs").rows().get(0).get(0))
              .doubleValue();
      out.printf(
          Locale.ROOT,
          "%-24s %8.1f %9s %14.1f%n",
          name,
          seconds,
          Double.isNaN(single) ? "" : String.format(Locale.ROOT, "%.2f", single / seconds),
          1e3 * (jobs * seconds - flows) / part.size());
      return seconds;
    }
  }
}

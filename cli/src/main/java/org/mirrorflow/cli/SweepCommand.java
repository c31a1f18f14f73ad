package org.mirrorflow.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.cluster.Cluster;
import org.mirrorflow.lab.page.FlowPage;
import org.mirrorflow.lab.page.SweepPage;
import org.mirrorflow.lab.store.RunStore;
import org.mirrorflow.lab.sweep.Cell;
import org.mirrorflow.lab.sweep.CellExecutor;
import org.mirrorflow.lab.sweep.CellWork;
import org.mirrorflow.lab.sweep.Grid;
import org.mirrorflow.lab.sweep.LocalExecutor;
import org.mirrorflow.lab.sweep.Sweep;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow sweep}: many runs into one store. */
@Command(
    name = "sweep",
    description = "Run a flow for every combination of a grid; collect the results in one store.",
    footer = {
      "",
      "A grid:",
      "  data: [\"digits:0,1\", \"digits:3,8\"]",
      "  model: dense:50",
      "  map: [euclidean, p:3, \"hyperbolic:beta=0.1\"]",
      "  init-scale: {from: 0.01, to: 1, count: 3, spacing: log}",
      "  seed: {from: 0, to: 4, step: 1}",
      "Other keys: loss, until-log-loss, max-steps, tolerance, integrator, method,",
      "standardize, unit-norm, test, gauges, marks, init. A grid without seed takes",
      "--seed.",
      "",
      "Example:",
      "  mirrorflow sweep grid.yaml --out sweep"
    })
final class SweepCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "GRID", description = "YAML file with values or ranges per option.")
  private Path grid;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Cells at a time (default: one per processor).")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--spark",
      paramLabel = "MASTER",
      description = "Run the cells on a Spark cluster: spark://host:7077, or local[*].")
  private String spark;

  @Option(names = "--resume", description = "Run the cells that have no result in --out yet.")
  private boolean resume;

  @Option(names = "--fail-fast", description = "Stop at the first cell that fails.")
  private boolean failFast;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the results and the store (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("sweep");

  @Override
  public Integer call() {
    List<Cell> cells = Grid.read(grid, common.seed()).cells();
    try (Interrupts interrupts = new Interrupts()) {
      return answer(run(cells, interrupts), interrupts.getAsBoolean());
    }
  }

  private Sweep.Summary run(List<Cell> cells, Interrupts interrupts) {
    try (CellExecutor executor = executor();
        ProgressDisplay progress = common.progress("sweep")) {
      return new Sweep(out, new RunStore(out), failFast, resume)
          .run(cells, executor, progress, this::report, interrupts);
    }
  }

  private CellExecutor executor() {
    return spark == null ? new LocalExecutor(jobs, CellWork.FLOW) : Cluster.find().cells(spark);
  }

  private void report(String line) {
    common.err().println("mirrorflow sweep: " + line);
  }

  /** The contract's keys, and what else there is to say. */
  private record Answer(
      int done,
      int failed,
      int skipped,
      int left,
      Map<String, Integer> outcomes,
      List<String> failures,
      String store,
      @JsonInclude(JsonInclude.Include.NON_NULL) String page) {}

  /** Of the cells that have ended; null if there is none. */
  private String page() {
    if (!Files.exists(new RunStore(out).file())) {
      return null;
    }
    Path page = out.resolve(FlowPage.FILE);
    SweepPage.of(out).save(page, "--out " + out);
    return page.toString();
  }

  private int answer(Sweep.Summary summary, boolean interrupted) {
    String store = new RunStore(out).file().toString();
    String page = page();
    if (common.json()) {
      common.print(
          new Answer(
              summary.done(),
              summary.failed(),
              summary.skipped(),
              summary.left(),
              summary.outcomes(),
              summary.failures(),
              store,
              page));
    } else {
      common
          .out()
          .printf(
              "%d done, %d failed, %d skipped, %d left%n",
              summary.done(), summary.failed(), summary.skipped(), summary.left());
      summary.outcomes().forEach((name, count) -> common.out().printf("  %6d %s%n", count, name));
      common.out().println("Store: " + store);
      if (page != null) {
        common.out().println("Page: " + page);
      }
    }
    if (interrupted) {
      report("interrupted; run again with --resume");
    } else if (summary.failed() > 0) {
      report(summary.failed() + " cells failed; remove the cause and run again with --resume");
    }
    return interrupted || summary.failed() > 0 ? Main.RUN_FAILED : 0;
  }
}

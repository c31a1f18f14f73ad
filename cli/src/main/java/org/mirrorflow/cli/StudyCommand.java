package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.study.ClaimResult;
import org.mirrorflow.lab.study.Study;
import org.mirrorflow.lab.study.StudySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mirrorflow study}: the main job. */
@Command(
    name = "study",
    description = "Test the claims about mirror flow on included data and write a report.",
    footer = {"", "Example:", "  mirrorflow study --quick --out study"})
final class StudyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--quick", description = "One seed and short flows.")
  private boolean quick;

  @Option(names = "--full", description = "Use eight seeds for every interval.")
  private boolean full;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "ID",
      description =
          "Chapters to run: balance, horizons, claim1, claim2, growth, kkt, claim3, extensions,"
              + " known (run only when asked for), or any id of the report.")
  private List<String> only = List.of();

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder with mnist and fashion-mnist (default: MIRRORFLOW_DATA).")
  private Path images;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder of the report (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("study");

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Flows at a time (default: one per processor).")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Override
  public Integer call() {
    if (quick && full) {
      throw new InputException(
          "--quick --full", "both", "one of them, or neither", "leave one of them out");
    }
    StudySize size = quick ? StudySize.QUICK : full ? StudySize.FULL : StudySize.STANDARD;
    Study study = new Study(size, common.seed(), jobs, only, images);
    try (Interrupts interrupts = new Interrupts()) {
      return answer(study, interrupts);
    }
  }

  /** Interrupts wait for all that is printed here. */
  private int answer(Study study, Interrupts interrupts) {
    try {
      return answer(claims(study, interrupts));
    } catch (Interruption e) {
      return common.interrupted(e, Map.of("claims", List.of()));
    }
  }

  private List<ClaimResult> claims(Study study, Interrupts interrupts) {
    try (ProgressDisplay progress = common.progress("study")) {
      return study.run(out, progress, interrupts);
    }
  }

  int answer(List<ClaimResult> claims) {
    if (common.json()) {
      common.print(Map.of("claims", claims));
      return 0;
    }
    for (ClaimResult claim : claims) {
      String verdict = claim.holds() == null ? "not tested" : claim.holds() ? "holds" : "FAILS";
      common.out().println(verdict + "  " + claim.question());
      common.out().println("       measured: " + claim.measured());
      common.out().println("       predicted: " + claim.predicted());
    }
    common.out().println("Report: " + out.resolve("index.html"));
    return 0;
  }
}

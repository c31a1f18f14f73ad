package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.study.ClaimResult;
import org.mirrorflow.lab.study.Study;
import org.mirrorflow.lab.study.StudySize;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mirrorflow study}: the main job. */
@Command(
    name = "study",
    description = "Try the claims about mirror flow on embedded data and write a report.",
    footer = {"", "Example:", "  mirrorflow study --quick --out study"})
final class StudyCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(names = "--quick", description = "One seed and short flows.")
  private boolean quick;

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
    List<ClaimResult> claims;
    try (ProgressDisplay progress = common.progress("study")) {
      claims =
          new Study(quick ? StudySize.QUICK : StudySize.STANDARD, common.seed(), jobs)
              .run(out, progress);
    }
    return answer(claims);
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

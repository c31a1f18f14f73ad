package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.page.ComparisonPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow compare}: several flows in one page. */
@Command(
    name = "compare",
    description = "Compare several flows in one page.",
    footer = {"", "Example:", "  mirrorflow compare runs/sparse runs/dense --out comparison.html"})
final class CompareCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description =
          "Folders that flow --out wrote. A flow that is still running is shown up to " + "now.")
  private List<Path> folders;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("comparison.html");

  @Override
  public Integer call() {
    ComparisonPage.of(folders).save(out);
    common.answer(Map.of("page", out.toString()), () -> common.line("page", out.toString()));
    return 0;
  }
}

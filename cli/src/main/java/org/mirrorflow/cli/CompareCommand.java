package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.lab.page.Against;
import org.mirrorflow.lab.page.ComparisonPage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow compare}: several flows, or those of sweeps, in one page. */
@Command(
    name = "compare",
    description = "Compare several flows, or the flows of sweeps, in one page.",
    footer = {"", "Example:", "  mirrorflow compare runs/sparse runs/dense --out comparison.html"})
final class CompareCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(
      paramLabel = "DIR",
      arity = "1..*",
      description =
          "Folders of flow --out and of sweep --out, or the stores of sweeps. A flow that is still"
              + " running is shown as far as it has come.")
  private List<Path> places;

  @Option(
      names = "--by",
      paramLabel = "OPTION",
      split = ",",
      description =
          "Options of flow that tell curves apart, for example map,init-scale; flows that share"
              + " them are one curve (default: all in which the flows differ, apart from seed).")
  private List<String> by = List.of();

  @Option(
      names = "--against",
      paramLabel = "AXIS",
      description = "Plot against loss, time or steps (default: ${DEFAULT-VALUE}: log(1/loss)).")
  private String against = "loss";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The page (default: ${DEFAULT-VALUE}).")
  private Path out = Path.of("comparison.html");

  @Override
  public Integer call() {
    ComparisonPage.of(places, by, Against.parse(against)).save(out);
    common.answer(Map.of("page", out.toString()), () -> common.line("page", out.toString()));
    return 0;
  }
}

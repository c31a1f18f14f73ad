package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.lab.advise.Advice;
import org.mirrorflow.lab.advise.AdviceReport;
import org.mirrorflow.lab.advise.Advisor;
import org.mirrorflow.lab.advise.Goal;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.Interruption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mirrorflow advise}: which map for these data. */
@Command(
    name = "advise",
    description = "Recommend a map and an initial scale for your data, from short pilot runs.",
    footer = {
      "",
      "Goals, judged on held-out samples:",
      "  accuracy   the highest accuracy",
      "  sparse     the fewest neurons (linear: features) that keep 99 %% of it",
      "  dense      the highest accuracy without a random half of them",
      "  fast       the fewest steps until 99 %% of the training samples fit",
      "",
      "Example:",
      "  mirrorflow advise --data iris --goal sparse --budget 60 --out advice.html"
    })
final class AdviseCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Mixin private DataOptions data;

  @Option(
      names = "--model",
      paramLabel = "MODEL",
      description = "linear, dense:50 ... (default: ${DEFAULT-VALUE}).")
  private String model = "dense:50";

  @Option(
      names = "--goal",
      paramLabel = "GOAL",
      description = "accuracy, sparse, dense or fast (default: ${DEFAULT-VALUE}).")
  private String goal = "accuracy";

  @Option(
      names = "--budget",
      paramLabel = "SECONDS",
      description = "Time for all pilot runs (default: ${DEFAULT-VALUE}).")
  private double budget = 60;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      description = "Runs at a time (default: one per processor).")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(names = "--out", paramLabel = "FILE", description = "Write a report page (HTML).")
  private Path out;

  @Override
  public Integer call() {
    Advisor advisor = new Advisor(model, Goal.parse(goal), budget, jobs, common.seed());
    Dataset loaded = data.load();
    // a signal waits until all is printed and the lock is given back
    try (Interrupts interrupts = new Interrupts()) {
      return out == null
          ? answer(advisor, loaded, interrupts)
          : FolderLock.duringFile(out, () -> answer(advisor, loaded, interrupts));
    }
  }

  private int answer(Advisor advisor, Dataset loaded, Interrupts interrupts) {
    try {
      Advice advice = advice(advisor, loaded, interrupts);
      if (out != null) {
        new AdviceReport(advisor, loaded, advice).save(out);
      }
      common.answer(advice, () -> describe(advice));
      return interrupts.getAsBoolean()
          ? common.interrupted(
              "the advice is that of the runs so far", "run it again, or with a smaller --budget")
          : 0;
    } catch (Interruption e) {
      return common.interrupted(e, Map.of("candidates", List.of()));
    }
  }

  private Advice advice(Advisor advisor, Dataset loaded, Interrupts interrupts) {
    try (ProgressDisplay progress = common.progress("advise")) {
      return advisor.advise(loaded, progress, interrupts);
    }
  }

  private void describe(Advice advice) {
    common
        .out()
        .printf(
            "%-22s %6s %5s %5s %9s %9s %9s %9s  %-12s %9s  %s%n",
            "map",
            "scale",
            "rung",
            "runs",
            "accuracy",
            "units",
            "of half",
            "steps",
            "regime",
            "loglog t",
            "front");
    for (Advice.Line line : advice.candidates()) {
      common
          .out()
          .printf(
              Locale.ROOT,
              "%-22s %6s %5d %5d %9.4f %6.1f/%-3d %8.4f %9s  %-12s %9s  %s%n",
              line.map(),
              line.initScale(),
              line.rung(),
              line.runs(),
              line.accuracy(),
              line.unitsNeeded(),
              line.units(),
              line.halfAccuracy(),
              line.steps(),
              line.regime(),
              line.timeNearLimit(),
              line.pareto() ? "*" : "");
    }
    common
        .out()
        .println(
            "units: for 99 percent of the accuracy; of half: accuracy without a random half of them;"
                + " loglog t: when the map is within 10 percent of its limit, predicted;"
                + " cut: time ran out during some of its runs, so their numbers are preliminary;"
                + " front: no candidate of its rung is better in accuracy, units and steps at"
                + " once.");
    common.out().println(advice.sentence());
    if (out != null) {
      common.out().println("Report: " + out);
    }
  }
}

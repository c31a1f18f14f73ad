package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.train.TrainFolder;
import org.mirrorflow.djl.train.TrainOutcome;
import org.mirrorflow.djl.train.TrainResult;
import org.mirrorflow.djl.train.TrainRun;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.Patience;

/** One training as the command line shows it. */
record TrainSession(CommonOptions common, Path out, boolean resume, List<Path> compare) {

  int run(TrainCommand command) {
    DjlSettings.apply();
    TrainSpec spec = command.spec();
    // a signal waits until all is printed and the lock is given back
    try (Interrupts interrupts = new Interrupts()) {
      return out == null
          ? run(spec, Optional.empty(), interrupts)
          : FolderLock.during(out, () -> run(spec, Optional.of(new TrainFolder(out)), interrupts));
    }
  }

  private int run(TrainSpec spec, Optional<TrainFolder> folder, Interrupts interrupts) {
    List<TrainReport.Finished> others = new ArrayList<>();
    for (Path other : compare) {
      others.add(TrainReport.Finished.read(new TrainFolder(other)));
    }
    TrainResult result = train(spec, folder, interrupts);
    TrainOutcome outcome = TrainOutcome.valueOf(result.outcome());
    if (outcome != TrainOutcome.INTERRUPTED) {
      folder.ifPresent(f -> report(f, f.readSpec(), result, others));
    }
    common.answer(result, () -> describe(result));
    result.warnings().forEach(line -> common.err().println("mirrorflow train: warning: " + line));
    if (outcome.success()) {
      return 0;
    }
    common
        .err()
        .println(
            "mirrorflow train: "
                + outcome
                + ": "
                + (lost(outcome) ? "interrupted" : outcome.meaning())
                + "; "
                + (lost(outcome) ? "train with --out DIR to be able to go on" : outcome.remedy()));
    return Main.RUN_FAILED;
  }

  /** Without a folder there is no state to go on from. */
  private boolean lost(TrainOutcome outcome) {
    return outcome == TrainOutcome.INTERRUPTED && out == null;
  }

  private TrainResult train(TrainSpec spec, Optional<TrainFolder> folder, Interrupts interrupts) {
    long begin = System.nanoTime();
    try (ProgressDisplay progress = common.progress("train")) {
      TrainRun run = new TrainRun(spec, folder, progress::report, interrupts);
      if (!common.json()) {
        announce(run);
      }
      // Who trains closes: a step that is left to itself still works on the arrays.
      return Patience.unless(interrupts, () -> closing(run))
          .orElseGet(
              () -> {
                interrupts.leaveNativeWork();
                return run.leave((System.nanoTime() - begin) / 1e9);
              });
    }
  }

  private TrainResult closing(TrainRun run) {
    try (run) {
      return run.run(resume);
    }
  }

  /** What is said before the first step: the maps, and what they are at the initial scale. */
  private void announce(TrainRun run) {
    int layer = 0;
    List<Double> exponents = run.exponentsAtStart();
    for (MirrorDescent.Assignment assignment : run.assignments()) {
      boolean weight = assignment.parameter().endsWith("weight") && layer < exponents.size();
      String exponent =
          weight
              ? String.format(
                  Locale.ROOT, ", acts as p = %.3g at the start", exponents.get(layer++))
              : "";
      common.out().printf("%-21s %s%s%n", assignment.parameter(), assignment.map(), exponent);
    }
    run.ratesInWords().forEach(common.out()::println);
  }

  private static void report(
      TrainFolder folder, TrainSpec spec, TrainResult result, List<TrainReport.Finished> others) {
    List<TrainReport.Finished> all = new ArrayList<>();
    all.add(new TrainReport.Finished(spec, result));
    all.addAll(others);
    OutFolder.save(
        TrainReport.of(folder, all), folder.path().resolve("index.html"), "--out " + folder.path());
  }

  private void describe(TrainResult result) {
    common.line("outcome", result.outcome());
    common.line("epochs", result.epochs());
    common.line("seconds", result.seconds());
    common.line("train accuracy", result.trainAccuracy());
    if (result.validationAccuracy() == null) {
      common.line("test accuracy", result.testAccuracy());
    } else {
      common.line("validation accuracy", result.validationAccuracy());
    }
    common.line("log loss", result.logLoss());
    common.line("smallest margin", result.minMargin());
    common.line("limit gauge", result.gauge() == null ? "none" : result.gauge());
    common.line("Q-margin", result.qMargin());
    if (result.zeros().stream().anyMatch(share -> share > 0)) {
      common.line(
          "zeros",
          result.zeros().stream().map(CommonOptions::number).collect(Collectors.joining(", ")));
    }
    for (TrainResult.Layer layer : result.layers()) {
      common.line(
          layer.name(),
          String.format(
              Locale.ROOT,
              "%d of %d active, %d dead, participation %.4g, 99 %% of the accuracy with %d",
              layer.activeNeurons(),
              layer.neurons(),
              layer.deadNeurons(),
              layer.participationRatio(),
              layer.neuronsFor99()));
    }
    if (out != null && !result.layers().isEmpty()) {
      common.line("report", out.resolve("index.html"));
    }
  }
}

package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.mirrorflow.djl.train.PruneRun;
import org.mirrorflow.djl.train.TrainFolder;
import org.mirrorflow.io.InputException;
import org.mirrorflow.lab.run.FolderLock;
import org.mirrorflow.lab.run.Interruption;
import org.mirrorflow.lab.run.OutFolder;
import org.mirrorflow.lab.run.Patience;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mirrorflow prune}: keeps the strongest neurons of a trained run. */
@Command(
    name = "prune",
    description = "Keep the strongest neurons of a training and write the smaller network.",
    footer = {"", "Example:", "  mirrorflow prune runs/fashion --keep 32 --out small.npz"})
final class PruneCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Parameters(paramLabel = "DIR", description = "Folder that train --out wrote.")
  private Path folder;

  @Option(
      names = "--keep",
      paramLabel = "N",
      description = "Keep the N strongest neurons of each hidden layer.")
  private Integer keep;

  @Option(
      names = "--threshold",
      paramLabel = "T",
      description = "Keep the neurons above T times the strength of the strongest in their layer.")
  private Double threshold;

  @Option(
      names = "--finetune",
      paramLabel = "E",
      description = "After pruning, train the smaller network for E epochs (default: 0).")
  private int finetune;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Data folder (default: that of the training).")
  private Path dataFolder;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "npz file for the smaller network; a safetensors file is written next to it.")
  private Path out;

  @Option(
      names = "--names",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names of the weights in --out, first layer to last, as in the state_dict of a PyTorch"
              + " model (default: W1, W2 ...).")
  private List<String> names = List.of();

  @Override
  public Integer call() {
    check();
    DjlSettings.apply();
    Session session = new Session();
    // a signal waits until all is printed and the lock is given back
    try (Interrupts interrupts = new Interrupts()) {
      return out == null
          ? session.run(interrupts)
          : FolderLock.duringFile(out, () -> session.run(interrupts));
    }
  }

  private void check() {
    if ((keep == null) == (threshold == null)) {
      throw new InputException(
          "--keep, --threshold",
          "both or none given",
          "one of them",
          "write for example --keep 32");
    }
    if (keep != null && keep < 1) {
      throw new InputException("--keep " + keep, "out of range", "1 or more", "write --keep 32");
    }
    if (threshold != null && !(threshold >= 0 && threshold < 1)) {
      throw new InputException(
          "--threshold " + threshold, "out of range", "0 or more, below 1", "write 0.05");
    }
    if (finetune < 0) {
      throw new InputException("--finetune " + finetune, "out of range", "0 or more", "write 1");
    }
    if (out == null && !names.isEmpty()) {
      throw new InputException(
          "--names", "names without a file to write", "--out FILE as well", "add --out small.npz");
    }
    if (out != null) {
      OutFolder.requireOther(out, folder.resolve("weights.npz"));
      OutFolder.requireOther(out, folder.resolve("checkpoint.npz"));
    }
    if (out != null && !out.toString().endsWith(".npz")) {
      throw new InputException("--out " + out, "another kind of file", "*.npz", "write small.npz");
    }
  }

  /** The part that loads DJL. */
  private final class Session {
    int run(Interrupts interrupts) {
      var rule = new PruneRun.Rule(Optional.ofNullable(keep), threshold == null ? 0 : threshold);
      var to = Optional.ofNullable(out).map(file -> new PruneRun.Output(file, names));
      var trained = new PruneRun(new TrainFolder(folder), dataFolder);
      try (ProgressDisplay progress = common.progress("prune")) {
        var done =
            Patience.unless(
                interrupts, () -> trained.run(rule, finetune, to, progress::report, interrupts));
        if (done.isEmpty()) {
          interrupts.leaveNativeWork();
          return common.interrupted(
              new Interruption("it was within a long step, and nothing is written", "run it again"),
              Map.of());
        }
        var result = done.get();
        if (common.json()) {
          common.print(result);
        } else {
          common.line("kept", result.kept() + " " + result.keptPerLayer() + ", " + result.model());
          common.line(
              "accuracy",
              CommonOptions.number(result.accuracyBefore())
                  + " -> "
                  + CommonOptions.number(result.accuracyAfter()));
          if (result.accuracyFinetuned() != null) {
            common.line("after training", result.accuracyFinetuned());
          }
          common.line("parameters", result.parametersBefore() + " -> " + result.parametersAfter());
          common.line(
              "microseconds per image",
              CommonOptions.number(result.microsecondsBefore())
                  + " -> "
                  + CommonOptions.number(result.microsecondsAfter()));
        }
        if (result.parametersAfter() == result.parametersBefore()) {
          common
              .err()
              .println(
                  "mirrorflow prune: warning: every neuron is kept, so the network is as large as before;"
                      + " choose a smaller --keep or a larger --threshold");
        }
        boolean cut = finetune > 0 && result.accuracyFinetuned() == null;
        return cut && interrupts.getAsBoolean()
            ? common.interrupted(
                "the smaller network is trained as far as that", "run it again for all epochs")
            : 0;
      }
    }
  }
}

package org.mirrorflow.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.mirrorflow.data.ImageSet;
import org.mirrorflow.djl.train.ImageChanges;
import org.mirrorflow.djl.train.TrainSpec;
import org.mirrorflow.io.InputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code mirrorflow train}: minibatch training of vision networks through DJL. Its options name no
 * class of DJL, so that other commands start without it.
 */
@Command(
    name = "train",
    description = "Train a dense or convolutional network on images by mirror descent.",
    footer = {
      "",
      "Example:",
      "  mirrorflow train --data fashion-mnist --model conv:16-32-64 \\",
      "    --map hyperbolic:beta=1e-3 --epochs 5 --out runs/fashion"
    })
final class TrainCommand implements Callable<Integer> {
  @Mixin private CommonOptions common;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "DATA",
      description =
          "mnist, fashion-mnist:0,1,n=1000, cifar-10, digits, a folder or zip of PNG or JPEG images"
              + " by class, an npz or CSV file.")
  private String data;

  @Option(
      names = "--test",
      paramLabel = "DATA",
      description = "Test data (default: the test part of --data).")
  private String test;

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      description = "Folder with a folder per data set (default: MIRRORFLOW_DATA).")
  private Path dataFolder;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "MODEL",
      description = "dense:256, conv:16-32-64, vgg:11, vgg:16, resnet:18.")
  private String model;

  @Option(
      names = "--map",
      required = true,
      paramLabel = "MAP",
      description = "euclidean, p:1.5, hyperbolic:beta=1e-3 ...; MAP|MAP for one per layer.")
  private String map;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Passes over the images; with --batch 0, steps (default: 5).")
  private int epochs = 5;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Images per step, 0 for all at once (default: ${DEFAULT-VALUE}).")
  private int batch = 128;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description =
          "Learning rate of every layer for the mean loss, in the units of the map (default: found"
              + " by trial).")
  private Double learningRate;

  @Option(
      names = "--rate-scale",
      paramLabel = "X",
      description = "Factor on the learning rates (default: ${DEFAULT-VALUE}).")
  private double rateScale = 1;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "How the learning rate decays: constant, linear, cosine or step:0.5,0.75 (a"
              + " tenth after half of the steps, a hundredth after three quarters);"
              + " warmup:0.05+cosine rises first (default: cosine, with --batch 0 constant).")
  private String schedule;

  @Option(
      names = "--momentum",
      paramLabel = "X",
      description = "Momentum of the dual variable (default: 0).")
  private double momentum;

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Add X times the potential to the loss (default: 0).")
  private double weightDecay;

  @Option(
      names = "--step-limit",
      paramLabel = "X",
      description =
          "Shorten steps whose gradient is more than X times as long as the ones before, 0 for never"
              + " (default: 1.5).")
  private Double stepLimit;

  @Option(
      names = "--init-scale",
      paramLabel = "S",
      description =
          "Scale of the initial weights (default: the gain of the activation, for relu the square"
              + " root of 2).")
  private Double initScale;

  @Option(
      names = "--init-density",
      paramLabel = "X",
      description =
          "Share of the weights of every unit that are not 0 at the start, for the map enet"
              + " (default: 1).")
  private Double initDensity;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "Train on the first N images (default: all).")
  private int samples;

  @Option(
      names = "--validation",
      paramLabel = "N",
      description =
          "Hold out the last N training images and report on them instead of the test set.")
  private int validation;

  @Option(
      names = "--normalize",
      description =
          "Subtract from every channel its mean over the training images and divide by its"
              + " deviation.")
  private boolean normalize;

  @Option(
      names = "--crop",
      paramLabel = "N",
      description = "Move training images by up to N pixels each way, anew in every epoch.")
  private int crop;

  @Option(names = "--flip", description = "Mirror training images left to right at random.")
  private boolean flip;

  @Option(
      names = "--analysis",
      paramLabel = "HOW",
      description =
          "Features of the layers: none, sampled (at most a quarter of the work of the training,"
              + " or 100 images) or full (default: sampled).")
  private String analysis = "sampled";

  @Option(
      names = "--loss-scaled",
      description = "Divide gradients by the mean loss of the previous epoch.")
  private boolean lossScaled;

  @Option(
      names = "--until-log-loss",
      paramLabel = "X",
      description = "Stop when log loss (of the sum over samples) is at most X.")
  private Double untilLogLoss;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      description = "float32 or float64 (default: ${DEFAULT-VALUE}).")
  private String precision = "float32";

  @Option(
      names = "--device",
      paramLabel = "NAME",
      description = "cpu, gpu or gpu:1; GPUs are untested (default: ${DEFAULT-VALUE}).")
  private String device = "cpu";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Folder for checkpoints, weights, numbers and index.html.")
  private Path out;

  @Option(names = "--resume", description = "Continue the training in --out.")
  private boolean resume;

  @Option(
      names = "--compare",
      split = ",",
      paramLabel = "DIR",
      description = "Finished trainings to compare with in the report.")
  private List<Path> compare = List.of();

  @Override
  public Integer call() {
    if (out == null && (resume || !compare.isEmpty())) {
      throw new InputException(
          resume ? "--resume" : "--compare",
          "no folder",
          "--out DIR with it",
          "name the folder of the training");
    }
    return new TrainSession(common, out, resume, compare).run(this);
  }

  TrainSpec spec() {
    return new TrainSpec(
        data,
        ImageSet.folder(dataFolder, System::getenv).toAbsolutePath().toString(),
        test,
        model,
        map,
        epochs,
        batch,
        learningRate,
        rateScale,
        schedule != null ? schedule : batch == 0 ? "constant" : "cosine",
        momentum,
        weightDecay,
        stepLimit,
        initScale,
        initDensity,
        samples,
        validation,
        new ImageChanges(normalize, crop, flip),
        lossScaled,
        untilLogLoss,
        analysis(),
        precision,
        device,
        common.seed(),
        null);
  }

  private TrainSpec.Analysis analysis() {
    return Arrays.stream(TrainSpec.Analysis.values())
        .filter(a -> a.name().toLowerCase(Locale.ROOT).equals(analysis))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "--analysis " + analysis,
                    "unknown word",
                    "none, sampled or full",
                    "write full"));
  }
}

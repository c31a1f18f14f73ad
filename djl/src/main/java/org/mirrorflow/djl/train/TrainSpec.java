package org.mirrorflow.djl.train;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;
import org.mirrorflow.djl.Architecture;
import org.mirrorflow.djl.Schedule;
import org.mirrorflow.io.InputException;
import org.mirrorflow.map.MapSpec;

/**
 * What a training is asked to do; written to {@code train.json}, a component for each key.
 *
 * @param data where the images come from, see {@link org.mirrorflow.data.DataSpec}
 * @param dataFolder data folder, null for the default
 * @param test where those that it is judged by come from; null: the test part of {@code data}
 * @param model architecture
 * @param map mirror map of the weights
 * @param epochs passes over the training images; with full batches the most steps
 * @param batch images per step, 0 for all at once
 * @param learningRate η of every layer, in the units of the map; null: found by {@link RateSearch}
 * @param rateScale factor on the rates that were found
 * @param schedule see {@link Schedule#parse}: how η falls over all epochs
 * @param momentum μ in the dual
 * @param weightDecay λ, adds λR(θ)
 * @param stepLimit m of {@link org.mirrorflow.djl.StepLimit}; 0 for none
 * @param initScale weights start at initScale/√fan-in times a Gaussian; null: the gain of the
 *     activation
 * @param initDensity share of the weights of every row that are not 0 at the start
 * @param samples training images used, 0 for all
 * @param validation training images held out at the end and reported in the place of the test set
 * @param images what is done to the images first
 * @param lossScaled steps are measured in the mean loss of the epoch before
 * @param untilLogLoss stop when log ℒ, ℒ the sum over the training images, is this low; null: never
 * @param analysis how much work the features at the end may take
 * @param precision {@code float32} or {@code float64}
 * @param device {@code cpu}, {@code gpu} or {@code gpu:0}
 * @param seed of initial weights, order and changes of images
 * @param rates learning rates that were found; null before
 */
public record TrainSpec(
    String data,
    String dataFolder,
    String test,
    String model,
    String map,
    int epochs,
    int batch,
    Double learningRate,
    Double rateScale,
    String schedule,
    double momentum,
    double weightDecay,
    Double stepLimit,
    Double initScale,
    Double initDensity,
    int samples,
    int validation,
    ImageChanges images,
    boolean lossScaled,
    Double untilLogLoss,
    Analysis analysis,
    String precision,
    String device,
    long seed,
    FoundRates rates) {

  /** √2: activations keep their size through ReLU layers (He et al. 2015, arXiv 1502.01852). */
  public static final double DEFAULT_SCALE = 1.4142135623730951;

  /** Gradients longer than one and a half times the usual norm are shortened. */
  public static final double STEP_LIMIT = 1.5;

  /** How much work the analysis of features may take. */
  public enum Analysis {
    /** No numbers of layers: loss, accuracy and margins alone. */
    NONE,
    /** A quarter of the work of the training, counted in passes of images through the network. */
    SAMPLED,
    /** All images, all numbers of neurons kept. */
    FULL
  }

  /**
   * Checks the numbers and words; model and map are written in full, and what is null for its
   * default is set.
   *
   * @param data see {@link TrainData}
   * @param dataFolder may be null
   * @param test may be null
   * @param model architecture, understood by {@link org.mirrorflow.djl.Architecture#parse}
   * @param map mirror map, understood by {@link MapSpec#parse}
   * @param epochs at least 1
   * @param batch at least 0; with 0 the schedule is constant, momentum and weight decay are 0
   * @param learningRate finite and above 0, or null
   * @param rateScale finite and above 0; null for 1
   * @param schedule understood by {@link Schedule#parse}
   * @param momentum in [0, 1)
   * @param weightDecay at least 0 and below 1/η
   * @param stepLimit above 1, or 0; null for {@link #STEP_LIMIT}
   * @param initScale finite and above 0, or null
   * @param initDensity above 0, at most 1; null for 1
   * @param samples at least 0
   * @param validation at least 0
   * @param images null for {@link ImageChanges#NONE}
   * @param lossScaled either
   * @param untilLogLoss any number, or null
   * @param analysis null for {@link Analysis#SAMPLED}
   * @param precision {@code float32} or {@code float64}
   * @param device looked for when the training begins
   * @param seed any
   * @param rates may be null
   * @throws InputException if one is not so
   */
  public TrainSpec {
    Objects.requireNonNull(precision, "precision");
    Objects.requireNonNull(data, "data");
    Objects.requireNonNull(schedule, "schedule");
    rateScale = rateScale == null ? 1.0 : rateScale;
    stepLimit = stepLimit == null ? STEP_LIMIT : stepLimit;
    initDensity = initDensity == null ? 1.0 : initDensity;
    images = images == null ? ImageChanges.NONE : images;
    analysis = analysis == null ? Analysis.SAMPLED : analysis;
    TrainData.check(data, test);
    model = Architecture.parse(model).spec();
    map = MapSpec.parse(map).spec();
    schedule = Schedule.parse(schedule).spec();
    require(epochs >= 1, "--epochs " + epochs, "1 or more");
    require(batch >= 0, "--batch " + batch, "1 or more, or 0 for all images at once");
    require(
        learningRate == null || (learningRate > 0 && Double.isFinite(learningRate)),
        "--learning-rate " + learningRate,
        "above 0");
    require(rateScale > 0 && Double.isFinite(rateScale), "--rate-scale " + rateScale, "above 0");
    require(
        batch > 0 || schedule.equals(Schedule.CONSTANT.spec()),
        "--batch 0 with --schedule " + schedule,
        "constant: steps on all images find their own length");
    require(
        batch > 0 || !images.random(),
        "--batch 0 with --crop or --flip",
        "neither: steps on all images are taken back when the loss rises");
    require(momentum >= 0 && momentum < 1, "--momentum " + momentum, "0 or more, below 1");
    require(
        weightDecay >= 0 && (learningRate == null || learningRate * weightDecay < 1),
        "--weight-decay " + weightDecay,
        "0 or more, and below 1/learning rate");
    require(stepLimit == 0 || stepLimit > 1, "--step-limit " + stepLimit, "above 1, or 0 for none");
    require(
        initScale == null || (initScale > 0 && Double.isFinite(initScale)),
        "--init-scale " + initScale,
        "above 0");
    require(
        initDensity > 0 && initDensity <= 1, "--init-density " + initDensity, "above 0, at most 1");
    require(samples >= 0, "--samples " + samples, "0 or more");
    require(validation >= 0, "--validation " + validation, "0 or more");
    require(
        List.of("float32", "float64").contains(precision),
        "--precision " + precision,
        "float32 or float64");
    require(
        batch > 0 || (momentum == 0 && weightDecay == 0),
        "--batch 0 with momentum or weight decay",
        "neither: steps on all images are taken back when the loss rises");
  }

  private static void require(boolean condition, String place, String expected) {
    if (!condition) {
      throw new InputException(place, "out of range", expected, "change the option");
    }
  }

  /**
   * Whether this goes on with what {@code earlier} began: all but where it ends, how it is analysed
   * and the rates that were found is the same. A rate that falls over all epochs is another one
   * when their number is.
   *
   * @param earlier what the earlier training was asked to do
   * @return whether its checkpoint may be gone on from
   */
  public boolean continues(TrainSpec earlier) {
    int end = constant() ? epochs : earlier.epochs;
    return equals(earlier.with(dataFolder, model, end, untilLogLoss, analysis, rates));
  }

  /** What decides on how a training goes on, in words: all but where it ends. */
  String words() {
    return with(null, model, constant() ? 1 : epochs, null, null, null).toString();
  }

  private boolean constant() {
    return schedule.equals(Schedule.CONSTANT.spec());
  }

  /** The same with another data folder. */
  TrainSpec in(String newFolder) {
    return with(newFolder, model, epochs, untilLogLoss, analysis, rates);
  }

  /** The same with the rates that were found. */
  TrainSpec with(FoundRates newRates) {
    return with(dataFolder, model, epochs, untilLogLoss, analysis, newRates);
  }

  /**
   * {@return the same training of another architecture, for some epochs: what comes after pruning}
   *
   * @param newModel architecture
   * @param newEpochs passes over the training images, at least 1
   * @throws InputException if the architecture is not understood, or there is no epoch
   */
  public TrainSpec finetuning(String newModel, int newEpochs) {
    return with(dataFolder, newModel, newEpochs, null, analysis, rates);
  }

  private TrainSpec with(
      String newFolder,
      String newModel,
      int newEpochs,
      Double newUntilLogLoss,
      Analysis newAnalysis,
      FoundRates newRates) {
    return new TrainSpec(
        data,
        newFolder,
        test,
        newModel,
        map,
        newEpochs,
        batch,
        learningRate,
        rateScale,
        schedule,
        momentum,
        weightDecay,
        stepLimit,
        initScale,
        initDensity,
        samples,
        validation,
        images,
        lossScaled,
        newUntilLogLoss,
        newAnalysis,
        precision,
        device,
        seed,
        newRates);
  }

  /** Whether every step uses all images. */
  @JsonProperty(access = JsonProperty.Access.READ_ONLY)
  boolean fullBatch() {
    return batch == 0;
  }
}

package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.mirrorflow.analysis.MarkSchedule;
import org.mirrorflow.djl.FullBatchDescent;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.MirrorDescent;
import org.mirrorflow.djl.Network;
import org.mirrorflow.djl.StepLimit;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.io.InputException;
import org.mirrorflow.io.Origin;
import org.mirrorflow.io.Tensor;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.numeric.LogSum;

/**
 * One training, from the start or from a checkpoint to its numbers.
 *
 * <p>The order of the images depends on seed and epoch alone and the checkpoint holds the dual
 * variables, so that a run that was killed goes on to the same numbers. In a full batch an epoch is
 * one accepted step of {@link FullBatchDescent}.
 */
public final class TrainRun implements AutoCloseable {
  private static final long CHECKPOINT_NANOS = 2_000_000_000L;

  /** By then c is an eightieth of what was found. */
  private static final int MOST_LOWERED = 8;

  /**
   * First steps in which the loss must not rise above that of the start: twice the longest trial,
   * so that beginning again costs no more than finding the rates did.
   */
  private static final int WATCHED = 2 * RateSearch.MOST_STEPS;

  private TrainSpec spec;
  private TrainSetup setup;
  private final Optional<TrainFolder> folder;
  private final TrainProgress progress;
  private final BooleanSupplier interrupted;
  private final TrainData data;
  private final DataType type;
  private final Network network;
  private UsedRates rates;
  private ProgressLine line;
  private MirrorDescent optimizer;
  private StepLimit limit;
  private MarginTrainer trainer;
  private final double[] startWeights;
  private final Map<String, Tensor> startBuffers;
  private EpochLog log;
  private StartLoss startLoss;
  private final List<double[]> marks = new ArrayList<>();
  private int epoch;

  /** Training images of the last epoch on which all outputs were 0. */
  private int silent;

  private FullBatchDescent descent;
  private Map<String, Tensor> restored = Map.of();
  private double logReference;
  private double step;
  private double nextMark = Double.POSITIVE_INFINITY;
  private long lastCheckpoint = System.nanoTime();
  private volatile Known known = new Known(0, null);
  private volatile boolean left;

  /** Epochs that are done and the last mark, which may be null. */
  private record Known(int epochs, double[] mark) {}

  /**
   * Prepares a training.
   *
   * @param spec what is asked
   * @param folder where to keep it; empty for a training in memory
   * @param progress is told how the training goes on
   * @param interrupted asked between steps; when true the training ends, to go on from its last
   *     checkpoint
   * @throws InputException if the data cannot be read, or the device or the map cannot be used
   */
  public TrainRun(
      TrainSpec spec,
      Optional<TrainFolder> folder,
      TrainProgress progress,
      BooleanSupplier interrupted) {
    this.folder = folder;
    this.progress = progress;
    this.interrupted = interrupted;
    this.data = TrainData.load(spec);
    TrainSetup asked = new TrainSetup(spec, data);
    this.spec = spec.with(RateSearch.rates(asked, folder, progress, interrupted));
    this.setup = new TrainSetup(this.spec, data);
    this.type = setup.type();
    this.network = setup.network();
    this.startWeights = network.weightValues();
    this.startBuffers = network.buffers();
    start();
  }

  private void start() {
    limit = setup.limit();
    rates = new UsedRates(setup, network);
    trainer = rates.trainer(limit);
    optimizer = trainer.optimizer();
    step = rates.first();
    line = new ProgressLine(spec, progress);
    log = new EpochLog(setup, network, trainer);
    startLoss = StartLoss.of(setup, network, trainer);
  }

  /**
   * Begins again with lower rates than those that were found: a trial is over, or its rates have
   * fallen, before the training comes to where its steps are too long.
   */
  private void startLower() {
    network.setWeights(startWeights);
    network.setBuffers("the start", startBuffers);
    double c = RateRule.rounded(spec.rates().gradientStep() / RateSearch.HALF_FACTOR);
    double[] layers = StartGradient.of(setup, network).rates(c, spec.rates().spread());
    spec = spec.with(spec.rates().lower(c, Arrays.stream(layers).boxed().toList()));
    setup = new TrainSetup(spec, data);
    epoch = 0;
    logReference = 0;
    nextMark = Double.POSITIVE_INFINITY;
    marks.clear();
    remember();
    kept().ifPresent(f -> f.beginAgain(spec));
    start();
  }

  private boolean mayStartLower() {
    return spec.rates() != null && spec.rates().lowered() < MOST_LOWERED;
  }

  /** Whether a step shows that the rates that were found are beyond the edge of stability. */
  private boolean tooLong(long taken, MarginLoss.Point point, int images) {
    return taken < WATCHED
        && mayStartLower()
        && startLoss.exceeded(Math.exp(point.logLoss()) / images, images, taken);
  }

  /** {@return for every weight layer its rate and why it is that, in words} */
  public List<String> ratesInWords() {
    return rates.inWords();
  }

  /** {@return which map every parameter has} */
  public List<MirrorDescent.Assignment> assignments() {
    return optimizer.assignments();
  }

  /**
   * {@return p_eff of every weight layer's map at the root mean square of its initial weights,
   * first layer to last}
   */
  public List<Double> exponentsAtStart() {
    return LayerReport.exponents(MapSpec.parse(spec.map()).on(network.weights()), startWeights);
  }

  /** Starts from these weights instead of random ones. */
  void startFrom(double[] theta) {
    network.setWeights(theta);
    System.arraycopy(theta, 0, startWeights, 0, theta.length);
  }

  Network network() {
    return network;
  }

  TrainData data() {
    return data;
  }

  /**
   * Trains.
   *
   * @param resume go on from the folder's checkpoint; otherwise the folder must hold no training
   * @return the numbers of the end
   * @throws InputException if the folder holds another training, or cannot be written
   */
  public TrainResult run(boolean resume) {
    folder.ifPresent(f -> prepare(f, resume));
    long begin = System.nanoTime();
    TrainOutcome outcome = spec.fullBatch() ? fullBatch() : epochs();
    while ((outcome == TrainOutcome.DEAD || outcome == TrainOutcome.DIVERGED) && mayStartLower()) {
      startLower();
      outcome = epochs();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (outcome != TrainOutcome.INTERRUPTED && !spec.fullBatch()) {
      kept().ifPresent(this::checkpoint);
    }
    TrainResult result =
        outcome == TrainOutcome.INTERRUPTED
            ? untilNow(seconds)
            : end().of(outcome, epoch, seconds, startWeights, log);
    kept().ifPresent(f -> f.writeEnd(result, network.tensors()));
    return result;
  }

  /** The folder as long as the training may write to it. */
  private Optional<TrainFolder> kept() {
    return left ? Optional.empty() : folder;
  }

  private void prepare(TrainFolder f, boolean resume) {
    f.require(spec, resume);
    if (resume && f.hasCheckpoint()) {
      restore(f);
    }
    f.begin(spec);
  }

  private void restore(TrainFolder f) {
    Map<String, Tensor> state = f.readCheckpoint();
    String place = f.checkpointPlace();
    Origin.verify(place, state, spec.words());
    List<double[]> table = TrainFolder.marks(state).orElseThrow(() -> TrainClock.impossible(place));
    TrainClock clock = TrainClock.of(state).orElseThrow(() -> TrainClock.impossible(place));
    clock.require(data, spec.data());
    log.restore(place, state);
    restored = state;
    optimizer.restore(place, state);
    limit.restore(place, state);
    network.setBuffers(place, state);
    epoch = clock.epoch();
    logReference = clock.logReference();
    step = clock.step();
    nextMark = clock.nextMark();
    marks.addAll(table);
    remember();
  }

  private void remember() {
    known = new Known(epoch, marks.isEmpty() ? null : marks.get(marks.size() - 1));
  }

  private void checkpoint(TrainFolder f) {
    Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
    state.putAll(network.buffers());
    limit.save(state);
    if (descent != null) {
      state.putAll(descent.state());
    }
    Origin.sign(state, spec.words());
    state.putAll(log.state());
    new TrainClock(epoch, logReference, step, nextMark, data.code()).putInto(state);
    f.writeCheckpoint(state, marks, log);
    lastCheckpoint = System.nanoTime();
  }

  /** Records a mark when log ℒ has fallen to the next level, and saves when it is time. */
  private void endOfEpoch(double logLoss, double accuracy, double minimum) {
    boolean mark = logLoss <= nextMark;
    if (mark) {
      marks.add(new double[] {epoch, logLoss, accuracy, minimum, step});
      nextMark = MarkSchedule.STANDARD.next(logLoss);
      kept().ifPresent(f -> f.writeMark(epoch, network.tensors()));
    }
    if (mark || !spec.fullBatch()) {
      log.add(epoch, logLoss, accuracy, minimum, spec.fullBatch() ? step : rates.atEndOf(epoch));
    }
    boolean due = System.nanoTime() - lastCheckpoint > CHECKPOINT_NANOS;
    if (mark || due || !spec.fullBatch()) {
      kept().ifPresent(this::checkpoint);
    }
    remember();
  }

  private boolean reached(double logLoss) {
    return spec.untilLogLoss() != null && logLoss <= spec.untilLogLoss();
  }

  private TrainOutcome epochs() {
    while (epoch < spec.epochs()) {
      LogSum sum = new LogSum();
      double minimum = Double.POSITIVE_INFINITY;
      long correct = 0;
      silent = 0;
      int n = data.train().size();
      int[] order = data.order(spec.seed(), epoch);
      int batches = setup.batches();
      for (int k = 0; k < batches; k++) {
        if (interrupted.getAsBoolean()) {
          return TrainOutcome.INTERRUPTED;
        }
        int from = setup.from(k);
        int to = setup.from(k + 1);
        MarginLoss.Point point = step(order, from, to);
        if (!Double.isFinite(point.logLoss())
            || tooLong((long) epoch * batches + k, point, to - from)) {
          return TrainOutcome.DIVERGED;
        }
        sum.add(point.logLoss());
        correct += point.correct();
        silent += point.silent();
        minimum = Math.min(minimum, point.minimum());
        line.report(epoch + (double) to / n, sum.value(), (double) correct / to, minimum);
      }
      epoch++;
      double logLoss = sum.value();
      logReference = spec.lossScaled() ? logLoss - Math.log(n) : 0;
      endOfEpoch(logLoss, (double) correct / n, minimum);
      if (reached(logLoss)) {
        return TrainOutcome.LOSS_TARGET_REACHED;
      }
      if (2 * silent > n) {
        return TrainOutcome.DEAD;
      }
    }
    return TrainOutcome.EPOCHS_DONE;
  }

  private MarginLoss.Point step(int[] order, int from, int to) {
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray batch = TrainData.batch(scope, data.train(), order, from, to, type);
      int[] labels = TrainData.labels(data.train(), order, from, to);
      return trainer.step(batch, labels, logReference);
    }
  }

  private TrainOutcome fullBatch() {
    int n = data.train().size();
    int[] order = IntStream.range(0, n).toArray();
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray batch = TrainData.batch(scope, data.train(), order, 0, n, type);
      int[] labels = TrainData.labels(data.train(), order, 0, n);
      descent = new FullBatchDescent(trainer, batch, labels, step);
      if (!restored.isEmpty()) {
        descent.restore(folder.orElseThrow().checkpointPlace(), restored);
      }
      TrainOutcome outcome = descend(n);
      kept().ifPresent(this::checkpoint);
      return outcome;
    }
  }

  private TrainOutcome descend(int n) {
    while (epoch < spec.epochs() && !reached(descent.point().logLoss())) {
      if (interrupted.getAsBoolean()) {
        return TrainOutcome.INTERRUPTED;
      }
      if (!Double.isFinite(descent.point().logLoss())) {
        return TrainOutcome.DIVERGED;
      }
      if (!descent.advance()) {
        return descent.point().silent() == n ? TrainOutcome.DEAD : TrainOutcome.STALLED;
      }
      epoch++;
      step = descent.step();
      MarginLoss.Point point = descent.point();
      double accuracy = (double) point.correct() / n;
      line.report(epoch, point.logLoss(), accuracy, point.minimum());
      endOfEpoch(point.logLoss(), accuracy, point.minimum());
    }
    return reached(descent.point().logLoss())
        ? TrainOutcome.LOSS_TARGET_REACHED
        : TrainOutcome.EPOCHS_DONE;
  }

  /**
   * {@return the numbers of an interrupted training that is not waited for, as it is within a long
   * step; called while another thread is in {@link #run}, which from then on writes nothing}
   *
   * @param seconds since the start
   */
  public TrainResult leave(double seconds) {
    left = true;
    return untilNow(seconds);
  }

  private TrainResult untilNow(double seconds) {
    Known now = known;
    return end().ofMark(now.epochs(), seconds, now.mark());
  }

  private TrainEnd end() {
    return new TrainEnd(spec, setup, network, trainer);
  }

  @Override
  public void close() {
    network.close();
  }
}

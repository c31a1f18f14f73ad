package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.map.MirrorMap;

/**
 * Finds learning rates by trial: a learning-rate range test (Smith 2017, arXiv 1506.01186) over the
 * one number that {@link RateRule} leaves free, the rate c of the gradient descent that every layer
 * imitates.
 *
 * <p>Trials of a few dozen steps start at the initial weights, take the same images in the same
 * order and follow the schedule of the training, so that one with a rate that falls to 0 is judged
 * when its scatter is gone. A trial that leaves the {@link StartLoss} upwards is beyond the edge of
 * stability and counts as diverged. From c = 0.1 on, c is tripled as long as the mean loss of the
 * last quarter of a trial falls further, or divided by three if the first tripling was none the
 * better. Then the c between the best and the next is tried. If it diverges, the best is at the
 * edge of stability, which comes nearer in a training (Cohen et al. 2021, arXiv 2103.00065), and
 * the c below it is taken.
 *
 * <p>All layers of one map have one rate, so that the flow is that of the map as it is. At the best
 * c rates of the layers' own are tried, too. They are taken if they lower the loss by more than
 * twice the standard error of the difference: a smaller gain may be lost with another order of the
 * images. Layers of different maps begin with rates of their own. Seed, data and options determine
 * the result.
 */
final class RateSearch {
  private static final double FIRST = 0.1;

  /** What c is multiplied or divided by. */
  private static final double FACTOR = 3;

  /** Half of that, in the logarithm: what rates near the edge of stability are moved by. */
  static final double HALF_FACTOR = Math.sqrt(FACTOR);

  /** c lies between 1e-6 and 5e3. */
  private static final int MOST_POWERS = 10;

  /** Steps of a trial: a third of those of the training, within these bounds. */
  private static final int FEWEST_STEPS = 20;

  static final int MOST_STEPS = 100;

  private static final double STANDARD_ERRORS = 2;

  private final TrainSetup setup;
  private final TrainProgress progress;
  private final BooleanSupplier interrupted;
  private final int[] order;
  private final int steps;
  private final int judged;
  private final RateRule.Spread spread;
  private final StartLoss start;
  private final StartGradient gradient;
  private final NavigableMap<Double, Trial> trials = new TreeMap<>();

  /** What came of one c: mean losses of the last batches, none beyond the edge of stability. */
  private record Trial(double c, double[] rates, double[] losses) {
    boolean beyond() {
      return losses.length == 0;
    }

    double loss() {
      return Arrays.stream(losses).average().orElse(Double.POSITIVE_INFINITY);
    }

    /** Whether this is better than the other by more than the batches scatter. */
    boolean beats(Trial other) {
      if (beyond() || other.beyond()) {
        return !beyond();
      }
      double error = Math.sqrt(errorSquared() + other.errorSquared());
      return other.loss() - loss() > STANDARD_ERRORS * error;
    }

    /** The squared standard error of the mean loss. */
    private double errorSquared() {
      double mean = loss();
      double squares = Arrays.stream(losses).map(x -> (x - mean) * (x - mean)).sum();
      return squares / (losses.length * (losses.length - 1.0));
    }
  }

  RateSearch(TrainSetup setup, TrainProgress progress, BooleanSupplier interrupted) {
    this.setup = setup;
    this.progress = progress;
    this.interrupted = interrupted;
    this.order = setup.data().order(setup.spec().seed(), -1);
    long all = (long) setup.spec().epochs() * setup.batches();
    this.steps = (int) Math.max(FEWEST_STEPS, Math.min(MOST_STEPS, all / 3));
    this.judged = steps / 4;
    try (Network network = setup.network()) {
      this.gradient = StartGradient.of(setup, network);
      boolean one = gradient.map().maps().stream().map(MirrorMap::spec).distinct().count() == 1;
      this.spread = one ? RateRule.Spread.COMMON : RateRule.Spread.OWN;
      this.start = StartLoss.of(setup, network, setup.idle(network));
    }
  }

  /**
   * Rates that are found by trial: those of the folder where the training goes on, else new ones;
   * null where the rate is given, where steps find their own length, and after an interrupt.
   */
  static FoundRates rates(
      TrainSetup asked,
      Optional<TrainFolder> folder,
      TrainProgress progress,
      BooleanSupplier interrupted) {
    TrainSpec wanted = asked.spec();
    if (wanted.learningRate() != null || wanted.fullBatch() || wanted.rates() != null) {
      return wanted.rates();
    }
    Optional<TrainSpec> earlier = folder.filter(TrainFolder::begun).map(TrainFolder::readSpec);
    if (earlier.isPresent()
        && (earlier.get().rates() != null || !wanted.continues(earlier.get()))) {
      return earlier.get().rates();
    }
    return new RateSearch(asked, progress, interrupted).find().orElse(null);
  }

  /** The rates; empty if interrupted. */
  Optional<FoundRates> find() {
    Trial best = range();
    Map<RateRule.Spread, Trial> both = new EnumMap<>(RateRule.Spread.class);
    both.put(spread, best);
    both.put(spread.other(), trial(best.c(), spread.other()));
    Trial found = both.get(spread.other()).beats(best) ? both.get(spread.other()) : best;
    if (interrupted.getAsBoolean()) {
      return Optional.empty();
    }
    return Optional.of(
        new FoundRates(
            found.c(),
            Arrays.stream(found.rates()).boxed().toList(),
            steps,
            trials.values().stream()
                .map(t -> new FoundRates.Trial(t.c(), TrainResult.orNull(t.loss())))
                .toList(),
            TrainResult.orNull(both.get(RateRule.Spread.COMMON).loss()),
            TrainResult.orNull(both.get(RateRule.Spread.OWN).loss()),
            0));
  }

  /** The best trial with rates spread as at first. */
  private Trial range() {
    int best = 0;
    for (int sign : new int[] {1, -1}) {
      while (Math.abs(best + sign) <= MOST_POWERS
          && best * sign >= 0
          && (at(best + sign).loss() < at(best).loss() || (sign < 0 && at(best).beyond()))) {
        best += sign;
      }
    }
    Trial found = at(best);
    Trial between = tried(found.c() * HALF_FACTOR);
    if (between.beyond() && !found.beyond()) {
      return tried(found.c() / HALF_FACTOR);
    }
    return between.loss() < found.loss() ? between : found;
  }

  private Trial at(int power) {
    return tried(FIRST * Math.pow(FACTOR, power));
  }

  private Trial tried(double c) {
    return trials.computeIfAbsent(RateRule.rounded(c), k -> trial(k, spread));
  }

  private Trial trial(double c, RateRule.Spread spread) {
    progress.report(0, "trying rates: a gradient step of " + FoundRates.number(c));
    try (Network network = setup.network()) {
      double[] rates = gradient.rates(c, spread);
      MarginTrainer trainer =
          setup.trainer(network, Arrays.stream(rates).boxed().toList(), 1, steps, setup.limit());
      int batch = Math.min(setup.spec().batch(), order.length);
      double[] last = new double[judged];
      for (int k = 0; k < steps && !interrupted.getAsBoolean(); k++) {
        int from = (int) ((long) k * batch % (order.length - batch + 1));
        double loss = Math.exp(step(network, trainer, from, from + batch).logLoss()) / batch;
        if (!Double.isFinite(loss) || start.exceeded(loss, batch, k)) {
          return new Trial(c, rates, new double[0]);
        }
        if (k >= steps - judged) {
          last[k - (steps - judged)] = loss;
        }
      }
      return new Trial(c, rates, last);
    }
  }

  private MarginLoss.Point step(Network network, MarginTrainer trainer, int from, int to) {
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray batch = TrainData.batch(scope, setup.data().train(), order, from, to, setup.type());
      return trainer.step(batch, TrainData.labels(setup.data().train(), order, from, to), 0);
    }
  }
}

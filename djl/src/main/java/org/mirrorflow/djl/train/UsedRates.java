package org.mirrorflow.djl.train;

import java.util.Arrays;
import java.util.List;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;
import org.mirrorflow.djl.Schedule;
import org.mirrorflow.djl.StepLimit;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.map.MapSpec;

/**
 * The rates that a training uses: those that were found or the one that was asked for, with the
 * factor asked for.
 *
 * @param setup with the specification
 * @param network that is trained
 */
record UsedRates(TrainSetup setup, Network network) {
  /** c of {@link RateRule} for the first step on all images. */
  private static final double FIRST_STEP = 0.1;

  private TrainSpec spec() {
    return setup.spec();
  }

  /** What the rates of the layers are factors of; 1 for a training that will not take a step. */
  private double rate() {
    double found = spec().rates() == null ? 1 : spec().rates().gradientStep();
    return spec().rateScale() * (spec().learningRate() == null ? found : spec().learningRate());
  }

  private List<Double> layers() {
    FoundRates found = spec().rates();
    return found == null
        ? List.of()
        : found.layers().stream().map(eta -> eta / found.gradientStep()).toList();
  }

  /** A loop with these rates. */
  MarginTrainer trainer(StepLimit limit) {
    int steps = Math.multiplyExact(spec().epochs(), setup.batches());
    return setup.trainer(network, layers(), rate(), steps, limit);
  }

  /**
   * The first step. On all images, where it then finds its own length, it is as careful as any
   * layer asks.
   */
  double first() {
    if (!spec().fullBatch() || spec().learningRate() != null) {
      return rate();
    }
    double[] own = StartGradient.of(setup, network).rates(FIRST_STEP, RateRule.Spread.OWN);
    return spec().rateScale() * Arrays.stream(own).min().orElseThrow();
  }

  /**
   * The rate of the first weight layer at the last step of an epoch.
   *
   * @param epoch counted from 1
   */
  double atEndOf(int epoch) {
    double layer = layers().isEmpty() ? 1 : layers().get(0);
    double total = (double) spec().epochs() * setup.batches();
    double done = ((double) epoch * setup.batches() - 1) / total;
    return layer * rate() * Schedule.parse(spec().schedule()).factor(done);
  }

  /** For every weight layer its rate and why it is that; none where the rate was asked for. */
  List<String> inWords() {
    return spec().rates() == null
        ? List.of()
        : spec()
            .rates()
            .inWords(MapSpec.parse(spec().map()).on(network.weights()), spec().rateScale());
  }
}

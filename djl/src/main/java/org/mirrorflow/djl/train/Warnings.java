package org.mirrorflow.djl.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.mirrorflow.data.Samples;

/** What a training that ran to its end did not do: one line each, with a remedy. */
final class Warnings {
  /** Standard deviations of a count of right guesses. */
  private static final double CHANCE = 2;

  private Warnings() {}

  static List<String> of(
      TrainSpec spec,
      TrainData data,
      EpochLog log,
      Evaluation train,
      List<TrainResult.Layer> layers) {
    List<String> warnings = new ArrayList<>();
    String remedy = remedy(spec);
    if (spec.rates() != null && spec.rates().lowered() > 0) {
      warnings.add(spec.rates().lowering());
    }
    double chance = mostFrequent(data.train());
    double noise = CHANCE * Math.sqrt(chance * (1 - chance) / data.train().size());
    if (train.accuracy() <= chance + noise) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "training accuracy %.4g is that of guessing (the largest class has %.4g); %s",
              train.accuracy(),
              chance,
              remedy));
    }
    double[] losses = log.trainLosses();
    if (losses.length > 1 && !(losses[losses.length - 1] < losses[0])) {
      warnings.add(
          String.format(
              Locale.ROOT,
              "the training loss did not fall: %.4g in the first epoch, %.4g in the last; %s",
              losses[0],
              losses[losses.length - 1],
              remedy));
    }
    for (TrainResult.Layer layer : layers) {
      if (2 * layer.deadNeurons() > layer.neurons()) {
        warnings.add(
            String.format(
                Locale.ROOT,
                "%d of %d units of %s fire on none of the %d images examined; %s",
                layer.deadNeurons(),
                layer.neurons(),
                layer.name(),
                layer.firingImages(),
                spec.learningRate() == null ? "try --rate-scale 0.3" : remedy));
      }
    }
    return List.copyOf(warnings);
  }

  private static String remedy(TrainSpec spec) {
    return spec.learningRate() == null
        ? "train for more --epochs or with a smaller --batch, or try --rate-scale 0.3 or"
            + " --init-scale"
        : "leave --learning-rate out so that it is found";
  }

  private static double mostFrequent(Samples images) {
    int[] counts = new int[images.classes()];
    for (int i = 0; i < images.size(); i++) {
      counts[images.label(i)]++;
    }
    return Arrays.stream(counts).max().orElseThrow() / (double) images.size();
  }
}

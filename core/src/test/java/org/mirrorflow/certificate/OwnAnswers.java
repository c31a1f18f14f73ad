package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;

/**
 * A model with one output at random weights and the data it labels itself, so that every margin is
 * positive.
 *
 * @param model the model
 * @param data uniform inputs with the model's signs
 * @param theta its weights
 */
record OwnAnswers(HomogeneousModel model, Dataset data, double[] theta) {

  static OwnAnswers of(HomogeneousModel model, int samples) {
    int features = model.inputs();
    double[] theta = new Initialisation(1, 3).parameters(model.layout());
    double[] inputs = new SplittableRandom(5).doubles((long) samples * features, -1, 1).toArray();
    double[] f = new double[samples];
    model.pass(inputs, samples).forward(theta, f);
    int[] labels = Arrays.stream(f).mapToInt(value -> value > 0 ? 1 : 0).toArray();
    return new OwnAnswers(model, new Dataset("own answers", inputs, labels, features, 2), theta);
  }

  MarginGradients gradients(double kinkTolerance) {
    return gradients(model, data, theta, kinkTolerance);
  }

  /** With free slopes at preactivations up to this share of Σ|w x|; negative: none. */
  static MarginGradients gradients(
      HomogeneousModel model, Dataset data, double[] theta, double kinkTolerance) {
    return FirstLayerKinks.of(model, data, theta)
        .map(
            kinks ->
                MarginGradients.free(
                    model.layered().orElseThrow(), data, theta, kinks, kinks.within(kinkTolerance)))
        .orElseGet(() -> MarginGradients.fixed(model, data, theta));
  }

  /** λ = 1/n for every margin, with what belongs to it at kinks. */
  static double[] uniform(MarginGradients gradients) {
    double[] lambda = new double[gradients.set().margins()];
    Arrays.fill(lambda, 1.0 / lambda.length);
    return gradients.extend(lambda);
  }
}

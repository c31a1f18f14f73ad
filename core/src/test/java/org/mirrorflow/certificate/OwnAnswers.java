package org.mirrorflow.certificate;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Initialisation;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LayeredModel;
import org.mirrorflow.model.LayeredPass;
import org.mirrorflow.model.WeightLayer;
import org.mirrorflow.numeric.Norms;

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

  /** With free slopes where |w·x| is at most this share of ‖w‖‖x‖; negative: none. */
  static MarginGradients gradients(
      HomogeneousModel model, Dataset data, double[] theta, double tolerance) {
    return LayerKinks.of(model, data, theta, KernelFactory.best())
        .map(
            found ->
                MarginGradients.free(
                    model.layered().orElseThrow(),
                    data,
                    theta,
                    found,
                    near(model.layered().orElseThrow(), data, theta, tolerance)))
        .orElseGet(() -> MarginGradients.fixed(model, data, theta, KernelFactory.best()));
  }

  private static boolean[] near(
      LayeredModel model, Dataset data, double[] theta, double tolerance) {
    LayeredPass pass = model.pass(data.inputs(), data.size());
    pass.forward(theta, new double[data.size() * model.outputs()]);
    WeightLayer first = pass.layers().get(0);
    int cols = first.block().cols();
    boolean[] near = new boolean[data.size() * first.units()];
    for (int k = 0; k < near.length; k++) {
      int unit = k % first.units();
      int patch = first.patch(k / first.units(), unit);
      double x = Norms.euclidean(first.patches(), patch, patch + cols);
      double w = Norms.euclidean(theta, first.weights(unit), first.weights(unit) + cols);
      near[k] = x > 0 && Math.abs(pass.preactivations(0)[k]) <= tolerance * w * x;
    }
    return near;
  }

  /** λ = 1/n for every margin, with what belongs to it at kinks. */
  static double[] uniform(MarginGradients gradients) {
    double[] lambda = new double[gradients.set().margins()];
    Arrays.fill(lambda, 1.0 / lambda.length);
    return gradients.extend(lambda);
  }
}

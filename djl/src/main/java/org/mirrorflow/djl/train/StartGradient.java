package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;
import org.mirrorflow.flow.descent.RateRule;
import org.mirrorflow.map.MapSpec;
import org.mirrorflow.map.ParameterMap;

/**
 * The weights of a network that was not trained yet and the gradient of the mean loss of a part of
 * the images by them: what {@link RateRule} makes rates from.
 *
 * @param map of the weights
 * @param weights of all layers
 * @param gradient by them
 */
record StartGradient(ParameterMap map, double[] weights, double[] gradient) {
  /** Images of the gradient. */
  private static final int IMAGES = 128;

  static StartGradient of(TrainSetup setup, Network network) {
    int[] order = setup.data().order(setup.spec().seed(), -1);
    int n = Math.min(IMAGES, order.length);
    MarginTrainer trainer = setup.idle(network);
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray batch = TrainData.batch(scope, setup.data().train(), order, 0, n, setup.type());
      int[] labels = TrainData.labels(setup.data().train(), order, 0, n);
      return new StartGradient(
          MapSpec.parse(setup.spec().map()).on(network.weights()),
          network.weightValues(),
          trainer.meanGradient(batch, labels, network.weights()));
    }
  }

  /** The rates of the rule for a rate c of gradient descent, one per layer. */
  double[] rates(double c, RateRule.Spread spread) {
    return RateRule.rates(map, weights, gradient, c, spread);
  }
}

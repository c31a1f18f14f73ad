package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import org.mirrorflow.djl.MarginTrainer;
import org.mirrorflow.djl.Network;

/**
 * The loss at the initial weights, and how far a batch may lie above it by chance.
 *
 * <p>Below the edge of stability every step lowers the loss of descent, so no loss is above that of
 * the start. Beyond it the loss first rises above its start and then either falls again or not
 * (Lewkowycz et al. 2020, arXiv 2003.02218): what comes of the training is left to rounding errors.
 * A batch of m images has a mean loss of standard deviation σ/√m around the mean, which is itself
 * known from n images to σ/√n. So a loss more than {@value #DEVIATIONS} times σ√(1/m + 1/n) above
 * the mean is no chance: a normal variable gets there once in 30,000 draws.
 *
 * <p>The first {@value #SETTLING} steps do not count. The outputs of all images have a common part
 * at the start, along which the loss is steep. A step may overshoot there. The next one or two
 * steps bring the loss back, and nothing that was learned is lost.
 *
 * @param mean mean loss of some images
 * @param deviation σ, its standard deviation from image to image
 * @param images n
 */
record StartLoss(double mean, double deviation, int images) {
  private static final double DEVIATIONS = 4;
  private static final int IMAGES = 64;
  private static final int SETTLING = 10;

  /**
   * The loss of a network that was not trained yet. Nothing exceeds that of a network with
   * normalisation, whose outputs differ between training and evaluation.
   */
  static StartLoss of(TrainSetup setup, Network network, MarginTrainer trainer) {
    if (network.model().isEmpty()) {
      return new StartLoss(Double.POSITIVE_INFINITY, 0, 1);
    }
    int[] order = setup.data().order(setup.spec().seed(), -1);
    int n = Math.min(IMAGES, order.length);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double loss = loss(setup, network, trainer, order, i);
      sum += loss;
      squares += loss * loss;
    }
    double mean = sum / n;
    return new StartLoss(mean, Math.sqrt(Math.max(0, squares / n - mean * mean)), n);
  }

  private static double loss(
      TrainSetup setup, Network network, MarginTrainer trainer, int[] order, int i) {
    try (NDManager scope = network.manager().newSubManager()) {
      NDArray image = TrainData.batch(scope, setup.data().train(), order, i, i + 1, setup.type());
      int[] label = TrainData.labels(setup.data().train(), order, i, i + 1);
      return Math.exp(trainer.evaluate(image, label).logLoss());
    }
  }

  /**
   * Whether the mean loss of a batch is above that of the start by more than chance.
   *
   * @param loss mean loss of the batch
   * @param batch m, its images
   * @param taken steps before it
   */
  boolean exceeded(double loss, int batch, long taken) {
    double chance = DEVIATIONS * deviation * Math.sqrt(1.0 / batch + 1.0 / images);
    return taken >= SETTLING && loss > mean + chance;
  }
}

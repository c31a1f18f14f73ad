package org.mirrorflow.djl.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.mirrorflow.data.Samples;
import org.mirrorflow.djl.DjlModel;
import org.mirrorflow.djl.DjlPass;
import org.mirrorflow.djl.MarginLoss;
import org.mirrorflow.model.Loss;
import org.mirrorflow.numeric.LogSum;

/**
 * Outputs on a whole set of images.
 *
 * @param accuracy share of images with a positive margin
 * @param logLoss log of the summed loss
 * @param minimum smallest margin
 */
record Evaluation(double accuracy, double logLoss, double minimum) {
  private static final int BATCH = 250;

  /** Evaluates a chain in float64, so that the numbers of the theory are those of core. */
  static Evaluation exact(Samples images, DjlModel model, double[] theta, NDManager manager) {
    MarginLoss loss = new MarginLoss(Loss.CROSS_ENTROPY);
    try (DjlPass.Outputs outputs = DjlPass.outputs(model, theta)) {
      return of(
          images, manager, DataType.FLOAT64, (batch, labels) -> loss.at(outputs.of(batch), labels));
    }
  }

  /**
   * Evaluates in batches.
   *
   * @param network loss of a batch of this type against its labels
   */
  static Evaluation of(
      Samples images,
      NDManager manager,
      DataType type,
      BiFunction<NDArray, int[], MarginLoss.Point> network) {
    int[] order = IntStream.range(0, images.size()).toArray();
    LogSum sum = new LogSum();
    double minimum = Double.POSITIVE_INFINITY;
    long correct = 0;
    for (int from = 0; from < images.size(); from += BATCH) {
      int to = Math.min(images.size(), from + BATCH);
      try (NDManager scope = manager.newSubManager()) {
        NDArray batch = TrainData.batch(scope, images, order, from, to, type);
        MarginLoss.Point point = network.apply(batch, TrainData.labels(images, order, from, to));
        sum.add(point.logLoss());
        minimum = Math.min(minimum, point.minimum());
        correct += point.correct();
      }
    }
    return new Evaluation((double) correct / images.size(), sum.value(), minimum);
  }
}

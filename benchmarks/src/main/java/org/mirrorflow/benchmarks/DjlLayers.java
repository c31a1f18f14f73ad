package org.mirrorflow.benchmarks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.pooling.Pool;
import java.util.List;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.model.ChainLayer;

/** The layers of a ReLU network on Deep Java Library, as its documentation writes them. */
final class DjlLayers {
  private static final Shape ONE = new Shape(1, 1);
  private static final Shape TWO = new Shape(2, 2);
  private static final Shape NONE = new Shape(0, 0);
  private static final int SIDE = 3;

  private DjlLayers() {}

  /** Outputs of the network; ReLU behind every layer but the last. */
  static NDArray outputs(NDArray inputs, List<NDArray> weights) {
    NDArray values = inputs;
    for (int l = 0; l < weights.size(); l++) {
      values = values.matMul(weights.get(l).transpose());
      if (l + 1 < weights.size()) {
        values = Activation.relu(values);
      }
    }
    return values;
  }

  /**
   * Outputs of a chain of such layers and one dense layer; ReLU behind every weight layer but the
   * last.
   *
   * @param inputs n × features, or n × channels × height × width where layers read images
   * @param weights shaped as {@link #weightShape} says
   */
  static NDArray outputs(List<ChainLayer> layers, NDArray inputs, List<NDArray> weights) {
    NDArray values = inputs;
    int l = 0;
    for (ChainLayer layer : layers) {
      values =
          switch (layer.kind()) {
            case CONVOLUTION ->
                Activation.relu(
                    Conv2d.conv2d(values, weights.get(l++), null, ONE, ONE, ONE, 1)
                        .singletonOrThrow());
            case DENSE -> Activation.relu(dense(values, weights.get(l++)));
            case MAXIMUM -> Pool.maxPool2d(values, TWO, TWO, NONE, false);
            case AVERAGE -> Pool.avgPool2d(values, TWO, TWO, NONE, false, false);
            case MEAN -> positions(values).mean(new int[] {2});
          };
    }
    return dense(values, weights.get(l));
  }

  /** Channels with their positions in one row. */
  private static NDArray positions(NDArray values) {
    Shape shape = values.getShape();
    return values.reshape(shape.get(0), shape.get(1), -1);
  }

  private static NDArray dense(NDArray values, NDArray weights) {
    return values.reshape(values.getShape().get(0), -1).matMul(weights.transpose());
  }

  /** Outputs × inputs, or channels × channels × 3 × 3. */
  static Shape weightShape(ChainLayer.Kind kind, Block block) {
    return kind == ChainLayer.Kind.CONVOLUTION
        ? new Shape(block.rows(), block.cols() / (SIDE * SIDE), SIDE, SIDE)
        : new Shape(block.rows(), block.cols());
  }

  /** As the collector's own method does, but for these weights alone. */
  static void clearGradients(List<NDArray> weights) {
    for (NDArray weight : weights) {
      NDArray gradient = weight.getGradient();
      gradient.subi(gradient);
    }
  }
}

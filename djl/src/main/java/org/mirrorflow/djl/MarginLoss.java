package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.numeric.LogSum;

/**
 * A loss of margins whose gradient does not underflow: that of log ℒ, which is −Σ p ∂q with p =
 * exp(log(−∂ℓ/∂q) − log ℒ), formed on the outputs in float64 by {@link LossWeights}. At a logit gap
 * of 17 or 1000, where the gradient of the softmax cross-entropy is 0 in float32, it is exact.
 *
 * <p>{@link #evaluate} returns −Σ p q with p held fixed, whose gradient is that of log ℒ; a DJL
 * trainer that uses it therefore takes steps scaled by the loss of the batch. log ℒ itself is in
 * {@link #at}, which {@link MarginTrainer} uses.
 */
public final class MarginLoss extends Loss {
  private final org.mirrorflow.model.Loss loss;

  /**
   * A loss of core; ℒ is the sum over the samples of a batch.
   *
   * @param loss ℓ
   */
  public MarginLoss(org.mirrorflow.model.Loss loss) {
    super("MarginLoss");
    this.loss = Objects.requireNonNull(loss, "loss");
  }

  /**
   * What the outputs of a batch say.
   *
   * @param cotangent Σ p ∂q/∂f, samples × outputs, row-major: minus the gradient of log ℒ
   * @param logLoss log ℒ, ℒ the sum over the batch
   * @param correct samples with a positive margin
   * @param minimum smallest margin
   * @param silent samples whose outputs are all 0
   */
  public record Point(double[] cotangent, double logLoss, int correct, double minimum, int silent) {

    /** What the outputs of several batches say together. */
    static Point joined(List<Point> parts) {
      LogSum sum = new LogSum();
      parts.forEach(part -> sum.add(part.logLoss));
      double logLoss = sum.value();
      double[] cotangent =
          parts.stream()
              .flatMapToDouble(
                  part ->
                      Arrays.stream(part.cotangent).map(c -> c * Math.exp(part.logLoss - logLoss)))
              .toArray();
      return new Point(
          cotangent,
          logLoss,
          parts.stream().mapToInt(Point::correct).sum(),
          parts.stream().mapToDouble(Point::minimum).min().orElseThrow(),
          parts.stream().mapToInt(Point::silent).sum());
    }
  }

  /**
   * {@return log ℒ of outputs, with its derivative}
   *
   * @param outputs samples × outputs
   * @param labels class indices, one per sample
   */
  public Point at(NDArray outputs, int[] labels) {
    double[] f = Arrays64.values(outputs);
    LossWeights weights = new LossWeights(labelled(labels, f.length / labels.length), loss);
    double[] cotangent = new double[f.length];
    double logLoss = weights.weights(f, cotangent);
    int correct = (int) Math.round(weights.margins().accuracy(f) * labels.length);
    return new Point(
        cotangent, logLoss, correct, weights.margins().minimum(f), silent(f, labels.length));
  }

  private static int silent(double[] f, int samples) {
    int outputs = f.length / samples;
    int silent = 0;
    for (int i = 0; i < samples; i++) {
      boolean zero = true;
      for (int k = 0; k < outputs; k++) {
        zero &= f[i * outputs + k] == 0;
      }
      silent += zero ? 1 : 0;
    }
    return silent;
  }

  /** Margins need the labels alone: one empty feature stands for the inputs. */
  static Dataset labelled(int[] labels, int outputs) {
    return new Dataset("batch", new double[labels.length], labels, 1, Math.max(2, outputs));
  }

  /**
   * {@return −Σ p q with p fixed, a scalar: its gradient is that of log ℒ}
   *
   * @param outputs samples × outputs
   * @param point what {@link #at} said of them
   */
  public NDArray surrogate(NDArray outputs, Point point) {
    return surrogate(outputs, point, 1);
  }

  /** The same times a factor, which enters in float64. */
  NDArray surrogate(NDArray outputs, Point point, double factor) {
    double[] cotangent = Arrays.stream(point.cotangent()).map(c -> factor * c).toArray();
    NDArray fixed =
        Arrays64.create(outputs.getManager(), cotangent, outputs.getShape(), outputs.getDataType());
    return outputs.mul(fixed).sum().neg();
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray outputs = predictions.singletonOrThrow();
    double[] raw = toDoubles(labels.singletonOrThrow());
    int[] classes = new int[raw.length];
    for (int i = 0; i < raw.length; i++) {
      classes[i] = (int) raw[i];
    }
    return surrogate(outputs, at(outputs, classes));
  }

  private static double[] toDoubles(NDArray labels) {
    try (NDArray wide = labels.toType(ai.djl.ndarray.types.DataType.FLOAT64, true)) {
      return wide.toDoubleArray();
    }
  }
}

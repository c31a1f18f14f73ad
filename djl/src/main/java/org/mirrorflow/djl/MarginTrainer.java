package org.mirrorflow.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.mirrorflow.gauge.Layout;

/**
 * Training of a DJL block by mirror descent with an optimizer that knows the loss.
 *
 * <p>It does not use DJL's trainer, which fails in float64 and on a first gradient whose entries
 * sum to 0, and whose optimizers do not see the loss. The gradient of log ℒ of the batch is
 * propagated back ({@link MarginLoss}), so nothing underflows. The factor e^{log ℒ − …} is applied
 * in the dual ({@link MirrorDescent#scaleGradients}).
 *
 * @since 0.1.0
 */
public final class MarginTrainer {
  /** e³⁰ times a gradient is far from the ends of float32, which are near e^±88. */
  private static final double FAR_OFF = 30;

  private final Block block;
  private final NDManager manager;
  private final MarginLoss loss;
  private final MirrorDescent optimizer;
  private final StepLimit limit;
  private final ParameterStore store;
  private final List<Parameter> parameters;

  /**
   * A trainer whose steps are as long as the gradient and the rate make them.
   *
   * @param block initialised
   * @param manager of the device and engine of the block's parameters
   * @param loss the loss of the margins
   * @param optimizer built for this block
   */
  public MarginTrainer(Block block, NDManager manager, MarginLoss loss, MirrorDescent optimizer) {
    this(block, manager, loss, optimizer, new StepLimit(Double.POSITIVE_INFINITY));
  }

  /**
   * A trainer that shortens steps.
   *
   * @param block initialised
   * @param manager of the device and engine of the block's parameters
   * @param loss the loss of the margins
   * @param optimizer built for this block
   * @param limit of the steps on batches
   */
  public MarginTrainer(
      Block block, NDManager manager, MarginLoss loss, MirrorDescent optimizer, StepLimit limit) {
    this.limit = limit;
    this.block = block;
    this.manager = manager;
    this.loss = loss;
    this.optimizer = optimizer;
    this.store = new ParameterStore(manager, false);
    this.parameters = optimizer.parameters();
    parameters.forEach(p -> p.getArray().setRequiresGradient(true));
  }

  /**
   * One step on a batch.
   *
   * @param batch inputs as the block takes them
   * @param labels class indices
   * @param logReference log of the loss c that gradients are measured in: 0 for plain descent on
   *     the mean loss, v ← μ v + ∂ℒ̄; log of the mean loss for loss-scaled descent, v ← μ v + ∂ℒ̄/c
   * @return the batch before the step
   */
  public MarginLoss.Point step(NDArray batch, int[] labels, double logReference) {
    MarginLoss.Point point = gradient(batch, labels);
    double scale = Math.exp(point.logLoss() - Math.log(labels.length) - logReference);
    optimizer.scaleGradients(limit.limits() ? scale * limit.factor(scale * norm()) : scale);
    for (Parameter parameter : parameters) {
      NDArray array = parameter.getArray();
      try (NDArray gradient = array.getGradient()) {
        optimizer.update(parameter.getId(), array, gradient);
      }
    }
    return point;
  }

  /** ℓ2 norm of all gradients together. */
  private double norm() {
    double norm = 0;
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.getArray().getGradient();
          NDArray own = gradient.norm()) {
        norm = Math.hypot(norm, Arrays64.values(own)[0]);
      }
    }
    return norm;
  }

  /** Leaves the gradient of log ℒ in the parameters, added to what is there. */
  MarginLoss.Point gradient(NDArray batch, int[] labels) {
    return gradient(batch, labels, point -> 1);
  }

  /** The same times a factor that the loss of the batch decides on. */
  private MarginLoss.Point gradient(
      NDArray batch, int[] labels, ToDoubleFunction<MarginLoss.Point> factor) {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = manager.getEngine().newGradientCollector()) {
      scope.tempAttachAll(batch);
      NDArray outputs = block.forward(store, new NDList(batch), true).singletonOrThrow();
      MarginLoss.Point point = loss.at(outputs, labels);
      collector.backward(loss.surrogate(outputs, point, factor.applyAsDouble(point)));
      return point;
    }
  }

  /**
   * Leaves the gradient of log ℒ of several batches together in the parameters, in the place of
   * what is there.
   *
   * <p>It is Σ_k e^{log ℒ_k − log ℒ} ∂ log ℒ_k, and log ℒ is known only after the last batch. So
   * the sum is formed with a guess in the place of log ℒ, and again if the guess was too far off
   * for float32.
   *
   * @param batches inputs with their labels
   * @param guess of log ℒ
   */
  MarginLoss.Point gradient(List<Part> batches, double guess) {
    parameters.forEach(MarginTrainer::clear);
    List<MarginLoss.Point> points =
        batches.stream()
            .map(b -> gradient(b.inputs(), b.labels(), p -> Math.exp(p.logLoss() - guess)))
            .toList();
    MarginLoss.Point whole = MarginLoss.Point.joined(points);
    double off = guess - whole.logLoss();
    if (Math.abs(off) > FAR_OFF) {
      return gradient(batches, whole.logLoss());
    }
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.getArray().getGradient()) {
        Arrays64.scale(gradient, Math.exp(off));
      }
    }
    return whole;
  }

  /** Images of a batch that go through the block together. */
  record Part(NDArray inputs, int[] labels) {}

  private static void clear(Parameter parameter) {
    try (NDArray gradient = parameter.getArray().getGradient()) {
      Arrays64.clear(gradient);
    }
  }

  /**
   * {@return the gradient of the mean loss of a batch by the weights, without training}
   *
   * @param batch inputs (n × features)
   * @param labels n class indices
   * @param weights places of the weights of the block, first to last
   */
  public double[] meanGradient(NDArray batch, int[] labels, Layout weights) {
    double factor = Math.exp(gradient(batch, labels).logLoss() - Math.log(labels.length));
    double[] all = new double[weights.end()];
    int b = 0;
    for (Parameter parameter : parameters) {
      try (NDArray gradient = parameter.getArray().getGradient()) {
        if (parameter.getType() == Parameter.Type.WEIGHT) {
          double[] values = Arrays64.values(gradient);
          int offset = weights.block(b++).offset();
          for (int j = 0; j < values.length; j++) {
            all[offset + j] = factor * values[j];
          }
        }
        Arrays64.clear(gradient);
      }
    }
    return all;
  }

  /**
   * {@return the loss of a batch, without training}
   *
   * @param batch inputs (n × features)
   * @param labels n class indices
   */
  public MarginLoss.Point evaluate(NDArray batch, int[] labels) {
    try (NDManager scope = manager.newSubManager()) {
      scope.tempAttachAll(batch);
      return loss.at(block.forward(store, new NDList(batch), false).singletonOrThrow(), labels);
    }
  }

  List<Parameter> parameters() {
    return parameters;
  }

  /** {@return the optimizer} */
  public MirrorDescent optimizer() {
    return optimizer;
  }
}

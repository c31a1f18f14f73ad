package org.mirrorflow.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Block;

/**
 * What one would do without this library: full-batch gradient descent in float64 on the log of the
 * loss, on Deep Java Library, the step 1.1 times as long after each that lowers the loss and half
 * as long, from the weights before, after one that does not. ReLU networks of several classes with
 * cross-entropy, the loss of a sample by the logarithm of its rivals' sum, so that it does not
 * vanish.
 */
final class DjlAdapted implements AutoCloseable {
  private static final double LONGER = 1.1;
  private static final double SHORTER = 0.5;
  private static final double FIRST_RATE = 1e-3;

  /** e^{−x} below this margin, where log(1 + e^{−x}) is e^{−x} to the last bit. */
  private static final double TAIL = 37;

  private final NDManager manager;
  private final NDArray inputs;
  private final NDArray own;
  private final List<NDArray> weights = new ArrayList<>();
  private double rate = FIRST_RATE;

  DjlAdapted(FlowProblem problem, double[] theta) {
    this.manager = NDManager.newBaseManager("PyTorch");
    Dataset data = problem.data();
    this.inputs = manager.create(data.inputs(), new Shape(data.size(), data.features()));
    double[] one = new double[data.size() * data.outputs()];
    for (int i = 0; i < data.size(); i++) {
      one[i * data.outputs() + data.labels()[i]] = 1;
    }
    this.own = manager.create(one, new Shape(data.size(), data.outputs()));
    for (Block block : problem.model().layout().blocks()) {
      NDArray weight =
          manager.create(
              Arrays.copyOfRange(theta, block.offset(), block.end()),
              new Shape(block.rows(), block.cols()));
      weight.setRequiresGradient(true);
      weights.add(weight);
    }
  }

  /** Runs for some seconds and returns log ℒ. */
  double run(double seconds) {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    double best = Double.POSITIVE_INFINITY;
    double[][] kept = values(false);
    double[][] gradients = null;
    while (System.nanoTime() < end) {
      double logLoss = evaluate();
      if (logLoss < best) {
        best = logLoss;
        kept = values(false);
        gradients = values(true);
        rate *= LONGER;
      } else {
        rate *= SHORTER;
      }
      move(kept, gradients);
    }
    return best;
  }

  private double[][] values(boolean gradient) {
    return weights.stream()
        .map(w -> (gradient ? w.getGradient() : w).toDoubleArray())
        .toArray(double[][]::new);
  }

  private void move(double[][] from, double[][] gradients) {
    for (int l = 0; l < from.length; l++) {
      double[] to = from[l].clone();
      for (int j = 0; j < to.length; j++) {
        to[j] -= rate * gradients[l][j];
      }
      weights.get(l).set(to);
    }
  }

  /** log ℒ, with its gradient left in the weights. */
  private double evaluate() {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      scope.tempAttachAll(inputs, own);
      scope.tempAttachAll(weights.toArray(NDArray[]::new));
      for (NDArray weight : weights) {
        NDArray gradient = weight.getGradient();
        gradient.subi(gradient);
      }
      NDArray values = inputs;
      for (int l = 0; l < weights.size(); l++) {
        values = values.matMul(weights.get(l).transpose());
        if (l + 1 < weights.size()) {
          values = ai.djl.nn.Activation.relu(values);
        }
      }
      NDArray margins = values.mul(own).sum(new int[] {1}).sub(rivals(values));
      NDArray logs = logLosses(margins);
      NDArray top = logs.max().stopGradient();
      NDArray logLoss = logs.sub(top).exp().sum().log().add(top);
      collector.backward(logLoss);
      return logLoss.getDouble();
    }
  }

  /** log Σ_{k ≠ y} e^{f_k}. */
  private NDArray rivals(NDArray values) {
    NDArray others = values.sub(own.mul(1e300));
    NDArray largest = others.max(new int[] {1}, true).stopGradient();
    return others.sub(largest).exp().sum(new int[] {1}).log().add(largest.squeeze(1));
  }

  /** log log(1 + e^{−q}), −q in the tail. */
  private static NDArray logLosses(NDArray margins) {
    NDArray near = margins.minimum(TAIL);
    NDArray logs = near.neg().exp().add(1).log().log();
    return logs.add(near).sub(margins);
  }

  @Override
  public void close() {
    new NDList(weights).close();
    manager.close();
  }
}

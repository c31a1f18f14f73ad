package org.mirrorflow.benchmarks;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.mirrorflow.gauge.Block;

/**
 * The same step by automatic differentiation in Deep Java Library on the PyTorch engine, written as
 * its documentation does: a gradient collector, tensor operations, {@code backward}.
 */
public final class DjlStep implements Step {
  private final NDManager manager;
  private final Problem problem;
  private final DataType type;
  private final NDArray inputs;

  /** ±1 in one column, or one-hot rows. */
  private final NDArray targets;

  private final List<NDArray> weights = new ArrayList<>();

  /** Copies the problem into tensors of the type. */
  public DjlStep(Problem problem, DataType type) {
    this.problem = problem;
    this.type = type;
    this.manager = NDManager.newBaseManager("PyTorch");
    int n = problem.samples();
    this.inputs = tensor(problem.inputs(), samples(problem));
    this.targets = tensor(targets(problem), new Shape(n, problem.network().outputs()));
    for (int l = 0; l < problem.kinds().size(); l++) {
      Block block = problem.network().layout().block(l);
      double[] values = Arrays.copyOfRange(problem.theta(), block.offset(), block.end());
      NDArray weight = tensor(values, DjlLayers.weightShape(problem.kinds().get(l), block));
      weight.setRequiresGradient(true);
      weights.add(weight);
    }
  }

  private static double[] targets(Problem problem) {
    int outputs = problem.network().outputs();
    double[] targets = new double[problem.samples() * outputs];
    for (int i = 0; i < problem.samples(); i++) {
      if (problem.binary()) {
        targets[i] = problem.sign(i);
      } else {
        targets[i * outputs + problem.labels()[i]] = 1;
      }
    }
    return targets;
  }

  /** The first array may own the memory of the second: both stay open as long as the manager. */
  private NDArray tensor(double[] values, Shape shape) {
    return manager.create(values, shape).toType(type, false);
  }

  private static Shape samples(Problem problem) {
    int n = problem.samples();
    return problem
        .image()
        .map(image -> new Shape(n, image.channels(), image.height(), image.width()))
        .orElse(new Shape(n, problem.network().inputs()));
  }

  @Override
  public void run() {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      scope.tempAttachAll(inputs, targets);
      scope.tempAttachAll(weights.toArray(NDArray[]::new));
      DjlLayers.clearGradients(weights);
      collector.backward(loss(DjlLayers.outputs(problem.spec().layers(), inputs, weights)));
    }
  }

  private NDArray loss(NDArray outputs) {
    if (problem.binary()) {
      return outputs.mul(targets).neg().exp().sum();
    }
    return outputs.logSoftmax(1).mul(targets).sum().neg();
  }

  @Override
  public double[] gradient() {
    double[] gradient = new double[problem.theta().length];
    int at = 0;
    for (NDArray weight : weights) {
      try (NDArray derivative = weight.getGradient();
          NDArray exact = derivative.toType(DataType.FLOAT64, true)) {
        double[] values = exact.toDoubleArray();
        System.arraycopy(values, 0, gradient, at, values.length);
        at += values.length;
      }
    }
    return gradient;
  }

  @Override
  public void close() {
    manager.close();
  }
}

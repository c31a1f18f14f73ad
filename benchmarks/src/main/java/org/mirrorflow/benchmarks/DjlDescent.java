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
import org.mirrorflow.data.Dataset;
import org.mirrorflow.flow.FlowProblem;
import org.mirrorflow.gauge.Block;
import org.mirrorflow.map.MapSpec;

/**
 * Loss-scaled mirror descent as one would write it on Deep Java Library: θ by tensor operations
 * from the dual variable, the log of the loss by a reduction, its derivative by automatic
 * differentiation, z ← z − η ∇ log ℒ. Two classes, exponential loss, ReLU; Euclidean map and
 * hyperbolic entropy.
 */
final class DjlDescent implements AutoCloseable {
  private final NDManager manager;
  private final double rate;
  private final double beta;
  private final NDArray inputs;
  private final NDArray signs;
  private final List<NDArray> weights = new ArrayList<>();
  private final List<NDArray> duals = new ArrayList<>();

  DjlDescent(FlowProblem problem, double[] theta, double rate, DataType type) {
    this.manager = NDManager.newBaseManager("PyTorch");
    this.rate = rate;
    String map = problem.map().map(0).spec();
    this.beta =
        map.equals(MapSpec.parse("euclidean").spec())
            ? 0
            : Double.parseDouble(map.substring("hyperbolic:beta=".length()));
    Dataset data = problem.data();
    double[] y = new double[data.size()];
    Arrays.setAll(y, data::sign);
    this.inputs =
        manager.create(data.inputs(), new Shape(data.size(), data.features())).toType(type, false);
    this.signs = manager.create(y, new Shape(data.size(), 1)).toType(type, false);
    double[] z = new double[theta.length];
    problem.map().gradient(theta, z);
    for (Block block : problem.model().layout().blocks()) {
      Shape shape = new Shape(block.rows(), block.cols());
      duals.add(
          manager
              .create(Arrays.copyOfRange(z, block.offset(), block.end()), shape)
              .toType(type, false));
      NDArray weight =
          manager
              .create(Arrays.copyOfRange(theta, block.offset(), block.end()), shape)
              .toType(type, false);
      weight.setRequiresGradient(true);
      weights.add(weight);
    }
  }

  void run() {
    try (NDManager scope = manager.newSubManager();
        GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      scope.tempAttachAll(inputs, signs);
      scope.tempAttachAll(weights.toArray(NDArray[]::new));
      scope.tempAttachAll(duals.toArray(NDArray[]::new));
      DjlLayers.clearGradients(weights);
      NDArray logs = DjlLayers.outputs(inputs, weights).mul(signs).neg();
      NDArray top = logs.max().stopGradient();
      collector.backward(logs.sub(top).exp().sum().log().add(top));
      for (int l = 0; l < weights.size(); l++) {
        NDArray dual = duals.get(l);
        dual.subi(weights.get(l).getGradient().mul(rate));
        (beta == 0 ? dual : dual.sinh().mul(beta)).copyTo(weights.get(l));
      }
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}

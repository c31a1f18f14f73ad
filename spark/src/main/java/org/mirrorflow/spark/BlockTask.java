package org.mirrorflow.spark;

import java.io.Serial;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.mirrorflow.data.Dataset;
import org.mirrorflow.model.HomogeneousModel;
import org.mirrorflow.model.Loss;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.ModelSpec;
import org.mirrorflow.model.Pass;

/**
 * The blocks of one partition, evaluated at θ and summed as far as they are neighbours.
 *
 * @param model model specification
 * @param loss the loss
 * @param shape features, classes and number of blocks of the whole data
 * @param theta where
 * @param other where else the outputs are compared, or null
 */
record BlockTask(String model, Loss loss, SparkData.Shape shape, double[] theta, double[] other)
    implements FlatMapFunction<Iterator<RowBlock>, FixedTree.Node<BlockSum>> {
  @Serial private static final long serialVersionUID = 1L;

  @Override
  public Iterator<FixedTree.Node<BlockSum>> call(Iterator<RowBlock> blocks) {
    FixedTree<BlockSum> tree = new FixedTree<>(shape.blocks(), BlockSum::plus);
    while (blocks.hasNext()) {
      RowBlock block = blocks.next();
      tree.add(new FixedTree.Node<>(0, block.index(), sum(block)));
    }
    return tree.nodes().iterator();
  }

  private BlockSum sum(RowBlock block) {
    Dataset data = block.dataset(shape);
    HomogeneousModel network = ModelSpec.parse(model).on(data);
    Pass pass = network.pass(data.inputs(), data.size());
    LossWeights weights = new LossWeights(data, loss);
    double[] outputs = new double[data.size() * network.outputs()];
    double[] cotangent = new double[outputs.length];
    double[] direction = new double[theta.length];
    double change = 0;
    double scale = 0;
    if (other != null) {
      pass.forward(other, cotangent);
    }
    pass.forward(theta, outputs);
    if (other != null) {
      for (int i = 0; i < outputs.length; i++) {
        change = Math.max(change, Math.abs(outputs[i] - cotangent[i]));
        scale = Math.max(scale, Math.abs(outputs[i]));
      }
    }
    double logLoss = weights.weights(outputs, cotangent);
    double weighted = 0;
    for (int i = 0; i < outputs.length; i++) {
      weighted += cotangent[i] * outputs[i];
    }
    pass.pullback(cotangent, direction);
    long right = Math.round(weights.margins().accuracy(outputs) * data.size());
    return new BlockSum(
        logLoss, weighted, weights.margins().minimum(outputs), right, direction, change, scale);
  }
}

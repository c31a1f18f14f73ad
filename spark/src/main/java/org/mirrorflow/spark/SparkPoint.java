package org.mirrorflow.spark;

import java.util.List;
import org.mirrorflow.flow.Evaluation;
import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.Loss;

/**
 * The flow's right-hand side on data of a cluster: one aggregation per evaluation, made when its
 * numbers are first asked for. A comparison of outputs rides along with it.
 */
final class SparkPoint implements Evaluation<SparkPoint> {
  private final SparkData data;
  private final String model;
  private final Loss loss;
  private final Coordinates chart;
  private double[] theta;
  private BlockSum sum;

  SparkPoint(SparkData data, String model, Loss loss, ParameterMap map) {
    this.data = data;
    this.model = model;
    this.loss = loss;
    this.chart = new Coordinates(map);
  }

  @Override
  public void moveTo(double[] coordinates) {
    theta = new double[coordinates.length];
    chart.primal(coordinates, theta);
    sum = null;
  }

  @Override
  public void moveToDual(double[] dual, ParameterMap units) {
    theta = new double[dual.length];
    units.inverse(dual, theta);
    sum = null;
  }

  @Override
  public void computeDirection() {
    // The direction comes with the rest, when it is asked for.
  }

  private BlockSum sum() {
    if (sum == null) {
      sum = aggregate(null);
    }
    return sum;
  }

  private BlockSum aggregate(double[] other) {
    BlockTask task = new BlockTask(model, loss, data.shape(), theta, other);
    List<FixedTree.Node<BlockSum>> parts = data.blocks().mapPartitions(task).collect();
    FixedTree<BlockSum> tree = new FixedTree<>(data.shape().blocks(), BlockSum::plus);
    parts.forEach(tree::add);
    return tree.nodes().get(0).value();
  }

  @Override
  public double[] direction() {
    return sum().direction();
  }

  @Override
  public double logLoss() {
    return sum().logLoss();
  }

  @Override
  public double weightedMargin() {
    return sum().weightedMargin();
  }

  @Override
  public double minimumMargin() {
    return sum().minimumMargin();
  }

  /** Share of samples with a positive margin. */
  double accuracy() {
    return (double) sum().right() / data.shape().rows();
  }

  @Override
  public double[] theta() {
    return theta;
  }

  @Override
  public Change changeFrom(SparkPoint other) {
    sum = aggregate(other.theta);
    return new Change(sum.change(), sum.scale());
  }
}

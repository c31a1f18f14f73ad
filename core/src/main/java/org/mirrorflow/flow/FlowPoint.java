package org.mirrorflow.flow;

import org.mirrorflow.map.Coordinates;
import org.mirrorflow.map.ParameterMap;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.Margins;
import org.mirrorflow.model.Pass;

/**
 * The flow's right-hand side with its work space: θ, outputs, log ℒ and the direction g = Σ p_j
 * ∂q_j(θ) = dz/ds.
 *
 * <p>The arrays are owned by this object and change with the next evaluation.
 *
 * @since 0.1.0
 */
public final class FlowPoint implements Evaluation<FlowPoint> {
  private static final double WEIGHTLESS = 40;

  private final Coordinates chart;
  private final Pass pass;
  private final LossWeights weights;
  private final double[] theta;
  private final double[] outputs;
  private final double[] cotangent;
  private final double[] direction;
  private double logLoss = Double.NaN;
  private double weightedMargin = Double.NaN;

  /**
   * Allocates the work space of one evaluation.
   *
   * @param problem what is evaluated
   */
  public FlowPoint(FlowProblem problem) {
    this.chart = new Coordinates(problem.map());
    this.pass =
        problem.model().pass(problem.data().inputs(), problem.data().size(), problem.kernels());
    this.weights = new LossWeights(problem.data(), problem.loss());
    int parameters = problem.model().layout().end();
    int size = problem.data().size() * problem.model().outputs();
    this.theta = new double[parameters];
    this.direction = new double[parameters];
    this.outputs = new double[size];
    this.cotangent = new double[size];
  }

  @Override
  public void moveTo(double[] coordinates) {
    chart.primal(coordinates, theta);
    evaluate();
  }

  @Override
  public void moveToDual(double[] dual, ParameterMap units) {
    units.inverse(dual, theta);
    evaluate();
  }

  private void evaluate() {
    pass.forward(theta, outputs);
    logLoss = weights.weights(outputs, cotangent);
    double sum = 0;
    for (int i = 0; i < outputs.length; i++) {
      sum += cotangent[i] * outputs[i];
    }
    weightedMargin = sum;
  }

  /** Computes the direction g at the point last moved to. */
  @Override
  public void computeDirection() {
    pass.pullback(cotangent, direction);
  }

  @Override
  public double[] theta() {
    return theta;
  }

  /** {@return outputs f, n × C, row-major; owned by this object} */
  public double[] outputs() {
    return outputs;
  }

  /**
   * {@return the weights Σ_j p_j ∂q_j/∂f of the outputs, n × C, row-major; owned by this object}
   */
  public double[] weights() {
    return cotangent;
  }

  /** g = dz/ds, valid after {@link #computeDirection}. */
  @Override
  public double[] direction() {
    return direction;
  }

  /** log ℒ. */
  @Override
  public double logLoss() {
    return logLoss;
  }

  /** Σ p_j q_j = ⟨θ, g⟩/L, the rate of the work W. */
  @Override
  public double weightedMargin() {
    return weightedMargin;
  }

  @Override
  public Change changeFrom(FlowPoint other) {
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < outputs.length; i++) {
      largest = Math.max(largest, Math.abs(outputs[i] - other.outputs[i]));
      scale = Math.max(scale, Math.abs(outputs[i]));
    }
    return new Change(largest, scale);
  }

  /** {@return the model bound to the data, as of the last evaluation} */
  public Pass pass() {
    return pass;
  }

  /** {@return the map from outputs to margins} */
  public Margins margins() {
    return weights.margins();
  }

  /** min_j q_j. */
  @Override
  public double minimumMargin() {
    return weights.margins().minimum(outputs);
  }

  /**
   * {@return the share of samples that carry weight} A sample carries weight if its least margin is
   * at most 40 above the least of all, or above 0 where that is negative. The others have less than
   * e^−40 of the largest weight.
   */
  public double carryingShare() {
    double bound = Math.max(minimumMargin(), 0) + WEIGHTLESS;
    int samples = margins().data().size();
    int carrying = 0;
    for (int i = 0; i < samples; i++) {
      carrying += margins().ofSample(outputs, i) <= bound ? 1 : 0;
    }
    return (double) carrying / samples;
  }
}

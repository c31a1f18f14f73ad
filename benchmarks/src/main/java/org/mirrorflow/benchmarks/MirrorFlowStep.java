package org.mirrorflow.benchmarks;

import java.util.Arrays;
import org.mirrorflow.model.KernelFactory;
import org.mirrorflow.model.LossWeights;
import org.mirrorflow.model.Pass;

/** The gradient step of this library. */
public final class MirrorFlowStep implements Step {
  private final Problem problem;
  private final Pass pass;
  private final double[] outputs;
  private final double[] cotangent;
  private final double[] gradient;
  private final LossWeights weights;
  private double logLoss;

  /** Binds the problem to a kernel. */
  public MirrorFlowStep(Problem problem, KernelFactory kernels) {
    this.problem = problem;
    this.pass = problem.network().pass(problem.inputs(), problem.samples(), kernels);
    this.outputs = new double[problem.samples() * problem.network().outputs()];
    this.cotangent = new double[outputs.length];
    this.gradient = new double[problem.theta().length];
    this.weights = problem.weights();
  }

  @Override
  public void run() {
    pass.forward(problem.theta(), outputs);
    logLoss = weights.weights(outputs, cotangent);
    pass.pullback(cotangent, gradient);
  }

  /** The step has the direction of the flow, −∂ℒ/ℒ. */
  @Override
  public double[] gradient() {
    double scale = -Math.exp(logLoss);
    return Arrays.stream(gradient).map(g -> scale * g).toArray();
  }
}
